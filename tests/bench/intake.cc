// Durable registrations a second through gateway, gRPC and database, where the processor's time
// goes, and how far matching and events fall behind; and, in the same run, what the same database
// server stores with plain prepared statements: three small rows a lead, or the very rows of a
// registration; and with batched statements. The machines are noisy, so only the ratios can be
// compared between runs.
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

#include "absl/flags/flag.h"
#include "services/common/base/status_macros.h"
#include "tests/bench/backlog.h"
#include "tests/bench/cpu_account.h"
#include "tests/bench/http_load.h"
#include "tests/bench/raw_insert.h"
#include "tests/bench/raw_rows.h"
#include "tests/bench/report.h"
#include "tests/bench/sample_lead.h"
#include "tests/bench/suite.h"

ABSL_FLAG(int, connections, 64, "concurrent registrations");
ABSL_FLAG(double, seconds, 10, "how long each of the four is measured");
ABSL_FLAG(double, drain, 60, "how long matching and events are waited for at most");
ABSL_FLAG(double, warmup, 2, "how long the suite is driven before it is measured");

namespace hecha::bench {
namespace {

// What the suite owes when the load ends, and until when.
struct Owed {
  const char* name;
  const char* title;
  Backlog backlog;
};

Measurement DriveSuite(const Suite& suite, double seconds, int64_t first_serial) {
  return RunHttpLoad({.host = suite.host(),
                      .port = suite.PortOf("http"),
                      .connections = absl::GetFlag(FLAGS_connections),
                      .duration = std::chrono::duration<double>(seconds),
                      .call = [&](int64_t n) -> HttpCall {
                        return {"/v1/reports", SampleReport(first_serial + n, kTown)};
                      }});
}

void ReportOwed(Owed& owed, Clock::time_point ended, Report& report) {
  const Measurement ages = owed.backlog.Stop();
  const std::string name = owed.name;
  report.Heading(fmt::format("{}", owed.title));
  report.Figure(name + "Pending", "  待办 waiting when the load ended",
                static_cast<double>(owed.backlog.Count()), "");
  report.Figure(name + "LagP50Ms", "  滞后 behind, p50", ages.Milliseconds(0.5), "ms");
  report.Figure(name + "LagMaxMs", "  滞后 behind, at most", ages.Milliseconds(1), "ms");
  const double most = absl::GetFlag(FLAGS_drain);
  const std::optional<double> drained =
      owed.backlog.DrainedSeconds(ended, std::chrono::duration<double>(most));
  if (drained.has_value()) {
    report.Figure(name + "DrainedSeconds", "  赶上 caught up after the load", *drained, "s");
  } else {
    report.Table(name + "DrainedSeconds",
                 fmt::format("  未赶上 not caught up {} s after the load\n", most), "null");
  }
}

Measurement MeasureSuite(const Suite& suite, double seconds, Report& report) {
  Owed owed[] = {{"evidence", "存证 events to the evidence log",
                  Backlog(suite.database(), WaitingFor("accountability"))},
                 {"ledger", "台账 events to the ledgers",
                  Backlog(suite.database(), WaitingFor("supervision"))},
                 {"match", "比对 matching", Backlog(suite.database(), WaitingForMatching())}};
  CpuAccount cpu(suite.var());
  cpu.SetDatabaseAccounts(DatabaseThreads(suite.database()));
  const Measurement warm = DriveSuite(suite, absl::GetFlag(FLAGS_warmup), 0);
  for (Owed& each : owed) each.backlog.Start();
  cpu.Begin();
  Measurement driven = DriveSuite(suite, seconds, warm.acknowledged());
  const Clock::time_point ended = Clock::now();
  const CpuAccount::Micros spent = cpu.End();
  report.Rate("suite", "经网关登记 reports through gateway and intake", driven, seconds);
  for (Owed& each : owed) ReportOwed(each, ended, report);
  report.Table("cpuMicros", CpuTable(spent, driven.acknowledged()),
               CpuJson(spent, driven.acknowledged()));
  return driven;
}

absl::Status Measure(Report& report) {
  ASSIGN_OR_RETURN(const Suite suite, Suite::Open());
  const double seconds = absl::GetFlag(FLAGS_seconds);
  report.Condition("connections", absl::GetFlag(FLAGS_connections));
  report.Condition("seconds", seconds);
  const Measurement driven = MeasureSuite(suite, seconds, report);
  const RawInsertOptions bare = {.database = suite.database(),
                                 .connections = absl::GetFlag(FLAGS_connections),
                                 .duration = std::chrono::duration<double>(seconds),
                                 .narrative = SampleNarrative};
  ASSIGN_OR_RETURN(const Measurement plain, RunRawInserts(bare));
  ASSIGN_OR_RETURN(const Measurement same, RunRawRows({.database = bare.database,
                                                       .connections = bare.connections,
                                                       .duration = bare.duration / 2}));
  ASSIGN_OR_RETURN(const Measurement batched, RunRawBatches(bare));
  report.Rate("ceiling", "数据库，逐笔三行 plain statements, three rows", plain, seconds);
  report.Rate("sameRows", "数据库，逐笔同样的行 plain statements, our rows", same, seconds / 2);
  report.Rate("batched", "数据库，成批 multi-row statements, two committers", batched, seconds);
  const auto ours = static_cast<double>(driven.acknowledged());
  report.Figure("ratio", "比逐笔三行 ours, of plain statements for three rows",
                Ratio(ours, static_cast<double>(plain.acknowledged())), "×");
  report.Figure("ratioOfSameRows", "比逐笔同样的行 ours, of plain statements for our rows",
                Ratio(ours, 2 * static_cast<double>(same.acknowledged())), "×");
  report.Figure("ratioOfBatched", "比成批 ours, of batched ones",
                Ratio(ours, static_cast<double>(batched.acknowledged())), "×");
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "intake", hecha::bench::Measure);
}
