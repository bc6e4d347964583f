// hechactl demo [FILE.csv]: walks the main journey on a running suite, for every state and
// outcome in every town, and shows what the suite makes of it.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/demo_lead.h"
#include "gateway/ctl/demo_message.h"
#include "gateway/ctl/demo_office.h"
#include "gateway/ctl/demo_path.h"
#include "gateway/ctl/demo_table.h"
#include "gateway/ctl/demo_town.h"
#include "gateway/ctl/progress.h"
#include "services/common/base/status_macros.h"

ABSL_FLAG(int, count, 300, "demo: how many leads");
ABSL_FLAG(int, jobs, 6, "demo: how many leads are under way at once");

namespace hecha::ctl {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(100);
constexpr size_t kMostErrorsShown = 10;

// Walks the leads on several threads and counts what came of them.
class Walk {
 public:
  Walk(DemoCity& city, std::vector<DemoMessage> messages)
      : city_(city), messages_(std::move(messages)) {}

  // Ok if every lead arrived where its path ends; else the first error.
  absl::Status Run(int jobs) {
    std::vector<std::thread> workers;
    for (int i = 0; i < jobs; ++i) workers.emplace_back([this] { Work(); });
    ShowProgress();
    for (std::thread& worker : workers) worker.join();
    absl::MutexLock lock(&mutex_);
    return errors_.empty() ? absl::OkStatus() : errors_.front();
  }

  DemoRun run() const { return {.leads = arrived_.load(), .signatures = signatures_.load()}; }

 private:
  void Work() {
    for (size_t i = next_++; i < messages_.size(); i = next_++) {
      if (absl::Status status = WalkOne(i); !status.ok()) {
        absl::MutexLock lock(&mutex_);
        errors_.push_back(std::move(status));
      } else {
        ++arrived_;
      }
      ++done_;
    }
  }

  absl::Status WalkOne(size_t i) {
    std::vector<DemoTown>& towns = city_.towns();
    const size_t turn = i / towns.size();
    // Sectors in another rhythm than paths, so that every unit meets every path.
    const auto sector = static_cast<intake::v1::Sector>(1 + turn % intake::v1::Sector_MAX);
    const size_t path = turn + turn / kDemoPaths;
    DemoLead lead(city_, towns[i % towns.size()], DemoPathOf(path), sector);
    RETURN_IF_ERROR(lead.Walk(messages_[i]));
    signatures_ += lead.verified();
    return absl::OkStatus();
  }

  void ShowProgress() {
    const auto total = static_cast<int64_t>(messages_.size());
    Progress progress(total);
    size_t shown = 0;
    for (bool finished = false; !finished;) {
      absl::SleepFor(kLookEvery);
      const int64_t done = done_;
      finished = done == total;
      progress.Update(done, fmt::format("{}/{} 条线索 leads，{} 个签字 signatures", done, total,
                                        signatures_.load()));
      absl::MutexLock lock(&mutex_);
      for (; shown < errors_.size() && shown < kMostErrorsShown; ++shown)
        progress.Say(Describe(errors_[shown]));
    }
  }

  DemoCity& city_;
  const std::vector<DemoMessage> messages_;
  std::atomic<size_t> next_ = 0;
  std::atomic<int64_t> done_ = 0;
  std::atomic<int64_t> arrived_ = 0;
  std::atomic<int64_t> signatures_ = 0;
  absl::Mutex mutex_;
  std::vector<absl::Status> errors_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<std::vector<DemoMessage>> ReadMessages(const Arguments& arguments, size_t count) {
  if (arguments.empty()) return SampleDemoMessages(count);
  return ReadDemoMessages(arguments[0], count);
}

absl::Status WorkInTowns(DemoCity& city) {
  for (DemoTown& town : city.towns()) {
    RETURN_IF_ERROR(ConcludeTransfers(town));
    RETURN_IF_ERROR(HoldMeeting(town));
    RETURN_IF_ERROR(StrikeOffProblem(town));
  }
  return absl::OkStatus();
}

absl::Status RunDemo(const Arguments& arguments) {
  const int count = std::max(1, absl::GetFlag(FLAGS_count));
  ASSIGN_OR_RETURN(std::vector<DemoMessage> messages,
                   ReadMessages(arguments, static_cast<size_t>(count)));
  ASSIGN_OR_RETURN(const Settings settings, Settings::FromFlags());
  ASSIGN_OR_RETURN(const std::unique_ptr<DemoCity> city, DemoCity::Open(settings));
  ASSIGN_OR_RETURN(const auto before, ReadCheckpoint(*city));

  Walk walk(*city, std::move(messages));
  const absl::Status walked = walk.Run(std::clamp(absl::GetFlag(FLAGS_jobs), 1, 32));
  RETURN_IF_ERROR(WorkInTowns(*city));
  ASSIGN_OR_RETURN(const DemoResult result, ReadResult(*city));
  DemoRun run = walk.run();
  run.events = result.checkpoint.tree_size() - before.tree_size();
  fmt::print("{}", PrintTable(city->towns(), result, run));
  if (result.reconciliation.differences_size() > 0)
    return absl::DataLossError("totals differ from their lines");
  return walked;
}

}  // namespace

int Demo(const Arguments& arguments) {
  if (arguments.size() > 1) return Usage("hechactl demo [FILE.csv] [--count N] [--jobs N]");
  const absl::Status status = RunDemo(arguments);
  return status.ok() ? kDone : Report(status);
}

}  // namespace hecha::ctl
