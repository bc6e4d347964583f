#include "services/intake/lead.h"

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxNote = 500;

bool Contains(const std::vector<UnitId>& units, UnitId unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

void AddMissing(const std::vector<UnitId>& from, std::vector<UnitId>& to) {
  for (const UnitId& unit : from)
    if (!Contains(to, unit)) to.push_back(unit);
}

absl::Status RefuseUnsealed() {
  return RefuseState("UMBRELLA_MUST_BE_SEALED", "疑似“保护伞”线索须密封移送，不得交办或并案",
                     "a lead with a suspected umbrella must be sealed, not assigned or merged");
}

absl::Status RefuseDuty() {
  return RefuseCaller("NOT_YOUR_DUTY", "由本镇扫黑办办理", "the town's office does this");
}

}  // namespace

absl::StatusOr<Lead> Lead::Register(LeadId id, std::string lead_no, Registration registration,
                                    absl::Time now) {
  RETURN_IF_ERROR(CheckRegistration(registration, now));
  Lead lead;
  lead.id = id;
  lead.version = 1;
  lead.lead_no = std::move(lead_no);
  lead.registration = std::move(registration);
  lead.registered_at = now;
  return lead;
}

absl::Status Lead::Amend(Registration amended, absl::Time now) {
  RETURN_IF_ERROR(Admits(LeadAction::kAmend));
  amended.division = registration.division;
  amended.channel = registration.channel;
  amended.sweep = registration.sweep;
  // Who reported it was settled with the deposit of the identity.
  amended.identity = registration.identity;
  amended.identity_check = registration.identity_check;
  amended.reporter_passages = registration.reporter_passages;
  // What a list does not speak of stays as a clerk recorded it meanwhile; a list adds suspicion
  // and takes none away.
  amended.umbrella = std::max(amended.umbrella, registration.umbrella);
  if (amended.subjects.empty()) amended.subjects = registration.subjects;
  for (UnitId unit : registration.accused_units)
    if (std::find(amended.accused_units.begin(), amended.accused_units.end(), unit) ==
        amended.accused_units.end())
      amended.accused_units.push_back(unit);
  RETURN_IF_ERROR(CheckRegistration(amended, now));
  registration = std::move(amended);
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::FollowList(const ListTerms& terms, absl::Time now) {
  RETURN_IF_ERROR(Admits(LeadAction::kFollowList));
  Registration followed = registration;
  terms.ApplyTo(followed);
  RETURN_IF_ERROR(CheckRegistration(followed, now));
  registration = std::move(followed);
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Judge(Triage triage) {
  ASSIGN_OR_RETURN(const LeadState to, kLeadTable.Next(state, LeadAction::kTriage));
  // Every suspicion ends in a decision; this one would be a clerk's alone.
  if (registration.umbrella == Umbrella::kSuspected && triage.umbrella == Umbrella::kNone)
    return RefuseField("UMBRELLA_STANDS", "umbrella",
                       "疑似“保护伞”标记不能在研判中取消，由镇扫黑办主任说明理由后撤销",
                       "triage does not take a suspected umbrella back: the office's director "
                       "clears it, for a reason");
  return ApplyTriage(std::move(triage), to);
}

absl::Status Lead::SendUpward(Triage triage) {
  ASSIGN_OR_RETURN(const LeadState to, kLeadTable.Next(state, LeadAction::kSendUpward));
  RETURN_IF_ERROR(ApplyTriage(std::move(triage), to));
  about_leader = true;
  registration.umbrella = Umbrella::kTransferred;
  return absl::OkStatus();
}

absl::Status Lead::ApplyTriage(Triage triage, LeadState to) {
  RETURN_IF_ERROR(CheckLength("summary", triage.summary, 1, kMaxNote));
  RETURN_IF_ERROR(CheckLength("opinion", triage.opinion, 1, kMaxNote));
  if (triage.umbrella.has_value()) RETURN_IF_ERROR(CheckUmbrella(*triage.umbrella));
  std::vector<Subject> subjects = registration.subjects;
  subjects.insert(subjects.end(), triage.subjects.begin(), triage.subjects.end());
  RETURN_IF_ERROR(CheckSubjects(subjects));
  registration.sector = triage.sector.value_or(registration.sector);
  registration.umbrella = triage.umbrella.value_or(registration.umbrella);
  registration.key_lead = triage.key_lead.value_or(registration.key_lead);
  registration.subjects = std::move(subjects);
  AddMissing(triage.accused_units, registration.accused_units);
  summary = std::move(triage.summary);
  opinion = std::move(triage.opinion);
  state = to;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::RecordSubjects(std::vector<Subject> subjects) {
  RETURN_IF_ERROR(Admits(LeadAction::kRecordSubjects));
  RETURN_IF_ERROR(CheckSubjects(subjects));
  registration.subjects = std::move(subjects);
  RecallIfBarred();
  ++version;
  return absl::OkStatus();
}

void Lead::LearnBars() {
  RecallIfBarred();
  ++version;
}

void Lead::RecallIfBarred() {
  const absl::StatusOr<LeadState> recalled = kLeadTable.Next(state, LeadAction::kRecall);
  if (Bars(unit) && recalled.ok()) state = *recalled;
}

absl::Status Lead::CheckIdentity(IdentityCheck check) {
  RETURN_IF_ERROR(Admits(LeadAction::kCheckIdentity));
  RETURN_IF_ERROR(CheckLength("basis", check.basis, 1, kMaxNote));
  Identity& identity = registration.identity;
  const bool suspects = check.verdict == IdentityVerdict::kSuspected;
  if (identity != (suspects ? Identity::kNamed : Identity::kSuspectedFalseName))
    return RefuseField("VERDICT_OUT_OF_PLACE", "verdict",
                       "实名线索可列为冒名待核，冒名待核的线索可确认或否定",
                       "a named report may be suspected; a suspected one confirmed or denied");
  switch (check.verdict) {
    case IdentityVerdict::kSuspected:
      identity = Identity::kSuspectedFalseName;
      break;
    case IdentityVerdict::kConfirmed:
      identity = Identity::kNamed;
      break;
    case IdentityVerdict::kDenied:
      identity = Identity::kAnonymous;
      break;
  }
  registration.identity_check = std::move(check);
  ++version;
  return absl::OkStatus();
}

void Lead::Review(UnitId by) {
  reviewing_unit = by;
  ++version;
}

void Lead::CallCommission(bool upward) {
  commission = upward ? CommissionCall::kSuperior : CommissionCall::kEvery;
  // What the town must not learn moves nothing that it sees.
  if (!upward) ++version;
}

absl::Status Lead::Assign(const Unit& to, Grade as) {
  RETURN_IF_ERROR(Admits(LeadAction::kAssign));
  RETURN_IF_ERROR(CheckUnit(to));
  grade = as;
  GiveTo(to);
  return absl::OkStatus();
}

absl::Status Lead::CheckUnit(const Unit& to) const {
  // Before the checks that name the unit's duties: a clerk learns nothing else about it.
  if (Accuses(to.id))
    return RefuseField("UNIT_IS_ACCUSED", "unit_id", "不得交办给被反映的单位",
                       "a lead is never given to a unit that it accuses");
  if (Bars(to.id))
    return RefuseField("UNIT_MUST_STAND_ASIDE", "unit_id", "该单位应当回避，不得承办",
                       "that unit must stand aside from this lead");
  if (to.division != registration.division || !to.verifies || !to.active)
    return RefuseField("UNIT_CANNOT_VERIFY", "unit_id", "该单位不是本镇的核查单位",
                       "that unit does not verify leads in this town");
  return absl::OkStatus();
}

void Lead::GiveTo(const Unit& to) {
  unit = to.id;
  unit_name = to.name;
  ++round;
  state = LeadState::kAssigned;
  // Whoever assigns it decides that it goes its own way.
  survivor = LeadId();
  merge_proposed_by = UserId();
  ++version;
}

absl::Status Lead::Seal() {
  RETURN_IF_ERROR(Admits(LeadAction::kSeal));
  registration.umbrella = Umbrella::kTransferred;
  state = LeadState::kSealed;
  ++version;
  return absl::OkStatus();
}

void Lead::SealWith(const Lead& survivor) {
  registration.umbrella = survivor.registration.umbrella;
  about_leader = survivor.about_leader;
  ++version;
}

absl::Status Lead::ClearUmbrella(UmbrellaClearance clearance) {
  RETURN_IF_ERROR(Admits(LeadAction::kClearUmbrella));
  RETURN_IF_ERROR(CheckLength("reason", clearance.reason, 1, kMaxNote));
  registration.umbrella = Umbrella::kNone;
  registration.umbrella_clearance = std::move(clearance);
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::ConcludeTransfer(bool filed) {
  ASSIGN_OR_RETURN(state, kLeadTable.Next(state, LeadAction::kConcludeTransfer));
  registration.umbrella = filed ? Umbrella::kFiled : Umbrella::kRefuted;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Progress(LeadState to) {
  if (round == 0 || (state >= LeadState::kClosed && state != LeadState::kRecalled))
    return kLeadTable.words().Refuse(state, "更新核查进度", "be moved by verification");
  // What the case did before it heard of the recall.
  const bool over = to == LeadState::kReturned || to == LeadState::kClosed;
  if (state != LeadState::kRecalled || over) state = to;
  ++version;
  return absl::OkStatus();
}

bool Lead::Accuses(UnitId unit_id) const { return Contains(registration.accused_units, unit_id); }

bool Lead::Bars(UnitId unit_id) const { return BarredUnits().contains(unit_id); }

std::set<UnitId> Lead::BarredUnits() const {
  std::set<UnitId> barred(registration.accused_units.begin(), registration.accused_units.end());
  barred.insert(barred_by_merged.begin(), barred_by_merged.end());
  for (const Subject& subject : registration.subjects)
    if (!subject.employer_unit.nil()) barred.insert(subject.employer_unit);
  return barred;
}

absl::Status Lead::CheckStaysWith(const Actor& actor) const {
  if (!Bars(actor.unit)) return absl::OkStatus();
  return RefuseField("BARS_OWN_UNIT", Accuses(actor.unit) ? "accused_unit_ids" : "subjects",
                     "本单位不能办理涉及本单位的线索：此处不填该单位，研判时再填写并上送",
                     "your own unit cannot deal with a lead that concerns it: leave the unit out "
                     "here, and name it in a triage that sends the lead upward (about_leader)");
}

int64_t Lead::TimesReturned() const {
  return std::count_if(returns.begin(), returns.end(),
                       [](const LeadReturn& each) { return !each.recalled; });
}

bool Lead::Declined(UnitId unit_id) const {
  return std::any_of(returns.begin(), returns.end(), [&](const LeadReturn& each) {
    return each.unit == unit_id && each.decision == ReturnDecision::kUpheld;
  });
}

Visibility Lead::VisibleTo(const Actor& actor) const {
  if (actor.kind == Actor::Kind::kService) return Visibility::kFull;
  if (!actor.Covers(registration.division) || Bars(actor.unit) || aside.contains(actor.user))
    return Visibility::kNothing;
  const bool town = actor.division == registration.division;
  if (Sealed()) {
    const bool opens = actor.Has(Role::kDiscipline) && !(about_leader && town);
    return opens ? Visibility::kFull : Visibility::kStub;
  }
  const Visibility content = restricted ? Visibility::kLine : Visibility::kFull;
  if (town && (actor.Has(Role::kClerk) || actor.Has(Role::kOffice))) return content;
  const bool of_unit = actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead);
  if (of_unit) {
    const bool works =
        actor.unit == unit || actor.unit == reviewing_unit || team.contains(actor.user);
    return works ? content : Visibility::kNothing;
  }
  const bool called =
      commission == CommissionCall::kEvery || (commission == CommissionCall::kSuperior && !town);
  return called && actor.Has(Role::kDiscipline) ? Visibility::kFull : Visibility::kLine;
}

absl::Status Lead::Admits(LeadAction action) const {
  RETURN_IF_ERROR(kLeadTable.Next(state, action).status());
  const bool suspected = registration.umbrella == Umbrella::kSuspected;
  switch (action) {
    case LeadAction::kProposeMerge:
      if (!merge_proposed_by.nil())
        return RefuseState("MERGE_PENDING", "已有待确认的并案",
                           "a merge of this lead is proposed already");
      [[fallthrough]];
    case LeadAction::kAssign:
      if (suspected) return RefuseUnsealed();
      break;
    case LeadAction::kSeal:
    case LeadAction::kClearUmbrella:
      if (!suspected)
        return RefuseState("NO_UMBRELLA", "该线索没有疑似“保护伞”标记",
                           "no umbrella is suspected of this lead");
      break;
    case LeadAction::kCheckIdentity:
      if (registration.identity == Identity::kAnonymous)
        return RefuseState("NO_NAME", "匿名线索没有可核实的姓名",
                           "an anonymous report bears no name to check");
      break;
    case LeadAction::kRecordSubjects:
      if (state == LeadState::kClosed && reviewing_unit.nil())
        return kLeadTable.words().Refuse(state, kLeadTable[action].zh, kLeadTable[action].en);
      break;
    case LeadAction::kUndoMerge:
      if (outcome != Outcome::kNone)
        return RefuseState("MERGE_CONCLUDED", "并案线索已随主线索办结，不能撤销并案",
                           "the merged lead was concluded with the one that it joined");
      if (Sealed())
        return RefuseState("MERGE_SEALED", "并案线索已随主线索密封移送，不能撤销并案",
                           "the merged lead was sealed with the one that it joined");
      break;
    case LeadAction::kConfirmMerge:
      // It may be suspected since the proposal.
      if (suspected) return RefuseUnsealed();
      [[fallthrough]];
    case LeadAction::kDeclineMerge:
      if (merge_proposed_by.nil())
        return RefuseState("NO_MERGE_PROPOSED", "没有待确认的并案",
                           "no merge of this lead is proposed");
      break;
    default:
      break;
  }
  return absl::OkStatus();
}

absl::Status Lead::AdmitsFrom(LeadAction action, const Actor& actor) const {
  const bool town = actor.division == registration.division;
  const bool office = town && actor.Has(Role::kOffice);
  const bool leader = town && actor.Has(Role::kLeader);
  switch (kLeadTable[action].duty) {
    case LeadDuty::kDesk:
      if (!office && !(town && actor.Has(Role::kClerk))) return RefuseDuty();
      break;
    case LeadDuty::kOffice:
      if (!office) return RefuseDuty();
      break;
    case LeadDuty::kReturnDecider:
      if (TimesReturned() > 1 && !leader)
        return RefuseCaller("LEADER_DECIDES", "第二次退回由镇领导决定",
                            "from the second return on, a leader of the town decides");
      if (!office && !leader) return RefuseDuty();
      break;
    case LeadDuty::kNobody:
      return RefuseDuty();
  }
  if (action == LeadAction::kConfirmMerge && actor.user == merge_proposed_by)
    return RefuseCaller("SECOND_PERSON_REQUIRED", "并案须由提出人以外的人确认",
                        "someone else than the proposer confirms a merge");
  return absl::OkStatus();
}

std::vector<std::string_view> Lead::ActionsOf(const Actor& actor) const {
  std::vector<std::string_view> actions;
  const Visibility visibility = VisibleTo(actor);
  for (const LeadTable::Rule& rule : kLeadTable.rules()) {
    const Visibility needed =
        rule.duty == LeadDuty::kReturnDecider ? Visibility::kLine : Visibility::kFull;
    if (rule.verb.empty() || visibility < needed) continue;
    if (Admits(rule.action).ok() && AdmitsFrom(rule.action, actor).ok())
      actions.push_back(rule.verb);
  }
  return actions;
}

}  // namespace hecha::intake
