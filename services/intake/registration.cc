#include "services/intake/registration.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxTitle = 200;
constexpr size_t kMaxNarrative = 20'000;
constexpr size_t kMaxDocumentNo = 64;
constexpr size_t kMaxIssuingBody = 128;
constexpr size_t kMaxSubjects = 50;
constexpr size_t kMaxName = 50;
constexpr size_t kMaxEmployer = 100;
constexpr size_t kMaxPlace = 100;
constexpr size_t kMaxPostmark = 100;
constexpr size_t kMaxContactSummary = 2000;
constexpr int kMaxMinutes = 24 * 60;
constexpr int kMaxPeople = 1000;
constexpr size_t kTownCode = 9;
// A clerk's clock may run ahead of ours by this much.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

constexpr std::array<ChannelRule, 12> kChannels = {{
    {.channel = Channel::kPublicWeb, .zh = "群众网上举报", .en = "a report of the public"},
    {.channel = Channel::kPublicPhone, .zh = "群众来电", .en = "a call", .contact = true},
    {.channel = Channel::kPublicLetter, .zh = "群众来信", .en = "a letter", .letter = true},
    {.channel = Channel::kPublicVisit, .zh = "群众来访", .en = "a visit", .contact = true},
    {.channel = Channel::kHotline12337,
     .zh = "12337 平台",
     .en = "a report of 12337",
     .document_no = true},
    {.channel = Channel::kInspectionGroup,
     .zh = "督导组",
     .en = "a lead of an inspection group",
     .superior = true,
     .document_no = true,
     .issuing_body = true},
    {.channel = Channel::kSuperiorOffice,
     .zh = "上级扫黑办",
     .en = "a lead of a superior office",
     .superior = true,
     .document_no = true,
     .issuing_body = true},
    {.channel = Channel::kJusticeOrgan,
     .zh = "政法机关",
     .en = "a lead of a justice organ",
     .document_no = true,
     .issuing_body = true},
    {.channel = Channel::kRegulator,
     .zh = "行业监管",
     .en = "a lead of a regulator",
     .sector = true},
    {.channel = Channel::kDiscipline,
     .zh = "纪委",
     .en = "a lead of the discipline commission",
     .document_no = true},
    {.channel = Channel::kDenunciation,
     .zh = "检举揭发",
     .en = "a denunciation",
     .issuing_body = true},
    {.channel = Channel::kAudit,
     .zh = "审计巡察",
     .en = "a lead of an audit",
     .document_no = true,
     .issuing_body = true},
}};

absl::Status RefuseLack(std::string_view rule, std::string_view field, const ChannelRule& channel,
                        std::string_view what_zh, std::string_view what_en) {
  return RefuseField(rule, field, fmt::format("“{}”线索须填写{}", channel.zh, what_zh),
                     fmt::format("{} needs {}", channel.en, what_en));
}

// What a lead from above must say: who sent it, under which number, how, and until when (plan 二).
absl::Status CheckSuperior(const Registration& registration) {
  if (registration.level == Level::kTown && registration.instruction == Instruction::kOwn) {
    if (registration.instructed_by.empty()) return absl::OkStatus();
    return RefuseField("LEVEL_REQUIRED", "level", "有批示领导的线索须注明上级层级",
                       "a lead that a superior's leader sent needs the superior's level");
  }
  if (registration.level == Level::kTown)
    return RefuseField("LEVEL_REQUIRED", "level", "批办、转办、交办、督办的线索须注明上级层级",
                       "a lead passed down by an instruction needs the superior's level");
  if (registration.instruction == Instruction::kOwn)
    return RefuseField("INSTRUCTION_REQUIRED", "instruction",
                       "上级线索须注明批办、转办、交办或督办",
                       "a lead from above needs its instruction type");
  if (registration.document_no.empty())
    return RefuseField("DOCUMENT_NO_REQUIRED", "document_no", "上级线索须填写来文号",
                       "a lead from above needs its document number");
  if (registration.issuing_body.empty())
    return RefuseField("ISSUING_BODY_REQUIRED", "issuing_body", "上级线索须填写交办单位",
                       "a lead from above needs its issuing body");
  if (!registration.deadline.has_value())
    return RefuseField("DEADLINE_REQUIRED", "deadline", "上级线索须填写时限",
                       "a lead from above needs its deadline");
  if (registration.instruction == Instruction::kNote && registration.instructed_by.empty())
    return RefuseField("INSTRUCTED_BY_REQUIRED", "instructed_by", "批办线索须填写批示领导",
                       "a lead that a leader's note sent needs that leader");
  return absl::OkStatus();
}

absl::Status CheckChannel(const Registration& registration) {
  const ChannelRule& rule = RuleOf(registration.channel);
  if (rule.superior && registration.level == Level::kTown)
    return RefuseLack("LEVEL_REQUIRED", "level", rule, "上级层级", "the superior's level");
  if (rule.document_no && registration.document_no.empty())
    return RefuseLack("DOCUMENT_NO_REQUIRED", "document_no", rule, "来文号或平台编号",
                      "its document number");
  if (rule.issuing_body && registration.issuing_body.empty())
    return RefuseLack("ISSUING_BODY_REQUIRED", "issuing_body", rule, "来文单位",
                      "the body that issued it");
  if (rule.sector && registration.sector == Sector::kOther)
    return RefuseLack("SECTOR_REQUIRED", "sector", rule, "所属重点行业", "its key sector");
  if (rule.contact && !registration.contact.has_value())
    return RefuseLack("CONTACT_REQUIRED", "contact", rule, "来访来电记录",
                      "the record of the visit or call");
  if (rule.letter && !registration.letter.has_value())
    return RefuseLack("LETTER_REQUIRED", "letter", rule, "来信记录", "the record of the letter");
  return absl::OkStatus();
}

absl::Status CheckCount(std::string_view field, int count, int max) {
  if (count >= 1 && count <= max) return absl::OkStatus();
  return RefuseField("OUT_OF_RANGE", field, fmt::format("须为 1 至 {}", max),
                     fmt::format("{} must be 1 to {}", field, max));
}

absl::Status CheckContact(const ContactRecord& contact, absl::Time now) {
  if (contact.began_at.has_value() && *contact.began_at > now + kClockSkew)
    return RefuseField("CONTACT_IN_FUTURE", "contact.began_at", "来访来电时间不能晚于现在",
                       "a visit or call cannot lie in the future");
  RETURN_IF_ERROR(CheckCount("contact.minutes", contact.minutes, kMaxMinutes));
  RETURN_IF_ERROR(CheckCount("contact.people", contact.people, kMaxPeople));
  RETURN_IF_ERROR(CheckLength("contact.received_by", contact.received_by, 1, kMaxName));
  return CheckLength("contact.summary", contact.summary, 1, kMaxContactSummary);
}

absl::Status CheckLetter(const LetterRecord& letter) {
  const size_t least = letter.medium == LetterMedium::kPost ? 1 : 0;
  return CheckLength("letter.postmark", letter.postmark, least, kMaxPostmark);
}

absl::Status CheckTimes(const Registration& registration, absl::Time now) {
  if (registration.received_at > now + kClockSkew)
    return RefuseField("RECEIVED_IN_FUTURE", "received_at", "收到时间不能晚于现在",
                       "a lead cannot be received in the future");
  if (registration.deadline.has_value() && *registration.deadline <= registration.received_at)
    return RefuseField("DEADLINE_BEFORE_RECEIPT", "deadline", "时限须晚于收到时间",
                       "the deadline must lie after the receipt");
  return absl::OkStatus();
}

absl::Status CheckSweep(const Registration& registration) {
  if (registration.sweep_unit.nil() || !registration.sweep.nil()) return absl::OkStatus();
  return RefuseField("REQUIRED", "sweep_id", "写明摸排单位的，摸排轮次必填",
                     "a unit that found it needs the sweep in which it did");
}

}  // namespace

ListTerms ListTerms::Of(const Registration& registration) {
  return {registration.level,       registration.instruction,  registration.key_lead,
          registration.document_no, registration.issuing_body, registration.instructed_by,
          registration.deadline};
}

void ListTerms::ApplyTo(Registration& registration) const {
  registration.level = level;
  registration.instruction = instruction;
  registration.key_lead = key_lead;
  registration.document_no = document_no;
  registration.issuing_body = issuing_body;
  registration.instructed_by = instructed_by;
  registration.deadline = deadline;
}

const ChannelRule& RuleOf(Channel channel) { return kChannels[static_cast<size_t>(channel) - 1]; }

absl::Status CheckContent(std::string_view title, std::string_view narrative) {
  RETURN_IF_ERROR(CheckLength("title", title, 1, kMaxTitle));
  return CheckLength("narrative", narrative, 1, kMaxNarrative);
}

absl::Status CheckSubjects(const std::vector<Subject>& subjects) {
  if (subjects.size() > kMaxSubjects)
    return RefuseField("TOO_MANY", "subjects", "涉及人员最多 50 人", "at most 50 subjects");
  for (size_t i = 0; i < subjects.size(); ++i) {
    RETURN_IF_ERROR(
        CheckLength(fmt::format("subjects[{}].name", i), subjects[i].name, 1, kMaxName));
    RETURN_IF_ERROR(CheckLength(fmt::format("subjects[{}].employer", i), subjects[i].employer, 0,
                                kMaxEmployer));
    RETURN_IF_ERROR(
        CheckLength(fmt::format("subjects[{}].alias", i), subjects[i].alias, 0, kMaxName));
    RETURN_IF_ERROR(
        CheckLength(fmt::format("subjects[{}].place", i), subjects[i].place, 0, kMaxPlace));
  }
  return absl::OkStatus();
}

absl::Status CheckUmbrella(Umbrella umbrella) {
  if (umbrella == Umbrella::kNone || umbrella == Umbrella::kSuspected) return absl::OkStatus();
  return RefuseField("UMBRELLA_NOT_YOURS", "umbrella", "登记和研判只能填“无”或“疑似”",
                     "registration and triage say NONE or SUSPECTED only");
}

absl::Status CheckRegistration(const Registration& registration, absl::Time now) {
  if (registration.division.size() != kTownCode)
    return RefuseField("TOWN_REQUIRED", "division", "线索须登记在一个镇（九位区划代码）",
                       "a lead belongs to one town, named by its nine-digit division code");
  RETURN_IF_ERROR(CheckContent(registration.title, registration.narrative));
  RETURN_IF_ERROR(CheckLength("document_no", registration.document_no, 0, kMaxDocumentNo));
  RETURN_IF_ERROR(CheckLength("issuing_body", registration.issuing_body, 0, kMaxIssuingBody));
  RETURN_IF_ERROR(CheckLength("instructed_by", registration.instructed_by, 0, kMaxName));
  RETURN_IF_ERROR(CheckUmbrella(registration.umbrella));
  RETURN_IF_ERROR(CheckSuperior(registration));
  RETURN_IF_ERROR(CheckChannel(registration));
  if (registration.contact.has_value()) RETURN_IF_ERROR(CheckContact(*registration.contact, now));
  if (registration.letter.has_value()) RETURN_IF_ERROR(CheckLetter(*registration.letter));
  RETURN_IF_ERROR(CheckSubjects(registration.subjects));
  RETURN_IF_ERROR(CheckSweep(registration));
  return CheckTimes(registration, now);
}

}  // namespace hecha::intake
