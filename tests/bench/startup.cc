// How long `./hecha up` takes until the gateway says that it is ready, and until the demo is there
// too: from nothing (database, keys, schemas, six processes), and again after `down`. The limit
// beside it is the database server alone: made and started, and started again.
#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "tests/bench/report.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/running_process.h"

ABSL_DECLARE_FLAG(std::string, var);
ABSL_FLAG(std::string, hecha, "./hecha", "the launcher");
ABSL_FLAG(int, rounds, 3, "how often it is started from nothing, and again");

namespace hecha::bench {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(5);
constexpr absl::Duration kLookEvery = absl::Milliseconds(20);

// The launcher builds nothing and installs nothing here: what is started is measured.
ProcessOptions Hecha(const std::string& verb) {
  const std::string var = absl::GetFlag(FLAGS_var);
  ProcessOptions options;
  options.arguments = {absl::GetFlag(FLAGS_hecha), verb};
  options.environment = {"HECHA_VAR=" + var, "HECHA_SKIP_BUILD=1", "HECHA_SKIP_PACKAGES=1"};
  options.output_file = var + ".log";
  return options;
}

absl::Status Finish(RunningProcess& process, const std::string& what) {
  ASSIGN_OR_RETURN(const int code, process.Wait(kPatience));
  if (code == 0) return absl::OkStatus();
  return absl::InternalError(fmt::format("{} failed: {}.log", what, absl::GetFlag(FLAGS_var)));
}

// Whether the gateway that was started last says so.
bool Ready() {
  std::ifstream ports(absl::GetFlag(FLAGS_var) + "/ports");
  std::string port;
  for (std::string line; std::getline(ports, line);)
    if (line.starts_with("http=")) port = line.substr(5);
  if (port.empty()) return false;
  const auto answer = RunProcess({"curl", "-fs", "-m", "5", "-o", "/dev/null",
                                  fmt::format("http://127.0.0.1:{}/readyz", port)});
  return answer.ok() && answer->exit_code == 0;
}

struct Starts {
  Measurement ready;
  Measurement done;
};

absl::Status Up(Starts& starts) {
  const Clock::time_point began = Clock::now();
  ASSIGN_OR_RETURN(const std::unique_ptr<RunningProcess> up, RunningProcess::Start(Hecha("up")));
  while (up->Running() && !Ready()) absl::SleepFor(kLookEvery);
  starts.ready.Acknowledge(Clock::now() - began);
  RETURN_IF_ERROR(Finish(*up, "hecha up"));
  starts.done.Acknowledge(Clock::now() - began);
  return absl::OkStatus();
}

absl::Status Down() {
  ASSIGN_OR_RETURN(const std::unique_ptr<RunningProcess> down,
                   RunningProcess::Start(Hecha("down")));
  return Finish(*down, "hecha down");
}

absl::Status StartSuite(Starts& cold, Starts& warm) {
  RETURN_IF_ERROR(
      RunProcess({"find", absl::GetFlag(FLAGS_var), "-mindepth", "1", "-delete"}).status());
  RETURN_IF_ERROR(Up(cold));
  RETURN_IF_ERROR(Down());
  RETURN_IF_ERROR(Up(warm));
  return Down();
}

// Milliseconds of `work`.
template <class Work>
void Time(Measurement& taken, Work work) {
  const Clock::time_point began = Clock::now();
  work();
  taken.Acknowledge(Clock::now() - began);
}

void StartServer(Measurement& cold, Measurement& warm) {
  std::unique_ptr<MariaDb> server;
  Time(cold, [&] { server = std::make_unique<MariaDb>(); });
  server->Stop();
  Time(warm, [&] { server->Restart(); });
}

absl::Status Measure(Report& report) {
  const int rounds = absl::GetFlag(FLAGS_rounds);
  Starts cold;
  Starts warm;
  Measurement cold_server;
  Measurement warm_server;
  for (int i = 0; i < rounds; ++i) {
    RETURN_IF_ERROR(StartSuite(cold, warm));
    StartServer(cold_server, warm_server);
  }
  report.Condition("rounds", rounds);
  const auto compare = [&](const std::string& name, const std::string& title, const Starts& ours,
                           const Measurement& server) {
    const double ready = ours.ready.Milliseconds(0.5);
    report.Figure(name + "ReadyMs", title, ready, "ms");
    report.Figure(name + "UpMs", "  连同演示数据 with the demo's data", ours.done.Milliseconds(0.5),
                  "ms");
    report.Figure(name + "ServerMs", "  数据库 the database server alone", server.Milliseconds(0.5),
                  "ms");
    report.Figure(name + "Ratio", "  倍 ours, of that", Ratio(ready, server.Milliseconds(0.5)),
                  "×");
  };
  compare("cold", "首次启动 ready, from nothing", cold, cold_server);
  compare("warm", "再次启动 ready, after down", warm, warm_server);
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "startup", hecha::bench::Measure);
}
