#include "services/intake/sweep_rpc.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hecha/intake/v1/sweep.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::intake {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

v1::SweepUnit ToProto(const SweepUnit& line, const Sweep& sweep, absl::Time now) {
  v1::SweepUnit out;
  out.set_unit_id(line.unit.ToString());
  out.set_unit_name(line.name);
  out.set_answer(static_cast<v1::SweepAnswer>(line.answer));
  out.set_leads_found(line.leads_found);
  out.set_leads_registered(line.leads_registered);
  out.set_statement(line.statement);
  out.set_signed_by(line.signer_name);
  if (line.signed_at.has_value()) SetTimestamp(*line.signed_at, out.mutable_signed_at());
  out.set_overdue(line.OverdueAt(now, sweep.order.deadline));
  out.set_gap_reason(line.gap_reason);
  return out;
}

v1::SweepCoverage CoverageOf(const Sweep& sweep, absl::Time now) {
  v1::SweepCoverage out;
  out.set_units(static_cast<int>(sweep.units.size()));
  for (const SweepUnit& line : sweep.units) {
    const bool awaited = line.answer == SweepAnswer::kAwaited;
    if (line.signed_at.has_value()) out.set_answered(out.answered() + 1);
    if (line.answer == SweepAnswer::kNil) out.set_nil_returns(out.nil_returns() + 1);
    if (line.answer == SweepAnswer::kExplained) out.set_explained(out.explained() + 1);
    if (awaited && line.OverdueAt(now, sweep.order.deadline)) out.set_overdue(out.overdue() + 1);
  }
  out.set_leads_found(sweep.LeadsFound());
  out.set_leads_registered(sweep.leads_registered);
  return out;
}

// `sweep` as the caller may see it (see message Sweep), without its actions.
v1::Sweep ToProto(const Sweep& sweep, const Call& call) {
  const SweepOrder& order = sweep.order;
  v1::Sweep out;
  out.set_id(sweep.id.ToString());
  out.set_etag(fmt::format("{}", sweep.version));
  out.set_division(order.division);
  out.set_type(static_cast<v1::SweepType>(order.type));
  out.set_round(sweep.round);
  out.set_title(order.title);
  out.set_instructions(order.instructions);
  if (order.sector.has_value()) out.set_sector(static_cast<v1::Sector>(*order.sector));
  out.set_state(static_cast<v1::Sweep::State>(sweep.state));
  SetTimestamp(sweep.opened_at, out.mutable_opened_at());
  SetTimestamp(order.deadline, out.mutable_deadline());
  out.set_conclusion(sweep.conclusion);
  if (sweep.closed_at.has_value()) {
    out.set_closed_by(sweep.closed_by.ToString());
    SetTimestamp(*sweep.closed_at, out.mutable_closed_at());
  }
  const bool own_line_only = sweep.OwnLineOnly(call.actor);
  for (const SweepUnit& line : sweep.units)
    if (!own_line_only || line.unit == call.actor.unit)
      *out.add_units() = ToProto(line, sweep, call.now);
  if (!own_line_only) *out.mutable_coverage() = CoverageOf(sweep, call.now);
  return out;
}

v1::Sweep WithActions(const Sweep& sweep, const Call& call) {
  v1::Sweep out = ToProto(sweep, call);
  const Actor& actor = call.actor;
  const auto gap = std::find_if(sweep.units.begin(), sweep.units.end(),
                                [](const SweepUnit& line) { return !line.signed_at.has_value(); });
  rpc::Offers offers("hecha.intake.v1.SweepService", actor, *out.mutable_actions());
  offers.Offer("ReportSweep", sweep,
               [&](Sweep& copy) { return copy.Report(actor, SweepReport(), call.now); });
  if (gap != sweep.units.end())
    offers.Offer("ExplainSweepGap", sweep,
                 [&](Sweep& copy) { return copy.ExplainGap(gap->unit, ""); });
  offers.Offer("ExtendSweep", sweep,
               [&](Sweep& copy) { return copy.Extend(absl::InfinitePast(), call.now); });
  offers.Offer("CloseSweep", sweep,
               [&](Sweep& copy) { return copy.Close(actor.user, "", call.now); });
  return out;
}

absl::StatusOr<SweepOrder> FromProto(const v1::OpenSweepRequest& request) {
  if (request.type() == v1::SWEEP_TYPE_UNSPECIFIED)
    return RefuseField("REQUIRED", "type", "摸排类型必填", "type is required");
  if (!request.has_deadline())
    return RefuseField("REQUIRED", "deadline", "时限必填", "deadline is required");
  SweepOrder order;
  order.division = request.division();
  order.type = static_cast<SweepType>(request.type());
  order.title = request.title();
  order.instructions = request.instructions();
  if (request.sector() != v1::SECTOR_UNSPECIFIED)
    order.sector = static_cast<Sector>(request.sector());
  order.deadline = FromTimestamp(request.deadline());
  return order;
}

absl::StatusOr<v1::Sweep> OpenSweep(SweepService& sweeps, const Call& call,
                                    const v1::OpenSweepRequest& request) {
  ASSIGN_OR_RETURN(const SweepOrder order, FromProto(request));
  std::vector<UnitId> units;
  for (const std::string& text : request.unit_ids()) {
    ASSIGN_OR_RETURN(units.emplace_back(), ParseId<UnitId>("unit_ids", text));
  }
  ASSIGN_OR_RETURN(const Sweep sweep, sweeps.Open(call, order, units));
  return WithActions(sweep, call);
}

absl::StatusOr<v1::ListSweepsResponse> ListSweeps(SweepService& sweeps, const Call& call,
                                                  const v1::ListSweepsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  SweepFilter filter;
  filter.division = request.division();
  if (request.type() != v1::SWEEP_TYPE_UNSPECIFIED)
    filter.type = static_cast<SweepType>(request.type());
  if (request.state() != v1::Sweep::STATE_UNSPECIFIED)
    filter.state = static_cast<SweepState>(request.state());
  if (request.overdue()) filter.overdue_at = call.now;
  ASSIGN_OR_RETURN(std::vector<Sweep> found, sweeps.List(call, std::move(filter), page));
  v1::ListSweepsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Sweep& sweep) { return sweep.id; }));
  for (const Sweep& sweep : found) *response.add_sweeps() = WithActions(sweep, call);
  return response;
}

// A handler of a call that names a sweep and answers with it.
template <class Request, class Run>
void HandleSweep(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.intake.v1.SweepService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Sweep> {
                  ASSIGN_OR_RETURN(const SweepId id,
                                   ParseId<SweepId>("sweep_id", request.sweep_id()));
                  ASSIGN_OR_RETURN(const Sweep sweep, run(call, id, request));
                  return WithActions(sweep, call);
                });
}

}  // namespace

void RegisterSweepRpc(rpc::Router& router, SweepService& sweeps) {
  router.Handle("hecha.intake.v1.SweepService/OpenSweep",
                [&sweeps](const Call& call, const v1::OpenSweepRequest& request) {
                  return OpenSweep(sweeps, call, request);
                });
  router.Handle("hecha.intake.v1.SweepService/ListSweeps",
                [&sweeps](const Call& call, const v1::ListSweepsRequest& request) {
                  return ListSweeps(sweeps, call, request);
                });
  HandleSweep<v1::GetSweepRequest>(
      router, "GetSweep", [&sweeps](const Call& call, SweepId id, const v1::GetSweepRequest&) {
        return sweeps.Get(call, id);
      });
  HandleSweep<v1::ReportSweepRequest>(
      router, "ReportSweep",
      [&sweeps](const Call& call, SweepId id, const v1::ReportSweepRequest& request) {
        return sweeps.Report(call, id,
                             {request.nil_return(), request.leads_found(), request.statement()});
      });
  HandleSweep<v1::ExplainSweepGapRequest>(
      router, "ExplainSweepGap",
      [&sweeps](const Call& call, SweepId id,
                const v1::ExplainSweepGapRequest& request) -> absl::StatusOr<Sweep> {
        ASSIGN_OR_RETURN(const UnitId unit, ParseId<UnitId>("unit_id", request.unit_id()));
        return sweeps.ExplainGap(call, id, unit, request.reason());
      });
  HandleSweep<v1::ExtendSweepRequest>(
      router, "ExtendSweep",
      [&sweeps](const Call& call, SweepId id,
                const v1::ExtendSweepRequest& request) -> absl::StatusOr<Sweep> {
        if (!request.has_deadline())
          return RefuseField("REQUIRED", "deadline", "时限必填", "deadline is required");
        return sweeps.Extend(call, id, FromTimestamp(request.deadline()));
      });
  HandleSweep<v1::CloseSweepRequest>(
      router, "CloseSweep",
      [&sweeps](const Call& call, SweepId id, const v1::CloseSweepRequest& request) {
        return sweeps.Close(call, id, request.conclusion());
      });
}

}  // namespace hecha::intake
