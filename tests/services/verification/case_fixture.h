// One town, its people, and cases in any state: for tests of rules, without a database.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "services/common/base/status_macros.h"
#include "services/common/security/keyring.h"
#include "services/common/security/signing.h"
#include "services/verification/case.h"
#include "tests/testing/status_matchers.h"

namespace hecha::verification {

inline constexpr char kTown[] = "370481104";
inline const absl::Time kNow = absl::FromUnixSeconds(1'555'290'123);

// Ids that a reader can tell apart: all bytes are `n`.
template <class TypedId>
TypedId MakeId(int n) {
  return TypedId{*Uuid::FromBytes(std::string(16, static_cast<char>(n)))};
}

inline Actor MakeActor(int user, int unit, std::set<Role> roles, std::string division = kTown) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = MakeId<UserId>(user);
  actor.unit = MakeId<UnitId>(unit);
  actor.division = std::move(division);
  actor.roles = std::move(roles);
  return actor;
}

// Unit 1 verifies; unit 2 verifies too, and lends an investigator where a test says so.
inline Actor Head() { return MakeActor(0x11, 1, {Role::kUnitHead}); }
inline Actor Wang() { return MakeActor(0x12, 1, {Role::kInvestigator}); }
inline Actor Li() { return MakeActor(0x13, 1, {Role::kInvestigator}); }
// Of the unit, not of the team.
inline Actor Zhao() { return MakeActor(0x14, 1, {Role::kInvestigator}); }
inline Actor OtherHead() { return MakeActor(0x21, 2, {Role::kUnitHead}); }
inline Actor OtherInvestigator() { return MakeActor(0x22, 2, {Role::kInvestigator}); }
inline Actor Office() { return MakeActor(0x31, 3, {Role::kOffice}); }
inline Actor Leader() { return MakeActor(0x41, 4, {Role::kLeader}); }
inline Actor CityOffice() { return MakeActor(0x51, 5, {Role::kCityOffice}, "370481"); }
inline Actor Clerk() { return MakeActor(0x32, 3, {Role::kClerk}); }
inline Actor NextTownsOffice() { return MakeActor(0x61, 6, {Role::kOffice}, "370481105"); }

inline std::vector<Investigator> Staff() {
  return {{Wang().user, Wang().unit, true, kTown},
          {Li().user, Li().unit, true, kTown},
          {Zhao().user, Zhao().unit, true, kTown},
          {OtherInvestigator().user, OtherInvestigator().unit, true, kTown}};
}

// Wang leads, Li handles.
inline std::vector<TeamSeat> WangAndLi() {
  return {{Wang().user, std::nullopt}, {Li().user, std::nullopt}};
}

inline Declaration NoInterest() { return {"无利害关系", false, {}}; }

inline Assignment GivenTo(Level level) {
  Assignment assignment;
  assignment.lead = MakeId<LeadId>(0xa0);
  assignment.lead_no = "370481104-BZ2019-000001";
  assignment.division = kTown;
  assignment.unit = Head().unit;
  assignment.unit_name = "西岗派出所";
  assignment.level = level;
  return assignment;
}

inline Plan PlanOf(const Actor& proposer) {
  Plan plan;
  plan.text = "走访并调取账目";
  plan.allegations = {"强揽工程", "非法采砂"};
  plan.proposed_by = proposer.user;
  plan.proposed_at = kNow;
  return plan;
}

inline PlanDecision DecidedBy(const Actor& approver) {
  PlanDecision decision;
  decision.reason = "人员和措施适当";
  decision.decided_by = approver.user;
  decision.decided_at = kNow;
  return decision;
}

inline Case OpenCase(Level level = Level::kTown) {
  return Case::Open(MakeId<CaseId>(0xca), GivenTo(level), Grade(), kNow, WorkingDays());
}

// Proposes a plan by Wang and has both investigators declare; PLANNED.
inline absl::Status Propose(Case& subject) {
  RETURN_IF_ERROR(subject.ProposePlan(PlanOf(Wang()), WangAndLi(), Staff()));
  for (const Actor& member : {Wang(), Li()})
    RETURN_IF_ERROR(subject.Declare(member.user, NoInterest(), kNow).status());
  return absl::OkStatus();
}

inline Finding FindingOf(int allegation, Outcome outcome) {
  Finding finding;
  finding.allegation = allegation;
  finding.outcome = outcome;
  finding.basis = "证言与账目一致";
  finding.legal_basis = "刑法第二百九十四条";
  finding.recorded_by = Wang().user;
  finding.recorded_at = kNow;
  return finding;
}

inline Step StepOf(std::string text) {
  Step step;
  step.kind = StepKind::kInterview;
  step.happened_at = kNow;
  step.place = "村委会";
  step.text = std::move(text);
  step.recorded_by = Wang().user;
  step.recorded_at = kNow;
  return step;
}

// The key of each person; the same for a whole run of the program.
inline const security::SigningKey& KeyOf(const Actor& actor) {
  static auto& keys = *new std::map<UserId, security::SigningKey>;
  const auto known = keys.find(actor.user);
  if (known != keys.end()) return known->second;
  return keys.emplace(actor.user, security::SigningKey::Generate()).first->second;
}

inline std::string PayloadOf(const Case& subject, const Endorsement& endorsement) {
  return EndorsementPayload(subject.id, subject.report_hash, endorsement,
                            security::Sha256(LiabilityText()));
}

// What `signer` signs now, with a valid signature.
inline Endorsement SignedBy(const Actor& signer, const Case& subject) {
  Endorsement endorsement;
  endorsement.report_version = subject.report_version;
  endorsement.signer = signer.user;
  endorsement.unit = signer.unit;
  endorsement.capacity = subject.CapacityOf(signer).value_or(Capacity::kUnitHead);
  endorsement.public_key = KeyOf(signer).public_key;
  endorsement.signed_at = kNow;
  endorsement.signature = KeyOf(signer).Sign(PayloadOf(subject, endorsement));
  return endorsement;
}

inline Filing FilingAt(absl::Time filed_at) {
  Filing filing;
  filing.filing_no = "滕公立字〔2019〕1号";
  filing.receiving_organ = "滕州市公安局";
  filing.filed_at = filed_at;
  return filing;
}

// A case on the way to `state`, whose allegations all end in `outcome`. In SIGNING it has the
// first of two signatures. REPORTED is passed only where it is asked for or obligatory.
inline Case CaseIn(CaseState state, Outcome outcome = Outcome::kSubstantiated,
                   Level level = Level::kTown) {
  Case subject = OpenCase(level);
  const auto reached = [&] { return subject.state == state; };
  const auto must = [](const auto& result) { EXPECT_OK(result); };
  if (reached()) return subject;
  if (state == CaseState::kReturned) {
    must(subject.Return("不属本辖区", kNow));
    return subject;
  }
  if (state == CaseState::kRecalled) {
    must(subject.Recall());
    return subject;
  }
  must(subject.Accept(kNow, WorkingDays()));
  if (reached()) return subject;
  must(Propose(subject));
  if (reached()) return subject;
  must(subject.ApprovePlan(DecidedBy(Head()), WorkingDays()));
  if (reached()) return subject;
  if (state == CaseState::kSuspended) {
    must(subject.Suspend("等待鉴定", kNow + absl::Hours(24), kNow));
    return subject;
  }
  must(subject.Record(StepOf("与村民谈话")));
  must(subject.Record(FindingOf(1, outcome)));
  must(subject.Record(FindingOf(2, outcome)));
  must(subject.Submit("经核查……", Wang().user, kNow, security::Sha256));
  must(subject.Endorse(SignedBy(Head(), subject), DefaultSignerPolicy()));
  if (reached()) return subject;
  must(subject.Endorse(SignedBy(Leader(), subject), DefaultSignerPolicy()));
  if (reached()) return subject;
  if (state == CaseState::kReported || subject.MustReportUp()) must(subject.ReportUp(kNow));
  if (reached()) return subject;
  if (subject.reported_at.has_value())
    must(subject.AcceptReport({CityOffice().user, kNow, "材料齐全"}));
  const bool owes_feedback = outcome == Outcome::kRefuted || outcome == Outcome::kUnverifiable;
  if (!owes_feedback && outcome != Outcome::kAlreadyHandled) {
    must(subject.File(FilingAt(kNow), kNow));
    if (reached()) return subject;
  }
  if (owes_feedback || state == CaseState::kFeedback)
    must(subject.GiveFeedback({"已查明不属实", Attitude::kAccepts, false, kNow}));
  if (reached()) return subject;
  if (outcome == Outcome::kTransferredElsewhere)
    must(subject.Acknowledge("回执〔2019〕1号", kNow, kNow));
  if (reached()) return subject;
  must(subject.Close(kNow));
  if (reached()) return subject;
  must(subject.Reverify());
  return subject;
}

inline TeamChange Handing(const Actor& from, const Actor& to) {
  return {from.user, to.user, TeamRole::kMember, "工作调动", Head().user, kNow};
}

// Takes `action` with arguments that no guard of it refuses.
inline absl::Status Take(Case& subject, Action action) {
  switch (action) {
    case Action::kAccept:
      return subject.Accept(kNow, WorkingDays());
    case Action::kReturn:
      return subject.Return("不属本辖区", kNow);
    case Action::kPlan:
      return subject.ProposePlan(PlanOf(Wang()), WangAndLi(), Staff());
    case Action::kDeclare:
      return subject.Declare(Li().user, NoInterest(), kNow).status();
    case Action::kApprovePlan:
      return subject.ApprovePlan(DecidedBy(Head()), WorkingDays());
    case Action::kSendBackPlan:
      return subject.SendBackPlan(DecidedBy(Head()), WorkingDays());
    case Action::kAddAllegation:
      return subject.AddAllegation("强迫交易");
    case Action::kHandOver:
      return subject.HandOver(Handing(Li(), Zhao()), Staff());
    case Action::kRecuse:
      return subject
          .Recuse({Zhao().user, RecusalGround::kDirected, "与被反映人系亲属", Office().user, kNow})
          .status();
    case Action::kExtend:
      return subject.Extend({10, "等待鉴定意见", Office().user, kNow});
    case Action::kReturnProgress:
      return subject.ReturnProgress({"已走访三户", Wang().user, kNow}, WorkingDays());
    // Nouns of their own, which leave the case as it is.
    case Action::kCollectExhibit:
    case Action::kRequestContribution:
      return kCaseTable.Next(subject.state, action).status();
    case Action::kSuspend:
      return subject.Suspend("等待鉴定", kNow + absl::Hours(24), kNow);
    case Action::kResume:
      return subject.Resume(kNow);
    case Action::kRecordStep:
      return subject.Record(StepOf("补充谈话")).status();
    case Action::kRecordFinding:
      return subject.Record(FindingOf(1, Outcome::kRefuted)).status();
    case Action::kSubmit:
      if (subject.state == CaseState::kVerifying && subject.findings.empty()) {
        EXPECT_OK(subject.Record(FindingOf(1, Outcome::kSubstantiated)));
        EXPECT_OK(subject.Record(FindingOf(2, Outcome::kSubstantiated)));
      }
      return subject.Submit("经核查……", Wang().user, kNow, security::Sha256).status();
    case Action::kEndorse:
      return subject.Endorse(SignedBy(Leader(), subject), DefaultSignerPolicy()).status();
    case Action::kRefuse:
      return subject.Refuse("认定依据不足").status();
    case Action::kReportUp:
      return subject.ReportUp(kNow);
    case Action::kReject:
      return subject.Reject("材料不全").status();
    case Action::kFile:
      return subject.File(FilingAt(kNow), kNow);
    case Action::kGiveFeedback:
      return subject.GiveFeedback({"已查明不属实", Attitude::kAccepts, false, kNow});
    case Action::kClose:
      return subject.Close(kNow);
    case Action::kAcceptReport:
      return subject.AcceptReport({CityOffice().user, kNow, "材料齐全"});
    case Action::kAcknowledge:
      return subject.Acknowledge("回执〔2019〕1号", kNow, kNow);
    case Action::kFlagUmbrella:
      return subject.FlagUmbrella({"有人通风报信", Wang().user, kNow});
    case Action::kRecall:
      return subject.Recall().status();
    case Action::kReverify:
      return subject.Reverify();
    case Action::kConcludeReview:
      return subject.ConcludeReview();
  }
  return absl::InternalError("an action that the fixture does not know");
}

}  // namespace hecha::verification
