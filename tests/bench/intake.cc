// Durable registrations a second through gateway, gRPC and database, where the processor's time
// goes, and how far the matching falls behind; and what the same database server stores with
// plain prepared statements and with batched ones, measured in the same run: the machines are
// noisy, so only the ratios can be compared between runs.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "services/common/base/status_macros.h"
#include "tests/bench/cpu_account.h"
#include "tests/bench/http_load.h"
#include "tests/bench/index_lag.h"
#include "tests/bench/raw_insert.h"
#include "tests/bench/sample_lead.h"

ABSL_FLAG(std::string, gateway, "127.0.0.1:8080", "HOST:PORT of the gateway's HTTP");
ABSL_FLAG(std::string, division, "370481109", "town of the leads");
ABSL_FLAG(int, connections, 64, "concurrent registrations");
ABSL_FLAG(double, seconds, 10, "how long each of the three is measured");
ABSL_FLAG(double, drain, 60, "how long the matching is waited for at most");
ABSL_FLAG(double, warmup, 2, "how long the suite is driven before it is measured");
ABSL_FLAG(std::string, db_socket, "", "unix socket of the database");
ABSL_FLAG(std::string, db_user, "", "account that owns db_schema");
ABSL_FLAG(std::string, db_password_file, "", "file with its password");
ABSL_FLAG(std::string, db_schema, "", "empty schema for the ceilings");
ABSL_FLAG(std::string, intake_schema, "hecha_intake", "schema of the suite's intake");
ABSL_FLAG(std::string, var, "", "state directory of the suite, whose processes are accounted for");
ABSL_FLAG(bool, json, false, "print one JSON object");

namespace hecha::bench {
namespace {

struct Line {
  double per_second;
  double p50;
  double p99;
  int64_t acknowledged;
  std::map<std::string, int64_t> refused;
};

Line Summarise(const Measurement& measurement, double seconds) {
  return {static_cast<double>(measurement.acknowledged()) / seconds, measurement.Milliseconds(0.5),
          measurement.Milliseconds(0.99), measurement.acknowledged(), measurement.refused()};
}

std::string ToJson(const Line& line) {
  std::vector<std::string> refused;
  for (const auto& [why, count] : line.refused) {
    refused.push_back(fmt::format("\"{}\":{}", why, count));
  }
  return fmt::format(
      R"({{"perSecond":{:.1f},"p50Ms":{:.2f},"p99Ms":{:.2f},"acknowledged":{},"refused":{{{}}}}})",
      line.per_second, line.p50, line.p99, line.acknowledged, fmt::join(refused, ","));
}

std::string ToText(const char* title, const Line& line) {
  std::string text = fmt::format("{:<44} {:>8.0f} /s   p50 {:>7.2f} ms   p99 {:>7.2f} ms\n", title,
                                 line.per_second, line.p50, line.p99);
  for (const auto& [why, count] : line.refused) {
    text += fmt::format("    refused, {}: {}\n", why, count);
  }
  return text;
}

Measurement DriveSuite(double seconds, int64_t first_serial) {
  const std::string gateway = absl::GetFlag(FLAGS_gateway);
  const size_t colon = gateway.rfind(':');
  const std::string division = absl::GetFlag(FLAGS_division);
  return RunHttpLoad({.host = gateway.substr(0, colon),
                      .port = gateway.substr(colon + 1),
                      .target = "/v1/reports",
                      .connections = absl::GetFlag(FLAGS_connections),
                      .duration = std::chrono::duration<double>(seconds),
                      .body = [&](int64_t n) { return SampleReport(first_serial + n, division); }});
}

RawDatabase BareDatabase() {
  std::string password;
  std::getline(std::ifstream(absl::GetFlag(FLAGS_db_password_file)) >> std::ws, password);
  return {absl::GetFlag(FLAGS_db_socket), absl::GetFlag(FLAGS_db_user), password,
          absl::GetFlag(FLAGS_db_schema)};
}

RawInsertOptions BareInserts(double seconds) {
  return {.database = BareDatabase(),
          .connections = absl::GetFlag(FLAGS_connections),
          .duration = std::chrono::duration<double>(seconds),
          .narrative = SampleNarrative};
}

// What one run came to.
struct Report {
  Line suite;
  Line plain;
  Line batched;
  CpuAccount::Micros cpu;
  double lag_p50_ms = 0;
  double lag_max_ms = 0;
  // Seconds until the matching had caught up; nothing if it took too long.
  std::optional<double> drained;
};

double Ratio(const Line& ours, const Line& limit) {
  return limit.per_second > 0 ? ours.per_second / limit.per_second : 0;
}

void MeasureSuite(double seconds, Report& report) {
  IndexLag lag(BareDatabase(), absl::GetFlag(FLAGS_intake_schema));
  CpuAccount cpu(absl::GetFlag(FLAGS_var));
  cpu.SetDatabaseAccounts(DatabaseThreads(BareDatabase()));
  const Measurement warm = DriveSuite(absl::GetFlag(FLAGS_warmup), 0);
  lag.Start();
  cpu.Begin();
  report.suite = Summarise(DriveSuite(seconds, warm.acknowledged()), seconds);
  report.cpu = cpu.End();
  const Measurement behind = lag.Stop();
  report.lag_p50_ms = behind.Milliseconds(0.5);
  report.lag_max_ms = behind.Milliseconds(1);
  const auto drained = lag.Drain(std::chrono::duration<double>(absl::GetFlag(FLAGS_drain)));
  if (drained.has_value()) report.drained = drained->count();
}

absl::Status MeasureDatabase(double seconds, Report& report) {
  ASSIGN_OR_RETURN(const Measurement plain, RunRawInserts(BareInserts(seconds)));
  report.plain = Summarise(plain, seconds);
  ASSIGN_OR_RETURN(const Measurement batched, RunRawBatches(BareInserts(seconds)));
  report.batched = Summarise(batched, seconds);
  return absl::OkStatus();
}

void PrintJson(const Report& report, double seconds) {
  fmt::print(
      R"({{"bench":"intake","connections":{},"seconds":{},"suite":{},"ceiling":{},"batched":{},)"
      R"("ratio":{:.3f},"ratioOfBatched":{:.3f},"cpuMicros":{},)"
      R"("index":{{"lagP50Ms":{:.0f},"lagMaxMs":{:.0f},"drainedSeconds":{}}}}})"
      "\n",
      absl::GetFlag(FLAGS_connections), seconds, ToJson(report.suite), ToJson(report.plain),
      ToJson(report.batched), Ratio(report.suite, report.plain),
      Ratio(report.suite, report.batched), CpuJson(report.cpu, report.suite.acknowledged),
      report.lag_p50_ms, report.lag_max_ms,
      report.drained.has_value() ? fmt::format("{:.1f}", *report.drained) : "null");
}

void PrintText(const Report& report, double seconds) {
  fmt::print("{}{}{}", ToText("经网关登记 reports through gateway and intake", report.suite),
             ToText("数据库，逐笔 plain prepared statements", report.plain),
             ToText("数据库，成批 multi-row statements, two committers", report.batched));
  fmt::print("ratio {:.3f} of plain, {:.3f} of batched   ({} connections, {} s each)\n",
             Ratio(report.suite, report.plain), Ratio(report.suite, report.batched),
             absl::GetFlag(FLAGS_connections), seconds);
  fmt::print("比对滞后 matching behind: p50 {:.0f} ms, at most {:.0f} ms; {}\n", report.lag_p50_ms,
             report.lag_max_ms,
             report.drained.has_value()
                 ? fmt::format("caught up {:.1f} s after the load", *report.drained)
                 : fmt::format("not caught up {} s after the load", absl::GetFlag(FLAGS_drain)));
  fmt::print("{}", CpuTable(report.cpu, report.suite.acknowledged));
}

int Main() {
  const double seconds = absl::GetFlag(FLAGS_seconds);
  Report report;
  MeasureSuite(seconds, report);
  if (absl::Status measured = MeasureDatabase(seconds, report); !measured.ok()) {
    fmt::print(stderr, "{}\n", measured.ToString());
    return 1;
  }
  absl::GetFlag(FLAGS_json) ? PrintJson(report, seconds) : PrintText(report, seconds);
  // A bench in which nothing was registered has measured nothing.
  return report.suite.acknowledged > 0 && report.plain.acknowledged > 0 ? 0 : 1;
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return hecha::bench::Main();
}
