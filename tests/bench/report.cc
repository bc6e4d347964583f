#include "tests/bench/report.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/synchronization/mutex.h"
#include "services/common/host/library_logs.h"
#include "services/common/security/sodium.h"
#include "services/common/telemetry/log.h"

ABSL_FLAG(bool, json, false, "print one JSON object");

namespace hecha::bench {
namespace {

constexpr int kTitleWidth = 64;

// Four digits that count, and no more of a large number, or of a count, than its whole.
std::string Digits(double value) {
  const double size = std::abs(value);
  if (value == std::floor(value)) return fmt::format("{:.0f}", value);
  return fmt::format("{:.{}f}", value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

}  // namespace

double Ratio(double ours, double limit) { return limit > 0 ? ours / limit : 0; }

Report::Report(std::string_view bench) { Member("bench", fmt::format("\"{}\"", bench)); }

void Report::Member(std::string_view name, std::string_view json) {
  members_.push_back(fmt::format("\"{}\":{}", name, json));
}

void Report::Condition(std::string_view name, double value) {
  Member(name, fmt::format("{:g}", value));
  conditions_.push_back(fmt::format("{} {:g}", name, value));
}

void Report::Heading(std::string_view title) { text_ += fmt::format("{}\n", title); }

void Report::Rate(std::string_view name, std::string_view title, const Measurement& measurement,
                  double seconds) {
  const double per_second = static_cast<double>(measurement.acknowledged()) / seconds;
  const double p50 = measurement.Milliseconds(0.5);
  const double p99 = measurement.Milliseconds(0.99);
  if (measurement.acknowledged() == 0) passed_ = false;
  std::vector<std::string> refused;
  text_ += fmt::format("{:<{}} {:>9} /s   p50 {:>7} ms   p99 {:>7} ms\n", title, kTitleWidth,
                       Digits(per_second), Digits(p50), Digits(p99));
  for (const auto& [why, count] : measurement.refused()) {
    text_ += fmt::format("    refused, {}: {}\n", why, count);
    refused.push_back(fmt::format("\"{}\":{}", why, count));
  }
  Member(name,
         fmt::format(R"({{"perSecond":{:.1f},"p50Ms":{:.3f},"p99Ms":{:.3f},"acknowledged":{},)"
                     R"("refused":{{{}}}}})",
                     per_second, p50, p99, measurement.acknowledged(), fmt::join(refused, ",")));
}

void Report::Figure(std::string_view name, std::string_view title, double value,
                    std::string_view unit) {
  text_ += fmt::format("{:<{}} {:>9} {}\n", title, kTitleWidth, Digits(value), unit);
  Member(name, fmt::format("{:.4g}", value));
}

void Report::AtLeast(std::string_view name, std::string_view title, double value, double bound,
                     std::string_view unit) {
  Judge(name, title, value, bound, unit, /*least=*/true);
}

void Report::AtMost(std::string_view name, std::string_view title, double value, double bound,
                    std::string_view unit) {
  Judge(name, title, value, bound, unit, /*least=*/false);
}

void Report::Judge(std::string_view name, std::string_view title, double value, double bound,
                   std::string_view unit, bool least) {
  const bool kept = least ? value >= bound : value <= bound;
  if (!kept) passed_ = false;
  text_ += fmt::format("{:<{}} {:>9} {}   {} {:g}: {}\n", title, kTitleWidth, Digits(value), unit,
                       least ? "at least" : "at most", bound, kept ? "kept" : "MISSED");
  Member(name, fmt::format("{:.4g}", value));
  verdicts_.push_back(fmt::format(R"({{"name":"{}","{}":{:g},"kept":{}}})", name,
                                  least ? "atLeast" : "atMost", bound, kept));
}

void Report::Table(std::string_view name, std::string_view text, std::string_view json) {
  text_ += text;
  Member(name, json);
}

std::string Report::Text() const {
  return conditions_.empty() ? text_ : fmt::format("{}({})\n", text_, fmt::join(conditions_, ", "));
}

std::string Report::Json() const {
  return fmt::format("{{{},\"verdicts\":[{}],\"passed\":{}}}\n", fmt::join(members_, ","),
                     fmt::join(verdicts_, ","), passed_);
}

int Main(int argc, char** argv, std::string_view bench, absl::Status (*measure)(Report&)) {
  absl::ParseCommandLine(argc, argv);
  telemetry::InitLog(fmt::format("bench {}", bench), telemetry::Level::kWarning);
  host::CatchLibraryLogs();
  // As in the services: with it every lock of the process passes one graph.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  security::InitSodium();
  Report report(bench);
  if (const absl::Status measured = measure(report); !measured.ok()) {
    fmt::print(stderr, "the bench failed: {}\n", measured.ToString());
    return 1;
  }
  fmt::print("{}", absl::GetFlag(FLAGS_json) ? report.Json() : report.Text());
  return report.passed() ? 0 : 1;
}

}  // namespace hecha::bench
