#include "services/supervision/statistics_rpc.h"

#include <fmt/format.h>

#include "hecha/intake/v1/codes.pb.h"
#include "hecha/supervision/v1/events.pb.h"
#include "hecha/supervision/v1/ledger.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/supervision/line_filter_proto.h"

namespace hecha::supervision {
namespace {

const google::protobuf::EnumDescriptor* CodesOf(Measure measure) {
  switch (measure) {
    case Measure::kState:
      return intake::v1::State_descriptor();
    case Measure::kSector:
      return intake::v1::Sector_descriptor();
    case Measure::kChannel:
      return intake::v1::Channel_descriptor();
    case Measure::kOutcome:
      return verification::v1::Outcome_descriptor();
    case Measure::kLight:
    case Measure::kUnitLight:
      return v1::Light_descriptor();
    case Measure::kUnitCase:
      return v1::CaseFigure_descriptor();
    case Measure::kSweep:
    case Measure::kUnitSweep:
      return intake::v1::SweepAnswer_descriptor();
    case Measure::kReceivedDay:
    case Measure::kClosedDay:
    case Measure::kOpen:
    case Measure::kDone:
      return nullptr;
  }
  return nullptr;
}

v1::Total ToProto(const Total& total) {
  v1::Total out;
  out.set_division(total.division);
  out.set_measure(static_cast<v1::Measure>(total.measure));
  out.set_key(CodeName(total));
  out.set_count(total.count);
  if (!total.unit.nil()) out.set_unit_id(total.unit.ToString());
  out.set_lines(PathOf(LinesOf(total)));
  return out;
}

absl::StatusOr<v1::QueryStatisticsResponse> Query(StatisticsService& statistics, const Call& call,
                                                  const v1::QueryStatisticsRequest& request) {
  if (request.measure() == v1::MEASURE_UNSPECIFIED)
    return RefuseField("REQUIRED", "measure", "统计口径必填", "measure is required");
  ASSIGN_OR_RETURN(
      const std::vector<Total> totals,
      statistics.Query(call, request.division(), static_cast<Measure>(request.measure())));
  v1::QueryStatisticsResponse response;
  for (const Total& total : totals) *response.add_totals() = ToProto(total);
  return response;
}

absl::StatusOr<v1::ReconcileStatisticsResponse> Reconcile(StatisticsService& statistics,
                                                          const Call& call) {
  ASSIGN_OR_RETURN(const Reconciliation result, statistics.Reconcile(call));
  v1::ReconcileStatisticsResponse response;
  response.set_compared(result.compared);
  for (const Difference& difference : result.differences) {
    v1::Difference& out = *response.add_differences();
    *out.mutable_total() = ToProto(difference.total);
    out.set_lines(difference.lines);
  }
  return response;
}

}  // namespace

std::string CodeName(const Total& total) {
  if (total.measure == Measure::kOpen || total.measure == Measure::kDone)
    return fmt::format("{}", total.code);
  const google::protobuf::EnumDescriptor* codes = CodesOf(total.measure);
  if (codes == nullptr) return PrintDay(total.code);
  const google::protobuf::EnumValueDescriptor* value = codes->FindValueByNumber(total.code);
  if (value == nullptr) return fmt::format("{}", total.code);
  // "STATE_REGISTERED" of the enum whose zero is "STATE_UNSPECIFIED".
  constexpr std::string_view kZero = "UNSPECIFIED";
  return value->name().substr(codes->FindValueByNumber(0)->name().size() - kZero.size());
}

void RegisterStatisticsRpc(rpc::Router& router, StatisticsService& statistics) {
  router.Handle("hecha.supervision.v1.StatisticsService/QueryStatistics",
                [&statistics](const Call& call, const v1::QueryStatisticsRequest& request) {
                  return Query(statistics, call, request);
                });
  router.Handle("hecha.supervision.v1.StatisticsService/ReconcileStatistics",
                [&statistics](const Call& call, const v1::ReconcileStatisticsRequest&) {
                  return Reconcile(statistics, call);
                });
}

}  // namespace hecha::supervision
