#include "services/supervision/ledger.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "services/common/base/working_days.h"

namespace hecha::supervision {
namespace {

template <size_t N>
std::string NameOf(const std::array<std::string_view, N>& names, int code) {
  return code > 0 && static_cast<size_t>(code) < N ? std::string(names[code]) : std::string();
}

constexpr std::array<std::string_view, 15> kStates = {
    "",     "登记", "研判",   "交办",   "退回",         "密封移送", "签收", "核查中",
    "中止", "待签", "已背书", "已上报", "进入法律程序", "已反馈",   "办结"};
constexpr std::array<std::string_view, 13> kChannels = {
    "",           "网上举报", "来电",     "来信", "来访",     "12337",   "督导组",
    "上级扫黑办", "政法机关", "行业监管", "纪委", "检举揭发", "审计巡察"};
constexpr std::array<std::string_view, 6> kLevels = {"", "中央", "省", "地级市", "县级市", "镇"};
constexpr std::array<std::string_view, 4> kIdentities = {"", "实名", "匿名", "冒名待核"};
constexpr std::array<std::string_view, 9> kSectors = {
    "", "煤矿资源", "建筑工程", "交通运输", "商贸市场", "金融借贷", "洗砂场", "洗煤场", "其他"};
constexpr std::array<std::string_view, 7> kOutcomes = {
    "", "查实", "部分属实", "查否", "无法查证", "已处理完毕", "非涉黑涉恶转处"};

std::string PrintIfSet(const std::optional<absl::Time>& time) {
  return time.has_value() ? PrintTime(*time) : std::string();
}

std::string PrintFindings(const std::map<int, int>& findings) {
  std::vector<std::string> parts;
  for (const auto& [allegation, outcome] : findings)
    parts.push_back(fmt::format("{}.{}", allegation, NameOf(kOutcomes, outcome)));
  return fmt::format("{}", fmt::join(parts, "；"));
}

}  // namespace

std::string PrintTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, ChinaTime());
}

int DayOf(absl::Time time) {
  return static_cast<int>(absl::ToCivilDay(time, ChinaTime()) - absl::CivilDay(1970, 1, 1));
}

std::string PrintDay(int day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

std::vector<Column> LeadColumns() {
  return {{"leadNo", "编号"},      {"receivedAt", "收到时间"}, {"channel", "来源"},
          {"level", "层级"},       {"identity", "实名/匿名"},  {"sector", "行业"},
          {"division", "属地"},    {"summary", "内容摘要"},    {"opinion", "研判意见"},
          {"destination", "去向"}, {"state", "状态"}};
}

std::vector<std::string> CellsOf(const LeadLine& line) {
  const std::string state = NameOf(kStates, line.state);
  if (line.sealed) return {line.lead_no, "", "", "", "", "", line.division, "", "", "", state};
  return {line.lead_no,
          PrintTime(line.received_at),
          NameOf(kChannels, line.channel),
          NameOf(kLevels, line.level),
          NameOf(kIdentities, line.identity),
          NameOf(kSectors, line.sector),
          line.division,
          line.summary,
          line.opinion,
          line.destination,
          state};
}

std::vector<Column> CaseColumns() {
  return {{"leadNo", "编号"},       {"division", "属地"},    {"unit", "核查单位"},
          {"team", "核查组人数"},   {"plannedAt", "方案日"}, {"measures", "措施次数"},
          {"findings", "逐项认定"}, {"outcome", "结论"},     {"signatures", "两签字人/日"},
          {"reportNo", "报告版次"}, {"filingNo", "立案号"},  {"closedAt", "办结日"}};
}

std::vector<std::string> CellsOf(const CaseLine& line) {
  return {line.lead_no,
          line.division,
          line.unit_name,
          line.investigators == 0 ? "" : fmt::format("{}", line.investigators),
          PrintIfSet(line.planned_at),
          fmt::format("{}", line.steps),
          PrintFindings(line.findings),
          NameOf(kOutcomes, line.outcome),
          fmt::format("{}", fmt::join(line.signatures, "；")),
          line.report_version == 0 ? "" : fmt::format("{}", line.report_version),
          line.filing_no,
          PrintIfSet(line.closed_at)};
}

}  // namespace hecha::supervision
