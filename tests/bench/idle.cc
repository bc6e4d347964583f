// What the suite takes while nobody asks anything: memory of each process after it has served
// --warmup seconds of reports and rested, which must not be more than 40 MB, and the processor's
// time. The limit beside it is a process of the same libraries that only listens.
#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/server.h"
#include "tests/bench/backlog.h"
#include "tests/bench/cpu_account.h"
#include "tests/bench/http_load.h"
#include "tests/bench/report.h"
#include "tests/bench/sample_lead.h"
#include "tests/bench/suite.h"
#include "tests/testing/running_process.h"

ABSL_FLAG(double, warmup, 5, "how long reports are filed before the rest; 0: none");
ABSL_FLAG(double, rest, 10, "how long the rest is");
ABSL_FLAG(bool, bare, false, "be the process that only listens");

namespace hecha::bench {
namespace {

constexpr double kMostMegabytes = 40;
constexpr int kConnections = 64;
constexpr const char* kProcesses[] = {"gateway",      "intake",      "verification",
                                      "consultation", "supervision", "accountability"};

// A value in megabytes out of what the kernel tells of a process (proc(5)); nothing if it does not
// tell.
std::optional<double> Megabytes(const std::string& pid, const char* file, const std::string& key) {
  std::ifstream lines(fmt::format("/proc/{}/{}", pid, file));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(key + ":")) return std::stod(line.substr(key.size() + 1)) * 1024 / 1e6;
  return std::nullopt;
}

std::string PidOf(const Suite& suite, const std::string& process) {
  std::ifstream file(fmt::format("{}/run/{}.pid", suite.var(), process));
  std::string pid;
  file >> pid;
  return pid;
}

// Listens until it is killed.
absl::Status Listen() {
  ASSIGN_OR_RETURN(const std::unique_ptr<rpc::Server> server, rpc::Server::Start({}, {}));
  absl::SleepFor(absl::InfiniteDuration());
  return absl::OkStatus();
}

absl::StatusOr<double> BareMegabytes() {
  ProcessOptions bare_process;
  bare_process.arguments = {"/proc/self/exe", "--bare"};
  ASSIGN_OR_RETURN(const std::unique_ptr<RunningProcess> bare, RunningProcess::Start(bare_process));
  absl::SleepFor(absl::Seconds(2));
  const std::optional<double> resident = Megabytes(std::to_string(bare->pid()), "status", "VmRSS");
  if (!resident.has_value()) return absl::InternalError("the bare process does not run");
  return *resident;
}

absl::Status WarmUp(const Suite& suite) {
  const double seconds = absl::GetFlag(FLAGS_warmup);
  if (seconds <= 0) return absl::OkStatus();
  RunHttpLoad({.host = suite.host(),
               .port = suite.PortOf("http"),
               .connections = kConnections,
               .duration = std::chrono::duration<double>(seconds),
               .call = [](int64_t n) -> HttpCall {
                 return {"/v1/reports", DistinctReport(n, kTown)};
               }});
  for (const BacklogStatements& statements :
       {WaitingFor("accountability"), WaitingFor("supervision"), WaitingForMatching()})
    if (!Backlog(suite.database(), statements)
             .DrainedSeconds(Clock::now(), std::chrono::minutes(2))
             .has_value())
      return absl::DeadlineExceededError("the suite does not come to rest");
  return absl::OkStatus();
}

absl::Status Measure(Report& report) {
  if (absl::GetFlag(FLAGS_bare)) return Listen();
  ASSIGN_OR_RETURN(const Suite suite, Suite::Open());
  const double rest = absl::GetFlag(FLAGS_rest);
  report.Condition("warmup", absl::GetFlag(FLAGS_warmup));
  report.Condition("rest", rest);
  RETURN_IF_ERROR(WarmUp(suite));
  CpuAccount cpu(suite.var());
  cpu.Begin();
  // To rest is what is measured here.
  absl::SleepFor(absl::Seconds(rest));
  const CpuAccount::Micros spent = cpu.End();
  ASSIGN_OR_RETURN(const double bare, BareMegabytes());
  for (const char* process : kProcesses) {
    const std::string pid = PidOf(suite, process);
    const std::optional<double> resident = Megabytes(pid, "status", "VmRSS");
    if (!resident.has_value()) return absl::NotFoundError(fmt::format("{} does not run", process));
    report.AtMost(fmt::format("{}Megabytes", process),
                  fmt::format("{}，常驻内存 resident", process), *resident, kMostMegabytes, "MB");
    report.Figure(fmt::format("{}AnonymousMegabytes", process), "  其中自有 of that, its own",
                  Megabytes(pid, "status", "RssAnon").value_or(0), "MB");
    // Only the administrator is told.
    if (const std::optional<double> share = Megabytes(pid, "smaps_rollup", "Pss"))
      report.Figure(fmt::format("{}ShareMegabytes", process), "  分摊 its share of what is shared",
                    *share, "MB");
    report.Figure(fmt::format("{}Cpu", process), "  处理器 of one processor",
                  MicrosEach(spent, process, 1) / rest / 1e4, "%");
  }
  report.Figure("bareMegabytes", "只监听的进程 a process that only listens", bare, "MB");
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "idle", hecha::bench::Measure);
}
