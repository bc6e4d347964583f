// Durable registrations a second through gateway, gRPC and database, and the ceiling that the
// same database server has for plain prepared statements, measured in the same run: the
// machines are noisy, so only the ratio can be compared between runs.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "tests/bench/http_load.h"
#include "tests/bench/raw_insert.h"
#include "tests/bench/sample_lead.h"

ABSL_FLAG(std::string, gateway, "127.0.0.1:8080", "HOST:PORT of the gateway's HTTP");
ABSL_FLAG(std::string, division, "370481109", "town of the leads");
ABSL_FLAG(int, connections, 64, "concurrent registrations");
ABSL_FLAG(double, seconds, 10, "how long each of the two is measured");
ABSL_FLAG(double, warmup, 2, "how long the suite is driven before it is measured");
ABSL_FLAG(std::string, db_socket, "", "unix socket of the database");
ABSL_FLAG(std::string, db_user, "", "account that owns db_schema");
ABSL_FLAG(std::string, db_password_file, "", "file with its password");
ABSL_FLAG(std::string, db_schema, "", "empty schema for the ceiling");
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

absl::StatusOr<Measurement> DriveDatabase(double seconds) {
  std::string password;
  std::getline(std::ifstream(absl::GetFlag(FLAGS_db_password_file)) >> std::ws, password);
  return RunRawInserts({.socket = absl::GetFlag(FLAGS_db_socket),
                        .user = absl::GetFlag(FLAGS_db_user),
                        .password = password,
                        .schema = absl::GetFlag(FLAGS_db_schema),
                        .connections = absl::GetFlag(FLAGS_connections),
                        .duration = std::chrono::duration<double>(seconds),
                        .narrative = SampleNarrative});
}

int Main() {
  const double seconds = absl::GetFlag(FLAGS_seconds);
  const Measurement warm = DriveSuite(absl::GetFlag(FLAGS_warmup), 0);
  const Line suite = Summarise(DriveSuite(seconds, warm.acknowledged()), seconds);
  const absl::StatusOr<Measurement> raw = DriveDatabase(seconds);
  if (!raw.ok()) {
    fmt::print(stderr, "{}\n", raw.status().ToString());
    return 1;
  }
  const Line ceiling = Summarise(*raw, seconds);
  const double ratio = ceiling.per_second > 0 ? suite.per_second / ceiling.per_second : 0;
  if (absl::GetFlag(FLAGS_json)) {
    fmt::print(
        R"({{"bench":"intake","connections":{},"seconds":{},"suite":{},"ceiling":{},"ratio":{:.3f}}})"
        "\n",
        absl::GetFlag(FLAGS_connections), seconds, ToJson(suite), ToJson(ceiling), ratio);
  } else {
    fmt::print("{}{}ratio {:.3f}   ({} connections, {} s each)\n",
               ToText("经网关登记 reports through gateway and intake", suite),
               ToText("数据库上限 plain prepared statements", ceiling), ratio,
               absl::GetFlag(FLAGS_connections), seconds);
  }
  // A bench in which nothing was registered has measured nothing.
  return suite.acknowledged > 0 && ceiling.acknowledged > 0 ? 0 : 1;
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return hecha::bench::Main();
}
