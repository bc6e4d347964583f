#include "services/intake/import_column.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/working_days.h"

namespace hecha::intake {
namespace {

using Headers = std::string_view[];

constexpr Headers kKeyHeaders = {"row_key", "message_id", "id", "编号", "线索编号", "序号"};
constexpr Headers kTitleHeaders = {"title", "subject", "标题", "主题", "线索标题", "留言主题"};
constexpr Headers kNarrativeHeaders = {"narrative", "body",     "content",  "内容",
                                       "反映内容",  "线索内容", "举报内容", "留言详情"};
constexpr Headers kReceivedHeaders = {"received_at", "submitted_at", "time",     "收到时间",
                                      "受理时间",    "提交时间",     "留言时间", "来文时间"};
constexpr Headers kChannelHeaders = {"channel", "来源", "线索来源"};
constexpr Headers kSectorHeaders = {"sector", "行业", "行业领域", "所属行业"};
constexpr Headers kLevelHeaders = {"level", "层级", "线索层级"};
constexpr Headers kInstructionHeaders = {"instruction", "方式", "交办方式"};
constexpr Headers kKeyLeadHeaders = {"key_lead", "重点", "是否重点", "重点线索"};
constexpr Headers kDocumentHeaders = {"document_no", "来文号", "文号", "平台编号"};
constexpr Headers kBodyHeaders = {"issuing_body", "交办单位", "来文单位"};
constexpr Headers kInstructedByHeaders = {"instructed_by", "批示领导", "批办领导"};
constexpr Headers kIdentityHeaders = {"identity", "实名匿名", "实名/匿名", "实名情况", "举报方式"};
constexpr Headers kReporterNameHeaders = {"reporter.name", "举报人", "举报人姓名"};
constexpr Headers kReporterPhoneHeaders = {"reporter.phone", "举报人电话", "举报人联系方式"};
constexpr Headers kReporterIdHeaders = {"reporter.id_number", "举报人身份证号"};
constexpr Headers kReporterAddressHeaders = {"reporter.address", "举报人住址", "举报人地址"};
constexpr Headers kUmbrellaHeaders = {"umbrella", "保护伞", "是否涉保护伞"};
constexpr Headers kSweepHeaders = {"sweep_id", "摸排轮次编号", "摸排编号"};
constexpr Headers kSubjectHeaders = {"subjects", "涉及人员", "被反映人", "被举报人"};
constexpr Headers kAccusedHeaders = {"accused_units", "被反映单位", "被举报单位"};
constexpr Headers kDeadlineHeaders = {"deadline", "时限", "办理时限", "办结期限"};
constexpr Headers kContactHeaders = {"contact_summary", "来访来电记录", "来电记录", "来访记录"};
constexpr Headers kReceivedByHeaders = {"received_by", "接待人", "接听人"};
constexpr Headers kMinutesHeaders = {"contact_minutes", "时长", "时长（分钟）"};
constexpr Headers kPeopleHeaders = {"contact_people", "人数", "来访人数"};
constexpr Headers kPostmarkHeaders = {"postmark", "邮戳"};
constexpr Headers kMediumHeaders = {"letter_medium", "来信方式"};

// Excel's day 0; it counts 1900 as a leap year, so that the days from March 1900 on fit this one.
constexpr double kFirstDay = 20'000;  // 1954
constexpr double kLastDay = 80'000;   // 2119
const absl::Time kDayZero = absl::FromCivil(absl::CivilDay(1899, 12, 30), ChinaTime());

struct CodeName {
  std::string_view zh;
  std::string_view en;
};
constexpr CodeName kChannels[] = {{"群众网上举报", "PUBLIC_WEB"},    {"群众来电", "PUBLIC_PHONE"},
                                  {"群众来信", "PUBLIC_LETTER"},     {"群众来访", "PUBLIC_VISIT"},
                                  {"12337", "HOTLINE_12337"},        {"督导组", "INSPECTION_GROUP"},
                                  {"上级扫黑办", "SUPERIOR_OFFICE"}, {"政法机关", "JUSTICE_ORGAN"},
                                  {"行业监管", "REGULATOR"},         {"纪委", "DISCIPLINE"},
                                  {"检举揭发", "DENUNCIATION"},      {"审计巡察", "AUDIT"}};
constexpr CodeName kSectors[] = {{"煤矿资源", "COAL"},       {"建筑工程", "CONSTRUCTION"},
                                 {"交通运输", "TRANSPORT"},  {"商贸市场", "MARKETS"},
                                 {"金融借贷", "FINANCE"},    {"洗砂场", "SAND_WASHING"},
                                 {"洗煤场", "COAL_WASHING"}, {"其他", "OTHER"}};
constexpr CodeName kLevels[] = {{"中央", "CENTRAL"},
                                {"省", "PROVINCE"},
                                {"地级市", "PREFECTURE"},
                                {"县级市", "COUNTY_CITY"},
                                {"镇", "TOWN"}};
constexpr CodeName kInstructions[] = {{"批办", "NOTE"},
                                      {"转办", "REFER"},
                                      {"交办", "ASSIGN"},
                                      {"督办", "SUPERVISE"},
                                      {"自收", "OWN"}};
constexpr CodeName kIdentities[] = {
    {"实名", "NAMED"}, {"匿名", "ANONYMOUS"}, {"冒名待核", "SUSPECTED_FALSE_NAME"}};
constexpr CodeName kUmbrellas[] = {{"无", "NONE"}, {"疑似", "SUSPECTED"}};
constexpr CodeName kMedia[] = {
    {"邮寄", "POST"}, {"举报箱", "DROP_BOX"}, {"当面递交", "HANDED"}, {"电子邮件", "EMAIL"}};

// The refusal of a cell; whoever reads the row names its column.
absl::Status RefuseCell(std::string_view rule, std::string_view zh, std::string_view en) {
  return RefuseField(rule, "", zh, en);
}

// Codes are numbered from 1 in the order of their names.
template <class Code, size_t N>
absl::Status ReadCode(std::string_view cell, const CodeName (&names)[N], Code& code) {
  for (size_t i = 0; i < N; ++i) {
    if (cell != names[i].zh && cell != names[i].en) continue;
    code = static_cast<Code>(i + 1);
    return absl::OkStatus();
  }
  return RefuseCell("UNKNOWN_CODE", "不在代码表内", "is not a value of the code list");
}

absl::Status ReadTime(std::string_view cell, absl::Time& time) {
  const std::optional<absl::Time> read = ReadListTime(cell);
  if (!read.has_value())
    return RefuseCell("TIME_FORM", "时间须形如 2019-02-28 11:25:05",
                      "a time has the form 2019-02-28 11:25:05");
  time = *read;
  return absl::OkStatus();
}

absl::Status ReadNumber(std::string_view cell, int& number) {
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error == std::errc() && end == cell.data() + cell.size()) return absl::OkStatus();
  return RefuseCell("NOT_A_NUMBER", "须为整数", "is not a whole number");
}

absl::Status ReadYesNo(std::string_view cell, bool& yes) {
  yes = cell == "是" || cell == "重点" || cell == "true" || cell == "TRUE" || cell == "1";
  if (yes || cell == "否" || cell == "false" || cell == "FALSE" || cell == "0")
    return absl::OkStatus();
  return RefuseCell("NOT_YES_OR_NO", "须填“是”或“否”", "is neither yes (是) nor no (否)");
}

// A call or visit of which a list says no more took a moment of one person. When, is what the list
// says: the time of an import would be another each time.
ContactRecord& ContactOf(ImportRow& row) {
  std::optional<ContactRecord>& contact = row.registration.contact;
  if (!contact.has_value()) {
    contact = ContactRecord{std::nullopt, /*minutes=*/1, /*people=*/1, "", ""};
    if (row.says_when_received) contact->began_at = row.registration.received_at;
  }
  return *contact;
}

LetterRecord& LetterOf(ImportRow& row) {
  std::optional<LetterRecord>& letter = row.registration.letter;
  if (!letter.has_value()) letter = LetterRecord();
  return *letter;
}

ReporterIdentity& ReporterOf(ImportRow& row) {
  return row.reporter.has_value() ? *row.reporter : row.reporter.emplace();
}

// What stands between any of `marks`, without blanks around it.
std::vector<std::string> SplitAt(std::string_view text,
                                 std::initializer_list<std::string_view> marks) {
  std::vector<std::string> parts(1);
  while (!text.empty()) {
    const auto mark = std::find_if(marks.begin(), marks.end(),
                                   [&](std::string_view each) { return text.starts_with(each); });
    if (mark == marks.end()) {
      parts.back() += text.front();
      text.remove_prefix(1);
    } else {
      text.remove_prefix(mark->size());
      parts.emplace_back();
    }
  }
  for (std::string& part : parts) {
    part.erase(0, std::min(part.find_first_not_of(" \t\r\n"), part.size()));
    part.erase(part.find_last_not_of(" \t\r\n") + 1);
  }
  return parts;
}

// "张三（西岗煤矿，张庄村，三哥）；李四": of each person the name and, in brackets, employer,
// place and alias, as far as they are known.
absl::Status ReadSubjects(std::string_view cell, ImportRow& row) {
  for (const std::string& said : SplitAt(cell, {"；", ";", "\n"})) {
    if (said.empty()) continue;
    std::vector<std::string> parts = SplitAt(said, {"（", "(", "，", ",", "）", ")"});
    parts.resize(std::max<size_t>(parts.size(), 4));
    if (parts[0].empty() ||
        std::any_of(parts.begin() + 4, parts.end(), [](const auto& part) { return !part.empty(); }))
      return RefuseCell("SUBJECT_FORM", "涉及人员须形如：张三（工作单位，住处，绰号）；李四",
                        "subjects have the form 张三（employer，place，alias）；李四");
    row.registration.subjects.push_back(
        {.name = parts[0], .employer = parts[1], .alias = parts[3], .place = parts[2]});
  }
  return absl::OkStatus();
}

absl::Status ReadSweep(std::string_view cell, ImportRow& row) {
  const absl::StatusOr<SweepId> sweep = SweepId::Parse(cell);
  if (!sweep.ok()) return RefuseCell("NOT_AN_ID", "不是有效的编号", "is not an id");
  row.registration.sweep = *sweep;
  return absl::OkStatus();
}

template <std::string ReporterIdentity::*field>
absl::Status ReadReporter(std::string_view cell, ImportRow& row) {
  ReporterOf(row).*field = std::string(cell);
  return absl::OkStatus();
}

template <std::string Registration::*field>
absl::Status ReadText(std::string_view cell, ImportRow& row) {
  row.registration.*field = std::string(cell);
  return absl::OkStatus();
}

constexpr ImportColumn kColumns[] = {
    {"row_key", true, kKeyHeaders,
     [](std::string_view cell, ImportRow& row) {
       row.key = std::string(cell);
       return absl::OkStatus();
     }},
    {"title", true, kTitleHeaders, ReadText<&Registration::title>},
    {"narrative", true, kNarrativeHeaders, ReadText<&Registration::narrative>},
    // Before the contact, which begins when it was received.
    {"received_at", false, kReceivedHeaders,
     [](std::string_view cell, ImportRow& row) {
       row.says_when_received = true;
       return ReadTime(cell, row.registration.received_at);
     }},
    {"channel", false, kChannelHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadCode(cell, kChannels, row.registration.channel);
     }},
    {"sector", false, kSectorHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadCode(cell, kSectors, row.registration.sector);
     }},
    {"level", false, kLevelHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadCode(cell, kLevels, row.registration.level);
     }},
    {"instruction", false, kInstructionHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadCode(cell, kInstructions, row.registration.instruction);
     }},
    {"key_lead", false, kKeyLeadHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadYesNo(cell, row.registration.key_lead);
     }},
    {"document_no", false, kDocumentHeaders, ReadText<&Registration::document_no>},
    {"issuing_body", false, kBodyHeaders, ReadText<&Registration::issuing_body>},
    {"instructed_by", false, kInstructedByHeaders, ReadText<&Registration::instructed_by>},
    {"identity", false, kIdentityHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadCode(cell, kIdentities, row.registration.identity);
     }},
    {"reporter.name", false, kReporterNameHeaders, ReadReporter<&ReporterIdentity::name>},
    {"reporter.phone", false, kReporterPhoneHeaders, ReadReporter<&ReporterIdentity::phone>},
    {"reporter.id_number", false, kReporterIdHeaders, ReadReporter<&ReporterIdentity::id_number>},
    {"reporter.address", false, kReporterAddressHeaders, ReadReporter<&ReporterIdentity::address>},
    {"umbrella", false, kUmbrellaHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadCode(cell, kUmbrellas, row.registration.umbrella);
     }},
    {"sweep_id", false, kSweepHeaders, ReadSweep},
    {"subjects", false, kSubjectHeaders, ReadSubjects},
    {"accused_units", false, kAccusedHeaders,
     [](std::string_view cell, ImportRow& row) {
       for (std::string& name : SplitAt(cell, {"；", ";", "、", "\n"}))
         if (!name.empty()) row.accused_names.push_back(std::move(name));
       return absl::OkStatus();
     }},
    {"deadline", false, kDeadlineHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadTime(cell, row.registration.deadline.emplace());
     }},
    {"contact.summary", false, kContactHeaders,
     [](std::string_view cell, ImportRow& row) {
       ContactOf(row).summary = std::string(cell);
       return absl::OkStatus();
     }},
    {"contact.received_by", false, kReceivedByHeaders,
     [](std::string_view cell, ImportRow& row) {
       ContactOf(row).received_by = std::string(cell);
       return absl::OkStatus();
     }},
    {"contact.minutes", false, kMinutesHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadNumber(cell, ContactOf(row).minutes);
     }},
    {"contact.people", false, kPeopleHeaders,
     [](std::string_view cell, ImportRow& row) { return ReadNumber(cell, ContactOf(row).people); }},
    {"letter.medium", false, kMediumHeaders,
     [](std::string_view cell, ImportRow& row) {
       return ReadCode(cell, kMedia, LetterOf(row).medium);
     }},
    {"letter.postmark", false, kPostmarkHeaders,
     [](std::string_view cell, ImportRow& row) {
       LetterOf(row).postmark = std::string(cell);
       return absl::OkStatus();
     }},
};

// Nothing for a time that no database holds: every form reads any year, and "infinite-future".
std::optional<absl::Time> Bounded(absl::Time time) {
  static const absl::Time kFirst = absl::FromCivil(absl::CivilYear(1), absl::UTCTimeZone());
  static const absl::Time kEnd = absl::FromCivil(absl::CivilYear(10'000), absl::UTCTimeZone());
  if (time < kFirst || time >= kEnd) return std::nullopt;
  return time;
}

std::optional<absl::Time> ReadDayNumber(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string::npos)
    return std::nullopt;
  char* end = nullptr;
  const double day = std::strtod(text.c_str(), &end);
  if (*end != '\0' || day < kFirstDay || day > kLastDay) return std::nullopt;
  // To the second: a workbook's fractions are no exact ones.
  return kDayZero + absl::Seconds(static_cast<int64_t>(day * 86'400 + 0.5));
}

}  // namespace

std::span<const ImportColumn> ImportColumns() { return kColumns; }

std::optional<absl::Time> ReadListTime(std::string_view text) {
  const std::string value(text);
  const absl::TimeZone china = ChinaTime();
  absl::Time time;
  std::string error;
  for (const char* form :
       {"%Y-%m-%d%ET%H:%M:%E*S", "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%d %H:%M", "%Y-%m-%d",
        "%Y/%m/%d %H:%M:%E*S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日"})
    if (absl::ParseTime(form, value, china, &time, &error)) return Bounded(time);
  if (absl::ParseTime(absl::RFC3339_full, value, &time, &error)) return Bounded(time);
  return ReadDayNumber(value);
}

}  // namespace hecha::intake
