// Whether what people wait for costs the same however much there is: at each of --leads leads, the
// processor's time of a registration until everything that follows from it is done, and of a page
// of the list, of a filtered list, of a search and of a ledger, and of the totals. Each is compared
// with what it cost at the smallest number, and must not have grown beyond 1.3 times that.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "services/common/base/status_macros.h"
#include "tests/bench/backlog.h"
#include "tests/bench/cpu_account.h"
#include "tests/bench/http_load.h"
#include "tests/bench/lead_fill.h"
#include "tests/bench/report.h"
#include "tests/bench/sample_lead.h"
#include "tests/bench/suite.h"

ABSL_FLAG(std::vector<std::string>, leads, std::vector<std::string>({"10000", "100000", "1000000"}),
          "how many leads the town has, in rising order");
ABSL_FLAG(int, connections, 32, "concurrent registrations");
ABSL_FLAG(double, seconds, 3, "how long each is measured, in each of the rounds");
ABSL_FLAG(int, rounds, 3, "of which the least disturbed counts");

namespace hecha::bench {
namespace {

constexpr double kMostGrowth = 1.3;
constexpr double kDrainSeconds = 120;
// Readers of a page: one, so that nobody waits for another.
constexpr int kReaders = 1;

// Something that people do, and what it is called.
struct Act {
  std::string name;
  std::string title;
  int callers;
  std::function<HttpCall(int64_t)> call;
  // Whether what follows from it has to be waited for, and belongs to its cost.
  bool has_consequences = false;
};

// What one costs: processor time of database and services, and how long its caller waits.
struct Cost {
  double micros = 0;
  double p50_ms = 0;
};

std::vector<Act> Acts() {
  const auto get = [](const char* target) {
    return [target](int64_t) -> HttpCall { return {target}; };
  };
  return {
      {"registration", "登记 registration", absl::GetFlag(FLAGS_connections),
       [](int64_t n) -> HttpCall {
         return {"/v1/reports", DistinctReport(n, kTown)};
       },
       true},
      {"list", "线索列表 list page", kReaders, get("/v1/leads?page_size=50")},
      {"filtered", "筛选列表 list page of a sector", kReaders,
       get("/v1/leads?page_size=50&sector=SECTOR_FINANCE")},
      // A word of the older ones.
      {"search", "检索 search page", kReaders,
       [](int64_t) -> HttpCall {
         return {"/v1/leads:search", R"({"query":"条线索"})"};
       }},
      {"ledger", "台账 ledger page", kReaders, get("/v1/ledgers/1?page_size=50")},
      {"ledgerSector", "台账，一个行业 ledger page of a sector", kReaders,
       get("/v1/ledgers/1?page_size=50&sector=SECTOR_FINANCE")},
      {"total", "统计 totals", kReaders,
       [](int64_t) -> HttpCall {
         return {"/v1/statistics:query", R"({"measure":"MEASURE_STATE"})"};
       }},
  };
}

class Meter {
 public:
  Meter(const Suite& suite, std::string token) : suite_(suite), token_(std::move(token)) {}

  // The least disturbed of some rounds.
  absl::StatusOr<Cost> Measure(const Act& act) {
    Cost least;
    for (int round = 0; round < absl::GetFlag(FLAGS_rounds); ++round) {
      ASSIGN_OR_RETURN(const Cost cost, MeasureOnce(act));
      if (round == 0 || cost.micros < least.micros) least.micros = cost.micros;
      if (round == 0 || cost.p50_ms < least.p50_ms) least.p50_ms = cost.p50_ms;
    }
    return least;
  }

 private:
  absl::StatusOr<Cost> MeasureOnce(const Act& act) {
    CpuAccount cpu(suite_.var());
    cpu.Begin();
    const Measurement measured =
        RunHttpLoad({.host = suite_.host(),
                     .port = suite_.PortOf("http"),
                     .token = act.has_consequences ? "" : token_,
                     .connections = act.callers,
                     .duration = std::chrono::duration<double>(absl::GetFlag(FLAGS_seconds)),
                     .call = [&](int64_t) { return act.call(calls_++); }});
    if (measured.acknowledged() == 0)
      return absl::UnavailableError(fmt::format("{}: not one was answered", act.name));
    if (act.has_consequences) RETURN_IF_ERROR(Settle());
    const CpuAccount::Micros spent = cpu.End();
    Cost cost{0, measured.Milliseconds(0.5)};
    for (const char* process : {"db", "intake", "supervision"})
      cost.micros += MicrosEach(spent, process, measured.acknowledged());
    return cost;
  }

  // Waits until everything that follows from what was registered is done.
  absl::Status Settle() {
    for (const BacklogStatements& statements :
         {WaitingFor("accountability"), WaitingFor("supervision"), WaitingForMatching()})
      if (!Backlog(suite_.database(), statements)
               .DrainedSeconds(Clock::now(), std::chrono::duration<double>(kDrainSeconds))
               .has_value())
        return absl::DeadlineExceededError("the suite does not catch up with what it was told");
    return absl::OkStatus();
  }

  const Suite& suite_;
  const std::string token_;
  // Apart from the numbers by which the fill makes its texts.
  int64_t calls_ = int64_t{1} << 40;
};

std::string Column(const std::vector<Cost>& costs, double Cost::*what) {
  std::vector<std::string> cells;
  for (const Cost& cost : costs) cells.push_back(fmt::format("{:.4g}", cost.*what));
  return fmt::format("[{}]", fmt::join(cells, ","));
}

void ReportAct(const Act& act, const std::vector<std::string>& sizes,
               const std::vector<Cost>& costs, Report& report) {
  std::string text = act.title + "\n";
  for (size_t i = 0; i < sizes.size(); ++i)
    text += fmt::format("  {:>9} leads   {:>9.1f} µs of the processors   p50 {:>8.3f} ms\n",
                        sizes[i], costs[i].micros, costs[i].p50_ms);
  report.Table(act.name, text,
               fmt::format(R"({{"micros":{},"p50Ms":{}}})", Column(costs, &Cost::micros),
                           Column(costs, &Cost::p50_ms)));
  double growth = 0;
  for (const Cost& cost : costs) growth = std::max(growth, Ratio(cost.micros, costs[0].micros));
  report.AtMost(act.name + "Growth", "  倍 grown by", growth, kMostGrowth, "×");
}

absl::Status Measure(Report& report) {
  ASSIGN_OR_RETURN(const Suite suite, Suite::Open());
  ASSIGN_OR_RETURN(const std::unique_ptr<LeadFill> fill, LeadFill::Open(suite));
  ASSIGN_OR_RETURN(const std::unique_ptr<ctl::Gateway> clerk, suite.SignIn("office"));
  Meter meter(suite, clerk->token());
  const std::vector<std::string> sizes = absl::GetFlag(FLAGS_leads);
  const std::vector<Act> acts = Acts();
  std::vector<std::vector<Cost>> costs(acts.size());
  int64_t filled = 0;
  for (const std::string& size : sizes) {
    const int64_t leads = std::stoll(size);
    RETURN_IF_ERROR(fill->Add(leads - filled));
    filled = leads;
    for (size_t i = 0; i < acts.size(); ++i) {
      ASSIGN_OR_RETURN(const Cost cost, meter.Measure(acts[i]));
      costs[i].push_back(cost);
      fmt::print(stderr, "{} leads: {} {:.0f} µs, p50 {:.3f} ms\n", size, acts[i].title,
                 cost.micros, cost.p50_ms);
    }
  }
  report.Condition("connections", absl::GetFlag(FLAGS_connections));
  report.Condition("seconds", absl::GetFlag(FLAGS_seconds));
  report.Condition("rounds", absl::GetFlag(FLAGS_rounds));
  report.Table("leads", "", fmt::format("[{}]", fmt::join(sizes, ",")));
  for (size_t i = 0; i < acts.size(); ++i) ReportAct(acts[i], sizes, costs[i], report);
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "growth", hecha::bench::Measure);
}
