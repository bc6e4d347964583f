#include "services/supervision/clock_rpc.h"

#include <fmt/format.h>

#include "hecha/supervision/v1/clock.pb.h"
#include "services/common/base/parse_id.h"
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

absl::StatusOr<v1::ListClocksResponse> ListClocks(ClockService& clocks, const Call& call,
                                                  const v1::ListClocksRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ClockFilter filter;
  filter.division = request.division();
  if (request.light() != v1::LIGHT_UNSPECIFIED) filter.light = static_cast<Light>(request.light());
  if (request.state() != v1::CLOCK_STATE_UNSPECIFIED)
    filter.state = static_cast<ClockState>(request.state());
  if (!request.lead_id().empty()) {
    ASSIGN_OR_RETURN(filter.lead, ParseId<LeadId>("lead_id", request.lead_id()));
  }
  ASSIGN_OR_RETURN(std::vector<LeadClock> found, clocks.List(call, filter, page));
  v1::ListClocksResponse response;
  response.set_next_page_token(page.Cut(found, [](const LeadClock& clock) { return clock.id; }));
  for (const LeadClock& clock : found) *response.add_clocks() = ToProto(clock);
  return response;
}

}  // namespace

void RegisterClockRpc(rpc::Router& router, ClockService& clocks) {
  router.Handle("hecha.supervision.v1.ClockService/ListClocks",
                [&clocks](const Call& call, const v1::ListClocksRequest& request) {
                  return ListClocks(clocks, call, request);
                });
}

}  // namespace hecha::supervision
