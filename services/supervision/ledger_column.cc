#include "services/supervision/ledger_column.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <sstream>

namespace hecha::supervision {
namespace {

template <size_t N>
std::string NameOf(const std::array<std::string_view, N>& names, int64_t code) {
  return code > 0 && static_cast<size_t>(code) < N ? std::string(names[code]) : std::string();
}

constexpr std::array<std::string_view, 19> kLeadStates = {
    "",       "登记", "研判", "交办",   "退回",   "密封移送",     "签收",
    "核查中", "中止", "待签", "已背书", "已上报", "进入法律程序", "已反馈",
    "办结",   "归档", "清除", "并案",   "收回"};
constexpr std::array<std::string_view, 7> kReviewStates = {"",       "待反馈", "已反馈", "待复核",
                                                           "复核中", "维持",   "推翻"};
constexpr std::array<std::string_view, 4> kTransferStates = {"", "已移送", "已签收", "已办结"};
constexpr std::array<std::string_view, 6> kProblemStates = {"",       "已提出", "整改中",
                                                            "待验收", "已销号", "问责"};
constexpr std::array<std::string_view, 5> kAnswers = {"", "待报", "报告线索", "零报告",
                                                      "未报，已说明"};
constexpr std::array<std::string_view, 13> kChannels = {
    "",           "网上举报", "来电",     "来信", "来访",     "12337",   "督导组",
    "上级扫黑办", "政法机关", "行业监管", "纪委", "检举揭发", "审计巡察"};
constexpr std::array<std::string_view, 6> kLevels = {"", "中央", "省", "地级市", "县级市", "镇"};
constexpr std::array<std::string_view, 4> kIdentities = {"", "实名", "匿名", "冒名待核"};
constexpr std::array<std::string_view, 6> kInstructions = {"",     "批办", "转办",
                                                           "交办", "督办", "自收"};
constexpr std::array<std::string_view, 9> kSectors = {
    "", "煤矿资源", "建筑工程", "交通运输", "商贸市场", "金融借贷", "洗砂场", "洗煤场", "其他"};
constexpr std::array<std::string_view, 7> kOutcomes = {
    "", "查实", "部分属实", "查否", "无法查证", "已处理完毕", "非涉黑涉恶转处"};
constexpr std::array<std::string_view, 5> kAttitudes = {"", "满意", "认可", "不认可", "未联系上"};
constexpr std::array<std::string_view, 4> kSweepTypes = {"", "集中摸排", "动态摸排", "专项摸排"};
constexpr std::array<std::string_view, 7> kLights = {"",     "正常", "提醒",    "催办",
                                                     "黄牌", "红牌", "挂牌督办"};

constexpr Column kLeadNo = {"leadNo", "编号", Print::kText, Cell::kLeadNo};
constexpr Column kDivision = {"division", "属地", Print::kDivision};
constexpr Column kState = {"state", "状态", Print::kState};

constexpr Column kLeadColumns[] = {kLeadNo,
                                   {"receivedAt", "收到时间", Print::kTime, Cell::kReceivedAt},
                                   {"channel", "来源", Print::kChannel},
                                   {"level", "层级", Print::kLevel, Cell::kLevel},
                                   {"identity", "实名/匿名", Print::kIdentity, Cell::kIdentity},
                                   {"sector", "行业", Print::kSector},
                                   kDivision,
                                   {"summary", "内容摘要", Print::kText, Cell::kSummary},
                                   {"opinion", "研判意见", Print::kText, Cell::kOpinion},
                                   {"destination", "去向", Print::kText, Cell::kDestination},
                                   kState};
constexpr Column kSuperiorColumns[] = {
    {"documentNo", "来文号", Print::kText, Cell::kDocumentNo},
    {"issuingBody", "交办单位", Print::kText, Cell::kIssuingBody},
    {"instructedBy", "批示领导", Print::kText, Cell::kInstructedBy},
    {"instruction", "方式", Print::kInstruction, Cell::kInstruction},
    {"deadline", "时限", Print::kTime, Cell::kDeadline},
    {"unit", "主办", Print::kText, Cell::kDestination},
    {"sponsor", "包案领导", Print::kText, Cell::kSponsor},
    {"state", "进度", Print::kState},
    {"extendedDays", "延期", Print::kText, Cell::kExtendedDays},
    {"reportedUpAt", "上报日", Print::kTime, Cell::kReportedUpAt},
    kLeadNo,
    kDivision};
constexpr Column kCaseColumns[] = {kLeadNo,
                                   {"team", "核查组", Print::kText, Cell::kInvestigators},
                                   {"plannedAt", "方案日", Print::kTime, Cell::kPlannedAt},
                                   {"measures", "措施", Print::kText, Cell::kSteps},
                                   {"findings", "逐项认定", Print::kFindings, Cell::kFindings},
                                   {"outcome", "结论", Print::kOutcome},
                                   {"signatures", "两签字人/日", Print::kText, Cell::kSignatures},
                                   {"reportNo", "报告号", Print::kText, Cell::kReportVersion},
                                   {"filingNo", "立案号", Print::kText, Cell::kFilingNo},
                                   {"unit", "核查单位", Print::kText, Cell::kUnitName},
                                   {"closedAt", "办结日", Print::kTime, Cell::kClosedAt},
                                   kDivision};
constexpr Column kReviewColumns[] = {
    {"firstOutcome", "原结论", Print::kOutcomeCell, Cell::kFirstOutcome},
    {"firstUnit", "原单位", Print::kText, Cell::kFirstUnit},
    {"reviewUnit", "复核单位", Print::kText, Cell::kReviewUnit},
    {"reviewOutcome", "复核结论", Print::kOutcomeCell, Cell::kReviewOutcome},
    {"feedbackAt", "反馈日", Print::kTime, Cell::kFeedbackAt},
    {"feedbackWay", "反馈方式", Print::kText, Cell::kFeedbackWay},
    {"attitude", "态度", Print::kAttitude, Cell::kAttitude},
    {"revisit", "回访", Print::kText, Cell::kRevisit},
    kLeadNo,
    kDivision,
    kState};
constexpr Column kTransferColumns[] = {
    {"letterNo", "移交函号", Print::kText, Cell::kLetterNo},
    {"issuedAt", "移送日", Print::kTime, Cell::kIssuedAt},
    {"acknowledgedAt", "签收日", Print::kTime, Cell::kAcknowledgedAt},
    {"decision", "受理", Print::kText, Cell::kDecision},
    {"jointFilings", "同步立案日", Print::kText, Cell::kJointFilings},
    {"meetings", "会议号", Print::kText, Cell::kMeetings},
    {"resolutions", "决议", Print::kText, Cell::kResolutions},
    {"closedAt", "办结", Print::kTime, Cell::kClosedAt},
    kDivision,
    kState};
constexpr Column kProblemColumns[] = {
    {"problem", "问题", Print::kText, Cell::kProblem},
    {"unit", "单位", Print::kText, Cell::kUnitName},
    {"person", "责任人", Print::kText, Cell::kPerson},
    {"measures", "措施", Print::kText, Cell::kMeasures},
    {"due", "时限", Print::kTime, Cell::kDue},
    {"acceptor", "验收人", Print::kText, Cell::kAcceptor},
    {"struckOffAt", "销号日", Print::kTime, Cell::kStruckOffAt},
    {"proceeding", "约谈/通报/问责", Print::kText, Cell::kProceeding},
    {"points", "扣分", Print::kText, Cell::kPoints},
    kLeadNo,
    kDivision,
    kState};
constexpr Column kSweepColumns[] = {{"round", "轮次", Print::kText, Cell::kRound},
                                    {"type", "类型", Print::kSweepType, Cell::kSweepType},
                                    {"title", "名称", Print::kText, Cell::kTitle},
                                    {"unit", "单位", Print::kText, Cell::kUnitName},
                                    {"deadline", "时限", Print::kTime, Cell::kDeadline},
                                    {"state", "报告", Print::kState},
                                    {"leadsFound", "线索数", Print::kText, Cell::kLeadsFound},
                                    {"answeredAt", "报告时间", Print::kTime, Cell::kAnsweredAt},
                                    {"late", "逾期", Print::kText, Cell::kLate},
                                    {"gapReason", "未报原因", Print::kText, Cell::kGapReason},
                                    {"closedAt", "本轮办结", Print::kTime, Cell::kClosedAt},
                                    kDivision};

std::string StateName(const Line& line) {
  switch (line.key.ledger) {
    case Ledger::kReviews:
      return NameOf(kReviewStates, line.state);
    case Ledger::kTransfers:
      return NameOf(kTransferStates, line.state);
    case Ledger::kProblems:
      return NameOf(kProblemStates, line.state);
    case Ledger::kSweeps:
      return NameOf(kAnswers, line.state);
    default:
      return NameOf(kLeadStates, line.state);
  }
}

int64_t NumberOf(const std::string& text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string PrintFindings(const std::string& text) {
  std::istringstream in(text);
  std::map<int, int> findings;
  int allegation = 0;
  int outcome = 0;
  char equals = 0;
  char semicolon = 0;
  while (in >> allegation >> equals >> outcome >> semicolon) findings[allegation] = outcome;
  std::vector<std::string> parts;
  for (const auto& [number, code] : findings)
    parts.push_back(fmt::format("{}.{}", number, NameOf(kOutcomes, code)));
  return fmt::format("{}", fmt::join(parts, "；"));
}

std::string PrintCell(const Line& line, const Column& column) {
  const std::string text = line.Get(column.cell);
  switch (column.print) {
    case Print::kText:
      return text;
    case Print::kTime:
      return text.empty() ? text : PrintTime(absl::FromUnixMicros(NumberOf(text)));
    case Print::kDivision:
      return line.key.division;
    case Print::kState:
      return StateName(line);
    case Print::kSector:
      return NameOf(kSectors, line.sector);
    case Print::kChannel:
      return NameOf(kChannels, line.channel);
    case Print::kOutcome:
      return NameOf(kOutcomes, line.outcome);
    case Print::kLevel:
      return NameOf(kLevels, NumberOf(text));
    case Print::kIdentity:
      return NameOf(kIdentities, NumberOf(text));
    case Print::kInstruction:
      return NameOf(kInstructions, NumberOf(text));
    case Print::kOutcomeCell:
      return NameOf(kOutcomes, NumberOf(text));
    case Print::kSweepType:
      return NameOf(kSweepTypes, NumberOf(text));
    case Print::kAttitude: {
      const std::string own = line.Get(Cell::kReporterAttitude);
      return own.empty() ? text : own;
    }
    case Print::kFindings:
      return PrintFindings(text);
  }
  return "";
}

// What is read for a reason once the lead was not borne out.
bool IsContent(const Column& column) {
  return column.print == Print::kText &&
         (column.cell == Cell::kSummary || column.cell == Cell::kOpinion);
}

// What is shown of a line in a compartment.
bool InStub(const Column& column) {
  return column.print == Print::kDivision || column.print == Print::kState ||
         (column.print == Print::kText && column.cell == Cell::kLetterNo);
}

}  // namespace

std::string_view TitleOf(Ledger ledger) {
  constexpr std::array<std::string_view, kLedgers + 1> kTitles = {"",
                                                                  "线索摸排登记台账",
                                                                  "上级交办督办台账",
                                                                  "核查办理台账",
                                                                  "查否复核与反馈台账",
                                                                  "“保护伞”移送与会商台账",
                                                                  "督导整改问责台账",
                                                                  "摸排轮次与零报告（台账一附册）"};
  return kTitles[static_cast<size_t>(ledger)];
}

std::span<const Column> ColumnsOf(Ledger ledger) {
  switch (ledger) {
    case Ledger::kLeads:
      return kLeadColumns;
    case Ledger::kSuperior:
      return kSuperiorColumns;
    case Ledger::kCases:
      return kCaseColumns;
    case Ledger::kReviews:
      return kReviewColumns;
    case Ledger::kTransfers:
      return kTransferColumns;
    case Ledger::kProblems:
      return kProblemColumns;
    case Ledger::kSweeps:
      return kSweepColumns;
  }
  return {};
}

std::vector<std::string> CellsOf(const Line& line, bool whole) {
  std::vector<std::string> cells;
  for (const Column& column : ColumnsOf(line.key.ledger)) {
    const bool shown = whole ? !(line.restricted && IsContent(column)) : InStub(column);
    cells.push_back(shown ? PrintCell(line, column) : std::string());
  }
  return cells;
}

std::string LightName(int light) { return NameOf(kLights, light); }
std::string SectorName(int sector) { return NameOf(kSectors, sector); }
std::string ChannelName(int channel) { return NameOf(kChannels, channel); }
std::string OutcomeName(int outcome) { return NameOf(kOutcomes, outcome); }
std::string LeadStateName(int state) { return NameOf(kLeadStates, state); }
std::string SweepAnswerName(int answer) { return NameOf(kAnswers, answer); }
std::string AttitudeName(int attitude) { return NameOf(kAttitudes, attitude); }

}  // namespace hecha::supervision
