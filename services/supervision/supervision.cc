#include "services/supervision/supervision.h"

#include "services/common/telemetry/log.h"
#include "services/supervision/campaign_rpc.h"
#include "services/supervision/clock_rpc.h"
#include "services/supervision/export_rpc.h"
#include "services/supervision/inbox.h"
#include "services/supervision/lead_purge_service.h"
#include "services/supervision/ledger_rpc.h"
#include "services/supervision/problem_rpc.h"
#include "services/supervision/statistics_rpc.h"

namespace hecha::supervision {
namespace {

constexpr absl::Duration kLightsEvery = absl::Seconds(1);
constexpr absl::Duration kGaugesEvery = absl::Seconds(5);
constexpr absl::Duration kExportsEvery = absl::Minutes(5);

struct Supervision {
  explicit Supervision(host::Context& context)
      : ledgers(context.database, context.keyring),
        statistics(context.database),
        problems(context.journal, ProblemStore(context.keyring), ledgers),
        clocks(context.journal, context.clock, problems, ledgers),
        lights(context.journal),
        campaigns(context.journal),
        exports(context.journal, context.keyring),
        purges(context.keyring, ledgers) {}

  LedgerService ledgers;
  StatisticsService statistics;
  ProblemService problems;
  ClockService clocks;
  LightService lights;
  CampaignService campaigns;
  ExportService exports;
  const LeadPurgeService purges;
};

void TurnOnLights(ClockService& clocks) {
  const absl::StatusOr<int> turned = clocks.TurnOnLights();
  if (!turned.ok())
    telemetry::Log(telemetry::Level::kWarning, "lights not turned on", "",
                   {{"error", turned.status().ToString()}});
}

void ForgetExports(ExportService& exports, const Clock& clock) {
  const absl::Status forgotten = exports.Forget(clock.Now(), absl::Now() + kExportsEvery);
  if (!forgotten.ok())
    telemetry::Log(telemetry::Level::kWarning, "expired exports not deleted", "",
                   {{"error", forgotten.ToString()}});
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
  RegisterClockRpc(context.router, supervision->clocks, supervision->lights);
  RegisterProblemRpc(context.router, supervision->problems);
  RegisterCampaignRpc(context.router, supervision->campaigns);
  RegisterLedgerRpc(context.router, supervision->ledgers);
  RegisterStatisticsRpc(context.router, supervision->statistics);
  RegisterExportRpc(context.router, supervision->exports);
  RegisterInbox(context.inbox, supervision->clocks, supervision->ledgers);
  FollowPurges(context.inbox, supervision->purges);
  context.every("lights", kLightsEvery, [supervision] { TurnOnLights(supervision->clocks); });
  context.every("gauges", kGaugesEvery, [supervision, &metrics = context.metrics] {
    SetGauges(supervision->statistics, metrics);
  });
  context.every("exports", kExportsEvery, [supervision, &clock = context.clock] {
    ForgetExports(supervision->exports, clock);
  });
  return supervision;
}

}  // namespace hecha::supervision
