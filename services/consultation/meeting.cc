#include "services/consultation/meeting.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/state_table.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::consultation {
namespace {

constexpr size_t kMaxSubject = 200;
constexpr size_t kMaxLeads = 50;
constexpr size_t kMinUnits = 2;
constexpr size_t kMaxUnits = 20;
constexpr size_t kMaxPlace = 100;
constexpr size_t kMaxOpinion = 2000;
constexpr size_t kMaxMinutes = 10'000;
constexpr size_t kMaxItem = 2000;
constexpr size_t kMaxResolutions = 20;
constexpr size_t kMaxResolution = 1000;

bool Contains(const std::vector<UnitId>& units, UnitId unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

constexpr Wording kStateNames[] = {{"PROPOSED", "提议"},     {"CONVENED", "已召集"},
                                   {"HELD", "已召开"},       {"MINUTES_SIGNING", "纪要待签"},
                                   {"IN_FORCE", "纪要生效"}, {"RESOLVING", "决议办理中"},
                                   {"CLOSED", "已办结"}};
constexpr StateWords<MeetingState> kStates{{"a meeting", "会议"}, kStateNames};

absl::Status CheckResolution(size_t index, const Resolution& resolution, absl::Time now) {
  RETURN_IF_ERROR(
      CheckLength(fmt::format("resolutions[{}].text", index), resolution.text, 1, kMaxResolution));
  if (resolution.due <= now)
    return RefuseField("DUE_IN_PAST", fmt::format("resolutions[{}].due", index),
                       "决议的完成时限须晚于现在", "a resolution is due in the future");
  return absl::OkStatus();
}

}  // namespace

std::string_view MeetingStateName(MeetingState state) { return kStates[state].en; }

absl::StatusOr<Meeting> Meeting::Propose(MeetingId id, Proposal proposal, const Actor& proposer) {
  RETURN_IF_ERROR(CheckLength("subject", proposal.subject, 1, kMaxSubject));
  if (proposal.leads.size() > kMaxLeads)
    return RefuseField("TOO_MANY", "lead_ids", "一次会议最多讨论 50 条线索",
                       "a meeting is about 50 leads at most");
  Meeting meeting;
  meeting.id = id;
  meeting.version = 1;
  meeting.proposal = std::move(proposal);
  meeting.proposer = proposer.user;
  meeting.proposer_unit = proposer.unit;
  return meeting;
}

absl::Status Meeting::Convene(const Actor& actor, Convocation how) {
  RETURN_IF_ERROR(CheckConvener(actor));
  RETURN_IF_ERROR(kStates.Require(state, {MeetingState::kProposed}, "召集", "be convened"));
  if (how.required_units.size() < kMinUnits || how.required_units.size() > kMaxUnits)
    return RefuseField("REQUIRED_UNITS", "required_unit_ids", "会商须有 2 至 20 个参会单位",
                       "a meeting requires 2 to 20 units");
  if (std::set<UnitId>(how.required_units.begin(), how.required_units.end()).size() !=
      how.required_units.size())
    return RefuseField("UNIT_TWICE", "required_unit_ids", "参会单位不得重复",
                       "each unit is required once");
  RETURN_IF_ERROR(CheckMayAttend("required_unit_ids", how.required_units));
  RETURN_IF_ERROR(CheckLength("place", how.place, 1, kMaxPlace));
  convocation = std::move(how);
  state = MeetingState::kConvened;
  ++version;
  return absl::OkStatus();
}

absl::Status Meeting::NameChair(const Actor& actor, UserId chair) {
  RETURN_IF_ERROR(CheckConvener(actor));
  RETURN_IF_ERROR(kStates.Require(
      state, {MeetingState::kConvened, MeetingState::kHeld, MeetingState::kMinutesSigning},
      "另定主持人", "be given another chair"));
  convocation.chair = chair;
  ++version;
  return absl::OkStatus();
}

absl::Status Meeting::GiveOpinion(const Actor& actor, bool dissents, std::string text,
                                  std::optional<LeadId> lead, absl::Time now) {
  if (!Contains(convocation.required_units, actor.unit))
    return RefuseCaller("UNIT_NOT_REQUIRED", "只有参会单位可以发表意见",
                        "only a required unit gives an opinion");
  RETURN_IF_ERROR(kStates.Require(state, {MeetingState::kConvened, MeetingState::kHeld}, "发表意见",
                                  "take opinions"));
  RETURN_IF_ERROR(CheckLength("text", text, 1, kMaxOpinion));
  RETURN_IF_ERROR(CheckAgenda("lead_id", lead));
  opinions.push_back({actor.unit, actor.user, dissents, std::move(text), now, lead});
  ++version;
  return absl::OkStatus();
}

absl::Status Meeting::Hold(const Actor& actor, std::vector<UnitId> attending) {
  RETURN_IF_ERROR(CheckConvener(actor));
  RETURN_IF_ERROR(kStates.Require(state, {MeetingState::kConvened}, "召开", "be held"));
  RETURN_IF_ERROR(CheckMayAttend("attending_unit_ids", attending));
  for (UnitId required : convocation.required_units)
    if (!Contains(attending, required) && !Contains(barred_units, required))
      return RefuseField("REQUIRED_UNIT_ABSENT", "attending_unit_ids", "应到单位须全部到会",
                         "every required unit must attend");
  attending_units = std::move(attending);
  state = MeetingState::kHeld;
  ++version;
  return absl::OkStatus();
}

absl::Status Meeting::SubmitMinutes(const Actor& actor, Minutes written, absl::Time now) {
  RETURN_IF_ERROR(CheckConvener(actor));
  RETURN_IF_ERROR(
      kStates.Require(state, {MeetingState::kHeld}, "提交纪要", "have minutes submitted"));
  RETURN_IF_ERROR(CheckLength("minutes", written.text, 1, kMaxMinutes));
  RETURN_IF_ERROR(CheckItems(written.items));
  const std::vector<Resolution>& resolutions = written.resolutions;
  if (resolutions.empty() || resolutions.size() > kMaxResolutions)
    return RefuseField("RESOLUTIONS", "resolutions", "纪要须有 1 至 20 项决议",
                       "minutes have 1 to 20 resolutions");
  for (size_t i = 0; i < resolutions.size(); ++i) {
    RETURN_IF_ERROR(CheckResolution(i, resolutions[i], now));
    if (!TakesPart(resolutions[i].owner))
      return RefuseField("OWNER_TOOK_NO_PART", fmt::format("resolutions[{}].owner_unit_id", i),
                         "决议的责任单位须为到会单位", "a resolution is a unit's that attended");
    RETURN_IF_ERROR(CheckAgenda(fmt::format("resolutions[{}].lead_id", i), resolutions[i].lead));
  }
  minutes = std::move(written);
  state = MeetingState::kMinutesSigning;
  ++version;
  return absl::OkStatus();
}

absl::Status Meeting::Sign(const Actor& actor, absl::Time now) {
  if (actor.user != convocation.chair)
    return RefuseCaller("ONLY_THE_CHAIR_SIGNS", "纪要由主持人签字", "the chair signs the minutes");
  RETURN_IF_ERROR(
      kStates.Require(state, {MeetingState::kMinutesSigning}, "签纪要", "have its minutes signed"));
  signed_at = now;
  state = MeetingState::kInForce;
  ++version;
  return absl::OkStatus();
}

absl::Status Meeting::CompleteResolution(const Actor& actor, int number, std::string done,
                                         absl::Time now) {
  RETURN_IF_ERROR(kStates.Require(state, {MeetingState::kInForce, MeetingState::kResolving},
                                  "办结决议", "have resolutions completed"));
  if (number < 1 || static_cast<size_t>(number) > minutes.resolutions.size())
    return RefuseField("NO_SUCH_RESOLUTION", "number", "没有这项决议", "no such resolution");
  Resolution& resolution = minutes.resolutions[static_cast<size_t>(number) - 1];
  const bool own =
      TakesPart(resolution.owner) ? actor.unit == resolution.owner : CheckConvener(actor).ok();
  if (!own)
    return RefuseCaller("NOT_THE_OWNER", "决议由责任单位办理", "a resolution is its owner's to do");
  if (resolution.done_at.has_value())
    return RefuseState("ALREADY_DONE", "该决议已办结", "this resolution is done");
  RETURN_IF_ERROR(CheckLength("result", done, 1, kMaxResolution));
  resolution.result = std::move(done);
  resolution.done_at = now;
  state = MeetingState::kResolving;
  ++version;
  return absl::OkStatus();
}

absl::Status Meeting::Close(const Actor& actor) {
  RETURN_IF_ERROR(CheckConvener(actor));
  RETURN_IF_ERROR(kStates.Require(state, {MeetingState::kInForce, MeetingState::kResolving}, "办结",
                                  "be closed"));
  for (const Resolution& resolution : minutes.resolutions)
    if (!resolution.done_at.has_value())
      return RefuseState("RESOLUTIONS_OPEN", "还有决议未办结", "a resolution is still open");
  state = MeetingState::kClosed;
  ++version;
  return absl::OkStatus();
}

bool Meeting::VisibleTo(const Actor& actor) const {
  if (Contains(barred_units, actor.unit)) return false;
  if (Contains(convocation.required_units, actor.unit) || Contains(attending_units, actor.unit) ||
      actor.user == convocation.chair)
    return true;
  if (!seals.empty()) return OpensSeals(actor);
  if (!actor.Covers(proposal.division)) return false;
  return actor.Has(Role::kOffice) || actor.Has(Role::kLeader) || actor.unit == proposer_unit;
}

bool Meeting::TakesPart(UnitId unit) const {
  return Contains(attending_units, unit) && !Contains(barred_units, unit);
}

bool Meeting::OpensSeals(const Actor& actor) const {
  return actor.Has(Role::kDiscipline) &&
         std::all_of(seals.begin(), seals.end(),
                     [&](const std::string& division) { return actor.Covers(division); });
}

absl::Status Meeting::CheckConvener(const Actor& actor) const {
  const bool convenes = seals.empty() ? actor.Has(Role::kOffice) && actor.Covers(proposal.division)
                                      : OpensSeals(actor);
  if (convenes) return absl::OkStatus();
  return RefuseCaller("NOT_THE_CONVENER",
                      "会议由当地扫黑办召集和主办，涉密封线索的由纪委监委召集和主办",
                      "the office of the town convenes a meeting and leads it, or the discipline "
                      "commission where a lead is sealed");
}

absl::Status Meeting::CheckMayAttend(std::string_view field,
                                     const std::vector<UnitId>& units) const {
  for (size_t i = 0; i < units.size(); ++i)
    if (Contains(barred_units, units[i]))
      return RefuseField("UNIT_MUST_STAND_ASIDE", fmt::format("{}[{}]", field, i),
                         "该单位应当回避，不得参会", "that unit must stand aside from a lead");
  return absl::OkStatus();
}

absl::Status Meeting::CheckAgenda(std::string_view field, const std::optional<LeadId>& lead) const {
  const std::vector<LeadId>& leads = proposal.leads;
  if (!lead.has_value() || std::find(leads.begin(), leads.end(), *lead) != leads.end())
    return absl::OkStatus();
  return RefuseField("NOT_ON_THE_AGENDA", field, "本次会议未议该线索",
                     "the meeting is not about this lead");
}

absl::Status Meeting::CheckItems(const std::vector<MinutesItem>& items) const {
  std::set<LeadId> seen;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string field = fmt::format("items[{}].lead_id", i);
    RETURN_IF_ERROR(CheckAgenda(field, items[i].lead));
    if (!seen.insert(items[i].lead).second)
      return RefuseField("LEAD_TWICE", field, "每条线索只写一项", "each lead has one item");
    RETURN_IF_ERROR(CheckLength(fmt::format("items[{}].text", i), items[i].text, 1, kMaxItem));
  }
  return absl::OkStatus();
}

}  // namespace hecha::consultation
