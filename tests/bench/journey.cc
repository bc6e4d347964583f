// Whole cases a second: leads walked from their registration to their closing by all whose duty it
// is, over native gRPC, in every town of the demo; each is some twenty-five changes by a dozen
// people, with two signatures made and verified. The limit beside it: as many transactions as a
// case takes, as plain prepared statements on the bare database at the same concurrency.
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "gateway/ctl/demo_lead.h"
#include "gateway/ctl/demo_message.h"
#include "gateway/ctl/demo_path.h"
#include "gateway/ctl/demo_town.h"
#include "services/common/base/status_macros.h"
#include "tests/bench/raw_insert.h"
#include "tests/bench/report.h"
#include "tests/bench/sample_lead.h"
#include "tests/bench/suite.h"

ABSL_FLAG(int, jobs, 6, "cases under way at once");
ABSL_FLAG(int, cases, 60, "how many are walked");

namespace hecha::bench {
namespace {

constexpr double kBareSeconds = 5;
constexpr const char* kServices[] = {"gateway",      "intake",      "verification",
                                     "consultation", "supervision", "accountability"};

// Changes that people made: every one leaves a command behind.
int64_t CountCommands(sql::Connection& connection) {
  int64_t commands = 0;
  for (const char* service : kServices) {
    const std::unique_ptr<sql::Statement> statement(connection.createStatement());
    const std::unique_ptr<sql::ResultSet> result(
        statement->executeQuery(fmt::format("SELECT COUNT(*) FROM hecha_{}.command", service)));
    if (result->next()) commands += result->getInt64(1);
  }
  return commands;
}

// The paths that end with the closing.
std::vector<const ctl::DemoPath*> WholePaths() {
  std::vector<const ctl::DemoPath*> paths;
  for (size_t i = 0; i < ctl::kDemoPaths; ++i)
    if (ctl::DemoPathOf(i).end == ctl::DemoStage::kClosed) paths.push_back(&ctl::DemoPathOf(i));
  return paths;
}

// Walks cases, one after another, and is safe to be used by several threads.
class Walker {
 public:
  explicit Walker(ctl::DemoCity& city, size_t most)
      : city_(city), messages_(ctl::SampleDemoMessages(most)) {}

  // So many more, `jobs` at once.
  absl::StatusOr<Measurement> Walk(int cases, int jobs) {
    std::atomic<int> left = cases;
    std::vector<std::future<absl::StatusOr<Measurement>>> workers;
    for (int i = 0; i < jobs; ++i)
      workers.push_back(std::async(std::launch::async, [&]() -> absl::StatusOr<Measurement> {
        Measurement own;
        while (left-- > 0) {
          const Clock::time_point began = Clock::now();
          RETURN_IF_ERROR(WalkOne(next_++));
          own.Acknowledge(Clock::now() - began);
        }
        return own;
      }));
    Measurement all;
    absl::Status failed;
    for (auto& worker : workers) {
      const absl::StatusOr<Measurement> own = worker.get();
      failed.Update(own.status());
      if (own.ok()) all.Merge(*own);
    }
    RETURN_IF_ERROR(failed);
    return all;
  }

 private:
  absl::Status WalkOne(size_t i) {
    ctl::DemoTown& town = city_.towns()[i % city_.towns().size()];
    const size_t turn = i / city_.towns().size();
    const auto sector = static_cast<intake::v1::Sector>(1 + turn % intake::v1::Sector_MAX);
    return ctl::DemoLead(city_, town, *paths_[turn % paths_.size()], sector)
        .Walk(messages_[i % messages_.size()]);
  }

  ctl::DemoCity& city_;
  const std::vector<ctl::DemoMessage> messages_;
  const std::vector<const ctl::DemoPath*> paths_ = WholePaths();
  std::atomic<size_t> next_ = 0;
};

absl::Status Measure(Report& report) {
  ASSIGN_OR_RETURN(const Suite suite, Suite::Open());
  ASSIGN_OR_RETURN(const std::unique_ptr<ctl::DemoCity> city,
                   ctl::DemoCity::Open(suite.settings()));
  const int jobs = absl::GetFlag(FLAGS_jobs);
  const int cases = absl::GetFlag(FLAGS_cases);
  Walker walker(*city, static_cast<size_t>(cases) * 2);
  // With the first ones everybody signs in and enrols keys.
  RETURN_IF_ERROR(walker.Walk(cases / 4, jobs).status());
  const std::unique_ptr<sql::Connection> connection = Connect(suite.database());
  const int64_t before = CountCommands(*connection);
  const Clock::time_point began = Clock::now();
  ASSIGN_OR_RETURN(const Measurement walked, walker.Walk(cases, jobs));
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  const auto changes = static_cast<double>(CountCommands(*connection) - before);
  ASSIGN_OR_RETURN(const Measurement bare,
                   RunRawInserts({.database = suite.database(),
                                  .connections = jobs,
                                  .duration = std::chrono::duration<double>(kBareSeconds),
                                  .narrative = SampleNarrative}));
  report.Condition("jobs", jobs);
  report.Condition("cases", cases);
  report.Rate("walked", "办结的线索 whole cases, registration to closing", walked, seconds);
  report.Figure("changesPerCase", "  每案变更 changes by people, each case", changes / cases, "");
  report.Figure("changesPerSecond", "  每秒变更 changes", changes / seconds, "/s");
  report.Rate("bare", "数据库，逐笔 plain prepared statements", bare, kBareSeconds);
  report.Figure("ratio", "变更，比数据库 changes, of bare transactions",
                Ratio(changes / seconds, static_cast<double>(bare.acknowledged()) / kBareSeconds),
                "×");
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "journey", hecha::bench::Measure);
}
