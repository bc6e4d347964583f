#include "services/intake/lead.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxTitle = 200;
constexpr size_t kMaxNarrative = 20'000;
constexpr size_t kMaxNote = 500;
constexpr size_t kMaxDocumentNo = 64;
constexpr size_t kMaxIssuingBody = 128;
constexpr size_t kTownCode = 9;
// A clerk's clock may run ahead of ours by this much.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

struct Name {
  std::string_view en;
  std::string_view zh;
};
constexpr std::array<Name, 15> kStateNames = {{{"", ""},
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
                                               {"CLOSED", "办结"}}};

absl::Status RefuseTransition(LeadState state, std::string_view verb_zh, std::string_view verb_en) {
  const Name& name = kStateNames[static_cast<size_t>(state)];
  return RefuseState("ILLEGAL_TRANSITION",
                     fmt::format("线索处于“{}”状态，不能{}", name.zh, verb_zh),
                     fmt::format("a lead that is {} cannot be {}", name.en, verb_en));
}

// What a lead from above must say: who sent it, under which number, and how (plan 二).
absl::Status CheckSuperior(const Registration& registration) {
  if (registration.level == Level::kTown && registration.instruction == Instruction::kOwn)
    return absl::OkStatus();
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
  if (registration.instruction == Instruction::kSupervise && !registration.deadline.has_value())
    return RefuseField("DEADLINE_REQUIRED", "deadline", "督办线索须填写时限",
                       "a supervised lead needs its deadline");
  return absl::OkStatus();
}

// Later values of the code are the discipline commission's to say; a lead that claimed them
// would escape its sealing.
absl::Status CheckUmbrella(Umbrella umbrella) {
  if (umbrella == Umbrella::kNone || umbrella == Umbrella::kSuspected) return absl::OkStatus();
  return RefuseField("UMBRELLA_NOT_YOURS", "umbrella", "登记和研判只能填“无”或“疑似”",
                     "registration and triage say NONE or SUSPECTED only");
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

}  // namespace

absl::Status CheckContent(std::string_view title, std::string_view narrative) {
  RETURN_IF_ERROR(CheckLength("title", title, 1, kMaxTitle));
  return CheckLength("narrative", narrative, 1, kMaxNarrative);
}

absl::StatusOr<Lead> Lead::Register(LeadId id, std::string lead_no, Registration registration,
                                    absl::Time now) {
  if (registration.division.size() != kTownCode)
    return RefuseField("TOWN_REQUIRED", "division", "线索须登记在一个镇（九位区划代码）",
                       "a lead belongs to one town, named by its nine-digit division code");
  RETURN_IF_ERROR(CheckContent(registration.title, registration.narrative));
  RETURN_IF_ERROR(CheckLength("document_no", registration.document_no, 0, kMaxDocumentNo));
  RETURN_IF_ERROR(CheckLength("issuing_body", registration.issuing_body, 0, kMaxIssuingBody));
  RETURN_IF_ERROR(CheckUmbrella(registration.umbrella));
  RETURN_IF_ERROR(CheckSuperior(registration));
  RETURN_IF_ERROR(CheckTimes(registration, now));
  Lead lead;
  lead.id = id;
  lead.version = 1;
  lead.lead_no = std::move(lead_no);
  lead.registration = std::move(registration);
  lead.registered_at = now;
  return lead;
}

absl::Status Lead::Judge(Triage triage) {
  if (state != LeadState::kRegistered && state != LeadState::kReturned)
    return RefuseTransition(state, "研判", "triaged");
  RETURN_IF_ERROR(CheckLength("summary", triage.summary, 1, kMaxNote));
  RETURN_IF_ERROR(CheckLength("opinion", triage.opinion, 1, kMaxNote));
  if (triage.umbrella.has_value()) RETURN_IF_ERROR(CheckUmbrella(*triage.umbrella));
  registration.sector = triage.sector.value_or(registration.sector);
  registration.umbrella = triage.umbrella.value_or(registration.umbrella);
  for (const UnitId& accused : triage.accused_units)
    if (!Accuses(accused)) registration.accused_units.push_back(accused);
  summary = std::move(triage.summary);
  opinion = std::move(triage.opinion);
  // Of a returned lead: the unit that gave it back has no more business with it.
  unit = UnitId();
  unit_name.clear();
  state = LeadState::kTriaged;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Assign(const Unit& to) {
  if (state != LeadState::kTriaged) return RefuseTransition(state, "交办", "assigned");
  if (registration.umbrella == Umbrella::kSuspected)
    return RefuseState("UMBRELLA_MUST_BE_SEALED", "疑似“保护伞”线索须密封移送，不得交办",
                       "a lead with a suspected umbrella must be sealed, not assigned");
  // Before the checks that name the unit's duties: a clerk learns nothing else about it.
  if (Accuses(to.id))
    return RefuseField("UNIT_IS_ACCUSED", "unit_id", "不得交办给被反映的单位",
                       "a lead is never given to a unit that it accuses");
  if (to.division != registration.division || !to.verifies || !to.active)
    return RefuseField("UNIT_CANNOT_VERIFY", "unit_id", "该单位不是本镇的核查单位",
                       "that unit does not verify leads in this town");
  unit = to.id;
  unit_name = to.name;
  ++round;
  state = LeadState::kAssigned;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Seal() {
  if (state != LeadState::kTriaged) return RefuseTransition(state, "密封移送", "sealed");
  if (registration.umbrella != Umbrella::kSuspected)
    return RefuseState("NO_UMBRELLA", "只有疑似“保护伞”线索才密封移送",
                       "only a lead with a suspected umbrella is sealed");
  registration.umbrella = Umbrella::kTransferred;
  state = LeadState::kSealed;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::ConcludeTransfer(bool filed) {
  if (state != LeadState::kSealed) return RefuseTransition(state, "办结移送", "concluded");
  registration.umbrella = filed ? Umbrella::kFiled : Umbrella::kRefuted;
  state = LeadState::kClosed;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Progress(LeadState to) {
  if (round == 0 || state == LeadState::kClosed)
    return RefuseTransition(state, "更新核查进度", "moved by verification");
  state = to;
  ++version;
  return absl::OkStatus();
}

bool Lead::Accuses(UnitId unit_id) const {
  const std::vector<UnitId>& accused = registration.accused_units;
  return std::find(accused.begin(), accused.end(), unit_id) != accused.end();
}

Visibility Lead::VisibleTo(const Actor& actor) const {
  if (actor.kind == Actor::Kind::kService) return Visibility::kFull;
  if (!actor.Covers(registration.division) || Accuses(actor.unit)) return Visibility::kNothing;
  if (Sealed()) return actor.Has(Role::kDiscipline) ? Visibility::kFull : Visibility::kStub;
  const bool town = actor.division == registration.division;
  if (town && (actor.Has(Role::kClerk) || actor.Has(Role::kOffice))) return Visibility::kFull;
  const bool of_unit = actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead);
  if (of_unit) return actor.unit == unit ? Visibility::kFull : Visibility::kNothing;
  return Visibility::kLine;
}

std::vector<Unit> RouteLead(const Lead& lead, const std::vector<Unit>& units) {
  std::vector<Unit> candidates;
  for (const Unit& unit : units) {
    if (unit.active && unit.verifies && unit.division == lead.registration.division &&
        unit.InChargeOf(lead.registration.sector) && !lead.Accuses(unit.id))
      candidates.push_back(unit);
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Unit& a, const Unit& b) {
    return !a.sectors.empty() && b.sectors.empty();
  });
  return candidates;
}

}  // namespace hecha::intake
