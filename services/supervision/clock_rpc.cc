#include "services/supervision/clock_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/supervision/v1/clock.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::supervision {
namespace {

using events::SetTimestamp;

v1::Clock ToProto(const LeadClock& clock) {
  v1::Clock out;
  out.set_id(clock.id.ToString());
  out.set_etag(fmt::format("{}", clock.version));
  out.set_lead_id(clock.assignment.lead.ToString());
  out.set_lead_no(clock.assignment.lead_no);
  out.set_division(clock.assignment.division);
  if (!clock.assignment.unit.nil()) out.set_unit_id(clock.assignment.unit.ToString());
  out.set_unit_name(clock.assignment.unit_name);
  out.set_state(static_cast<v1::ClockState>(clock.state));
  out.set_light(static_cast<v1::Light>(clock.light));
  SetTimestamp(clock.started, out.mutable_started());
  SetTimestamp(clock.due, out.mutable_due());
  out.set_step(static_cast<v1::ClockStep>(clock.step));
  return out;
}

absl::StatusOr<ClockFilter> FromProto(const v1::ListClocksRequest& request) {
  ClockFilter filter;
  filter.division = request.division();
  if (request.light() != v1::LIGHT_UNSPECIFIED) filter.light = static_cast<Light>(request.light());
  if (request.state() != v1::CLOCK_STATE_UNSPECIFIED)
    filter.state = static_cast<ClockState>(request.state());
  if (!request.lead_id().empty()) {
    ASSIGN_OR_RETURN(filter.lead, ParseId<LeadId>("lead_id", request.lead_id()));
  }
  return filter;
}

absl::StatusOr<std::vector<LeadId>> ReadLeads(const v1::ListClocksRequest& request) {
  if (request.lead_ids_size() > Page::kMaxSize)
    return RefuseField("TOO_MANY", "lead_ids", "一次最多查询 200 件线索",
                       "at most 200 leads at once");
  std::vector<LeadId> leads;
  for (int i = 0; i < request.lead_ids_size(); ++i) {
    ASSIGN_OR_RETURN(leads.emplace_back(),
                     ParseId<LeadId>(fmt::format("lead_ids[{}]", i), request.lead_ids(i)));
  }
  return leads;
}

absl::StatusOr<v1::ListClocksResponse> ListClocks(ClockService& clocks, LightService& lights,
                                                  const Call& call,
                                                  const v1::ListClocksRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(ClockFilter filter, FromProto(request));
  ASSIGN_OR_RETURN(const std::vector<LeadId> leads, ReadLeads(request));
  v1::ListClocksResponse response;
  std::vector<LeadClock> found;
  if (!leads.empty()) {
    ASSIGN_OR_RETURN(found, lights.ListOf(call, request.division(), leads));
  } else if (request.order() == v1::CLOCK_ORDER_GRAVEST) {
    ASSIGN_OR_RETURN(found, lights.ListGravest(call, request.division(), page.size));
  } else {
    ASSIGN_OR_RETURN(found, clocks.List(call, std::move(filter), page));
    response.set_next_page_token(page.Cut(found, [](const LeadClock& clock) { return clock.id; }));
  }
  for (const LeadClock& clock : found) *response.add_clocks() = ToProto(clock);
  return response;
}

}  // namespace

void RegisterClockRpc(rpc::Router& router, ClockService& clocks, LightService& lights) {
  router.Handle("hecha.supervision.v1.ClockService/ListClocks",
                [&clocks, &lights](const Call& call, const v1::ListClocksRequest& request) {
                  return ListClocks(clocks, lights, call, request);
                });
}

}  // namespace hecha::supervision
