#include "services/supervision/supervision.h"

#include "services/common/telemetry/log.h"
#include "services/supervision/campaign_rpc.h"
#include "services/supervision/clock_rpc.h"
#include "services/supervision/inbox.h"
#include "services/supervision/ledger_rpc.h"
#include "services/supervision/problem_rpc.h"
#include "services/supervision/statistics_rpc.h"

namespace hecha::supervision {
namespace {

constexpr absl::Duration kLightsEvery = absl::Seconds(1);
constexpr absl::Duration kGaugesEvery = absl::Seconds(5);

struct Supervision {
  explicit Supervision(host::Context& context)
      : problems(context.journal, ProblemStore(context.keyring)),
        clocks(context.journal, context.clock, problems),
        campaigns(context.journal),
        ledgers(context.database),
        statistics(context.database) {}

  ProblemService problems;
  ClockService clocks;
  CampaignService campaigns;
  LedgerService ledgers;
  StatisticsService statistics;
};

void TurnOnLights(ClockService& clocks) {
  const absl::StatusOr<int> turned = clocks.TurnOnLights();
  if (!turned.ok())
    telemetry::Log(telemetry::Level::kWarning, "lights not turned on", "",
                   {{"error", turned.status().ToString()}});
}

void SetGauges(StatisticsService& statistics, telemetry::Metrics& metrics) {
  const absl::StatusOr<std::vector<Total>> totals = statistics.All(absl::Now() + kGaugesEvery);
  if (!totals.ok()) return;  // the gauges keep their last values, and the pool logs why
  for (const Total& total : *totals) {
    if (total.measure == Measure::kState)
      metrics.SetGauge("hecha_leads", "Leads by division and state.",
                       {{"division", total.division}, {"state", CodeName(total)}},
                       static_cast<double>(total.count));
    if (total.measure == Measure::kLight && total.code > static_cast<int>(Light::kNone))
      metrics.SetGauge("hecha_overdue", "Running clocks by division and light.",
                       {{"division", total.division}, {"light", CodeName(total)}},
                       static_cast<double>(total.count));
  }
}

}  // namespace

std::shared_ptr<void> Build(host::Context& context) {
  auto supervision = std::make_shared<Supervision>(context);
  RegisterClockRpc(context.router, supervision->clocks);
  RegisterProblemRpc(context.router, supervision->problems);
  RegisterCampaignRpc(context.router, supervision->campaigns);
  RegisterLedgerRpc(context.router, supervision->ledgers);
  RegisterStatisticsRpc(context.router, supervision->statistics);
  RegisterInbox(context.inbox, supervision->clocks, supervision->ledgers, supervision->problems);
  context.every("lights", kLightsEvery, [supervision] { TurnOnLights(supervision->clocks); });
  context.every("gauges", kGaugesEvery, [supervision, &metrics = context.metrics] {
    SetGauges(supervision->statistics, metrics);
  });
  return supervision;
}

}  // namespace hecha::supervision
