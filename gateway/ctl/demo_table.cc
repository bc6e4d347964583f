#include "gateway/ctl/demo_table.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/common/base/status_macros.h"

namespace hecha::ctl {
namespace {

using accountability::v1::Checkpoint;

constexpr int kHeadWidth = 26;
constexpr int kCellWidth = 12;

struct Code {
  std::string_view name;
  std::string_view zh;
};

constexpr std::array<Code, 14> kStates = {{
    {"REGISTERED", "登记"},
    {"TRIAGED", "研判"},
    {"ASSIGNED", "交办"},
    {"RETURNED", "退回"},
    {"SEALED", "密封移送"},
    {"ACCEPTED", "签收"},
    {"VERIFYING", "核查中"},
    {"SUSPENDED", "中止"},
    {"SIGNING", "待签"},
    {"SIGNED", "已背书"},
    {"REPORTED", "已上报"},
    {"FILED", "进入法律程序"},
    {"FEEDBACK", "已反馈"},
    {"CLOSED", "办结"},
}};

constexpr std::array<Code, 6> kLights = {{
    {"NONE", "未亮灯"},
    {"REMIND", "提醒"},
    {"URGE", "催办"},
    {"YELLOW", "黄牌"},
    {"RED", "红牌"},
    {"LISTED", "挂牌督办"},
}};

// Columns of a terminal that `text` takes: a Chinese character takes two.
int Width(std::string_view text) {
  int width = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80) continue;
    width += byte >= 0xE3 ? 2 : 1;
  }
  return width;
}

std::string PadRight(std::string_view text, int width) {
  return fmt::format("{}{:{}}", text, "", std::max(0, width - Width(text)));
}

std::string PadLeft(std::string_view text, int width) {
  return fmt::format("{:{}}{}", "", std::max(0, width - Width(text)), text);
}

std::string Row(const std::string& head, const std::vector<std::string>& cells) {
  std::string row = PadRight(head, kHeadWidth);
  for (const std::string& cell : cells) row += PadLeft(cell, kCellWidth);
  return row + "\n";
}

// A row with a count for each town and their sum; nothing if all are 0.
std::string CountRow(const Code& code, const std::vector<DemoTown>& towns,
                     const DemoTotals& totals) {
  std::vector<std::string> cells;
  int64_t sum = 0;
  for (const DemoTown& town : towns) {
    const auto found = totals.find({town.division, std::string(code.name)});
    const int64_t count = found == totals.end() ? 0 : found->second;
    cells.push_back(fmt::format("{}", count));
    sum += count;
  }
  if (sum == 0) return "";
  cells.push_back(fmt::format("{}", sum));
  return Row(fmt::format("  {} {}", code.zh, code.name), cells);
}

std::string Sums(const std::vector<DemoTown>& towns, const DemoTotals& totals) {
  std::vector<std::string> cells;
  int64_t all = 0;
  for (const DemoTown& town : towns) {
    int64_t sum = 0;
    for (const auto& [key, count] : totals)
      if (key.first == town.division) sum += count;
    cells.push_back(fmt::format("{}", sum));
    all += sum;
  }
  cells.push_back(fmt::format("{}", all));
  return Row("  合计 total", cells);
}

template <size_t N>
std::string Block(const std::string& title, const std::array<Code, N>& codes,
                  const std::vector<DemoTown>& towns, const DemoTotals& totals) {
  std::vector<std::string> names;
  for (const DemoTown& town : towns) names.push_back(town.name);
  names.push_back("合计");
  std::string block = Row(title, names);
  for (const Code& code : codes) block += CountRow(code, towns, totals);
  return block + Sums(towns, totals) + "\n";
}

absl::StatusOr<DemoTotals> ReadTotals(DemoCity& city, supervision::v1::Measure measure) {
  supervision::v1::QueryStatisticsRequest request;
  request.set_measure(measure);
  ASSIGN_OR_RETURN(const auto answer,
                   city.office().Call<supervision::v1::QueryStatisticsResponse>(
                       "hecha.supervision.v1.StatisticsService/QueryStatistics", request));
  DemoTotals totals;
  for (const auto& total : answer.totals()) totals[{total.division(), total.key()}] = total.count();
  return totals;
}

// Whatever happens becomes an entry of the evidence log, and what one service makes of another's
// event becomes one too: when the log has stopped growing, everything has arrived.
absl::StatusOr<Checkpoint> WaitForQuiet(DemoCity& city) {
  constexpr absl::Duration kQuiet = absl::Seconds(2);
  constexpr absl::Duration kPause = absl::Milliseconds(200);
  constexpr absl::Duration kPatience = absl::Minutes(2);
  const absl::Time give_up = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(Checkpoint last, ReadCheckpoint(city));
  absl::Time since = absl::Now();
  while (absl::Now() - since < kQuiet && absl::Now() < give_up) {
    absl::SleepFor(kPause);
    ASSIGN_OR_RETURN(Checkpoint now, ReadCheckpoint(city));
    if (now.tree_size() != last.tree_size()) since = absl::Now();
    last = std::move(now);
  }
  return last;
}

}  // namespace

absl::StatusOr<Checkpoint> ReadCheckpoint(DemoCity& city) {
  return city.office().Call<Checkpoint>("hecha.accountability.v1.EvidenceService/GetCheckpoint",
                                        accountability::v1::GetCheckpointRequest());
}

absl::StatusOr<DemoResult> ReadResult(DemoCity& city) {
  DemoResult result;
  ASSIGN_OR_RETURN(result.checkpoint, WaitForQuiet(city));
  ASSIGN_OR_RETURN(result.leads, ReadTotals(city, supervision::v1::MEASURE_STATE));
  ASSIGN_OR_RETURN(result.lights, ReadTotals(city, supervision::v1::MEASURE_LIGHT));
  ASSIGN_OR_RETURN(result.reconciliation,
                   city.office().Call<supervision::v1::ReconcileStatisticsResponse>(
                       "hecha.supervision.v1.StatisticsService/ReconcileStatistics",
                       supervision::v1::ReconcileStatisticsRequest()));
  return result;
}

std::string PrintTable(const std::vector<DemoTown>& towns, const DemoResult& result,
                       const DemoRun& run) {
  std::string root;
  for (unsigned char byte : result.checkpoint.root_hash()) root += fmt::format("{:02x}", byte);
  const int differences = result.reconciliation.differences_size();
  std::string table = "\n";
  table += Block("线索 leads", kStates, towns, result.leads);
  table += Block("时限 clocks by light", kLights, towns, result.lights);
  const auto line = [&](std::string_view head, const std::string& text) {
    table += PadRight(head, kHeadWidth + 8) + text + "\n";
  };
  line("本次线索 leads of this run", fmt::format("{}", run.leads));
  line("签字验证 signatures verified", fmt::format("{}", run.signatures));
  line("事件送达 events delivered", fmt::format("{}", run.events));
  line("存证日志 log size", fmt::format("{}", result.checkpoint.tree_size()));
  line("根 root (SHA-256)", root);
  line("总数与明细 totals and lines",
       differences == 0 ? fmt::format("一致 equal ({} compared)", result.reconciliation.compared())
                        : fmt::format("{} 处不符 differ", differences));
  return table;
}

}  // namespace hecha::ctl
