// How fast leads are read through gateway and intake: one by its id, and pages of fifty of a town
// that has --leads of them; and how fast the same database server reads a row by its key, and fifty
// rows, in the same run.
#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "services/common/base/status_macros.h"
#include "tests/bench/cpu_account.h"
#include "tests/bench/http_load.h"
#include "tests/bench/lead_fill.h"
#include "tests/bench/raw_read.h"
#include "tests/bench/report.h"
#include "tests/bench/suite.h"

ABSL_FLAG(int64_t, leads, 10'000, "how many leads the town has");
ABSL_FLAG(int, connections, 16, "concurrent readers");
ABSL_FLAG(double, seconds, 5, "how long each is measured");

namespace hecha::bench {
namespace {

constexpr double kWarmup = 1;

// The readers of a town, and what they ask for.
class Readers {
 public:
  Readers(const Suite& suite, std::string token) : suite_(suite), token_(std::move(token)) {}

  Measurement Read(const std::string& name, const std::string& title,
                   const std::function<HttpCall(int64_t)>& call, Report& report) {
    Run(kWarmup, call);
    CpuAccount cpu(suite_.var());
    cpu.Begin();
    const double seconds = absl::GetFlag(FLAGS_seconds);
    Measurement measured = Run(seconds, call);
    const CpuAccount::Micros spent = cpu.End();
    report.Rate(name, title, measured, seconds);
    for (const char* process : {"gateway", "intake", "db"})
      report.Figure(fmt::format("{}Micros{}", name, process),
                    fmt::format("  处理器 processor time, {}", process),
                    MicrosEach(spent, process, measured.acknowledged()), "µs each");
    return measured;
  }

 private:
  Measurement Run(double seconds, const std::function<HttpCall(int64_t)>& call) {
    return RunHttpLoad({.host = suite_.host(),
                        .port = suite_.PortOf("http"),
                        .token = token_,
                        .connections = absl::GetFlag(FLAGS_connections),
                        .duration = std::chrono::duration<double>(seconds),
                        .call = call});
  }

  const Suite& suite_;
  const std::string token_;
};

double Times(const Measurement& ours, const Measurement& limit) {
  return Ratio(static_cast<double>(ours.acknowledged()), static_cast<double>(limit.acknowledged()));
}

absl::Status Measure(Report& report) {
  ASSIGN_OR_RETURN(const Suite suite, Suite::Open());
  const int64_t leads = absl::GetFlag(FLAGS_leads);
  const double seconds = absl::GetFlag(FLAGS_seconds);
  ASSIGN_OR_RETURN(const std::unique_ptr<LeadFill> fill, LeadFill::Open(suite));
  RETURN_IF_ERROR(fill->Add(leads));
  ASSIGN_OR_RETURN(const std::unique_ptr<ctl::Gateway> clerk, suite.SignIn("clerk"));
  report.Condition("leads", static_cast<double>(leads));
  report.Condition("connections", absl::GetFlag(FLAGS_connections));
  report.Condition("seconds", seconds);

  const std::vector<std::string>& ids = fill->some_ids();
  Readers readers(suite, clerk->token());
  const auto get = readers.Read(
      "get", "一条线索 GetLead",
      [&](int64_t n) -> HttpCall {
        return {"/v1/leads/" + ids[static_cast<size_t>(n * 7919) % ids.size()]};
      },
      report);
  const auto first = readers.Read(
      "list", "五十条线索，首页 ListLeads, the newest fifty",
      [](int64_t) -> HttpCall { return {"/v1/leads?page_size=50"}; }, report);
  ASSIGN_OR_RETURN(const RawReads raw,
                   RunRawReads(suite.database(), leads, absl::GetFlag(FLAGS_connections),
                               std::chrono::duration<double>(seconds)));
  report.Rate("rawRow", "数据库，按主键 one row by its key", raw.one, seconds);
  report.Rate("rawPage", "数据库，五十行 fifty rows", raw.page, seconds);
  report.Figure("getRatio", "单条，比数据库 GetLead, of one row", Times(get, raw.one), "×");
  report.Figure("listRatio", "列表，比数据库 ListLeads, of fifty rows", Times(first, raw.page),
                "×");
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "read", hecha::bench::Measure);
}
