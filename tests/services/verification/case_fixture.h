// One town, its people, and cases in any state: for tests of rules, without a database.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

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

// Unit 1 verifies; unit 2 verifies too, but not this case.
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
  return {{Wang().user, Wang().unit, true},
          {Li().user, Li().unit, true},
          {Zhao().user, Zhao().unit, true}};
}

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

inline Plan TwoInvestigators() {
  Plan plan;
  plan.text = "走访并调取账目";
  plan.team = {{Wang().user, "无利害关系"}, {Li().user, "与被反映人不相识"}};
  plan.allegations = {"强揽工程", "非法采砂"};
  return plan;
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
  endorsement.signature = KeyOf(signer).Sign(PayloadOf(subject, endorsement));
  endorsement.signed_at = kNow;
  return endorsement;
}

// A case on the way to `state`, whose allegations all end in `outcome`. In SIGNING it has the
// first of two signatures. REPORTED is passed only where it is asked for or obligatory.
inline Case CaseIn(CaseState state, Outcome outcome = Outcome::kSubstantiated,
                   Level level = Level::kTown) {
  Case subject = Case::Open(MakeId<CaseId>(0xca), GivenTo(level), kNow);
  const auto reached = [&] { return subject.state == state; };
  const auto must = [](const auto& result) { EXPECT_OK(result); };
  if (reached()) return subject;
  if (state == CaseState::kReturned) {
    must(subject.Return("不属本辖区"));
    return subject;
  }
  must(subject.Accept(kNow));
  if (reached()) return subject;
  must(subject.SetPlan(TwoInvestigators(), Staff(), kNow));
  if (reached()) return subject;
  if (state == CaseState::kSuspended) {
    must(subject.Suspend("等待鉴定", kNow + absl::Hours(24), kNow));
    return subject;
  }
  must(subject.Record(StepOf("与村民谈话")));
  must(subject.Record(FindingOf(1, outcome)));
  must(subject.Record(FindingOf(2, outcome)));
  must(subject.Submit("经核查……", Wang().user, kNow, security::Sha256));
  must(subject.Endorse(SignedBy(Head(), subject)));
  if (reached()) return subject;
  must(subject.Endorse(SignedBy(Leader(), subject)));
  if (reached()) return subject;
  if (state == CaseState::kReported || subject.MustReportUp()) must(subject.ReportUp(kNow));
  if (reached()) return subject;
  if (state == CaseState::kFeedback || outcome == Outcome::kRefuted ||
      outcome == Outcome::kUnverifiable) {
    must(subject.GiveFeedback({"已查明不属实", Attitude::kAccepts, false, kNow}));
  } else if (outcome != Outcome::kAlreadyHandled) {
    must(subject.File({"滕公立字〔2019〕1号", "滕州市公安局", kNow}));
  }
  if (reached()) return subject;
  must(subject.Close(kNow));
  return subject;
}

// Takes `action` with arguments that no guard of it refuses.
inline absl::Status Take(Case& subject, Action action) {
  switch (action) {
    case Action::kAccept:
      return subject.Accept(kNow);
    case Action::kReturn:
      return subject.Return("不属本辖区");
    case Action::kPlan:
      return subject.SetPlan(TwoInvestigators(), Staff(), kNow);
    case Action::kSuspend:
      return subject.Suspend("等待鉴定", kNow + absl::Hours(24), kNow);
    case Action::kResume:
      return subject.Resume();
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
      return subject.Endorse(SignedBy(Leader(), subject)).status();
    case Action::kRefuse:
      return subject.Refuse("认定依据不足").status();
    case Action::kReportUp:
      return subject.ReportUp(kNow);
    case Action::kReject:
      return subject.Reject("材料不全").status();
    case Action::kFile:
      return subject.File({"滕公立字〔2019〕1号", "滕州市公安局", kNow});
    case Action::kGiveFeedback:
      return subject.GiveFeedback({"已查明不属实", Attitude::kAccepts, false, kNow});
    case Action::kClose:
      return subject.Close(kNow);
  }
  return absl::InternalError("an action that the fixture does not know");
}

}  // namespace hecha::verification
