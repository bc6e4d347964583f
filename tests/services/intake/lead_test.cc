// Every cell of (state, action); who may take which step; who sees how much of a lead.
#include "services/intake/lead.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

using S = LeadState;

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);
constexpr char kTown[] = "370481104";

UnitId NewUnit() { return UnitId::New(kNow); }

Registration Own() {
  Registration registration;
  registration.division = kTown;
  registration.channel = Channel::kPublicPhone;
  registration.received_at = kNow;
  registration.title = "砂石场强买强卖";
  registration.narrative = "来电人反映某砂石场以威胁手段垄断供料。";
  registration.contact = {kNow, 12, 1, "王受理", "来电反映强买强卖"};
  return registration;
}

absl::StatusOr<Lead> Register(Registration registration) {
  return Lead::Register(LeadId::New(kNow), "370481104-BZ2019-000001", std::move(registration),
                        kNow);
}

Unit Station() { return {NewUnit(), kTown, "西岗派出所", true, true, {}}; }

Triage Judgement(std::optional<Umbrella> umbrella = std::nullopt) {
  return {std::nullopt, umbrella, "反映强买强卖", "交派出所核查", {}, {}, std::nullopt};
}

// ---- transitions

enum class A {
  kAmend,
  kJudge,
  kSendUpward,
  kSubjects,
  kAssign,
  kSeal,
  kClearUmbrella,
  kPropose,
  kConfirm,
  kDecline,
  kUndo,
  kUphold,
  kOverrule,
  kConclude,
  kProgress,
  kReturn
};
constexpr S kStates[] = {S::kRegistered, S::kTriaged,   S::kAssigned,  S::kReturned, S::kSealed,
                         S::kAccepted,   S::kVerifying, S::kSuspended, S::kSigning,  S::kSigned,
                         S::kReported,   S::kFiled,     S::kFeedback,  S::kClosed,   S::kArchived,
                         S::kPurged,     S::kMerged,    S::kRecalled};

bool AfterAssignment(S state) {
  return state != S::kRegistered && state != S::kTriaged && state != S::kSealed &&
         state != S::kMerged;
}

Actor Person(std::set<Role> roles, const std::string& division, UnitId unit = NewUnit()) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(kNow);
  actor.unit = unit;
  actor.division = division;
  actor.roles = std::move(roles);
  return actor;
}

const Actor kOffice = Person({Role::kOffice}, kTown);
const Actor kClerk = Person({Role::kClerk}, kTown);

Lead In(S state) {
  Lead lead = Register(Own()).value();
  lead.state = state;
  if (state == S::kSealed) lead.registration.umbrella = Umbrella::kTransferred;
  if (AfterAssignment(state)) {
    lead.round = 1;
    lead.unit = NewUnit();
    lead.unit_name = "西岗派出所";
  }
  if (state == S::kReturned)
    lead.returns.push_back({.round = 1,
                            .unit = lead.unit,
                            .unit_name = lead.unit_name,
                            .returned_at = kNow,
                            .reason = "不属本所职责"});
  return lead;
}

absl::Status Act(Lead& lead, A action) {
  const Lead survivor = In(S::kTriaged);
  switch (action) {
    case A::kAmend:
      return lead.Amend(Own(), kNow);
    case A::kJudge:
      return lead.Judge(Judgement());
    case A::kSendUpward:
      return lead.SendUpward(Judgement());
    case A::kSubjects:
      return lead.RecordSubjects({});
    case A::kAssign:
      return lead.Assign(Station(), Grade::kOrdinary);
    case A::kSeal:
      lead.registration.umbrella = Umbrella::kSuspected;
      return lead.Seal();
    case A::kClearUmbrella:
      lead.registration.umbrella = Umbrella::kSuspected;
      return lead.ClearUmbrella({kOffice.user, kNow, "系同名误认"});
    case A::kPropose:
      return lead.ProposeMerge(survivor, kClerk.user);
    case A::kConfirm:
      lead.merge_proposed_by = kClerk.user;
      return lead.ConfirmMerge(survivor, kOffice);
    case A::kDecline:
      lead.merge_proposed_by = kClerk.user;
      return lead.DeclineMerge();
    case A::kUndo:
      return lead.UndoMerge();
    case A::kUphold:
      return lead.UpholdReturn(kOffice, "成立", kNow);
    case A::kOverrule:
      return lead.OverruleReturn(kOffice, Station(), "不成立", kNow);
    case A::kConclude:
      return lead.ConcludeTransfer(/*filed=*/true);
    case A::kProgress:
      return lead.Progress(S::kVerifying);
    case A::kReturn:
      return lead.Return("不属本所职责", kNow);
  }
  return absl::InternalError("no such action");
}

// The machine of DOMAIN.md as far as intake owns it. Progress follows verification from any
// state between assignment and closing.
const std::map<std::pair<S, A>, S> kAllowed = [] {
  std::map<std::pair<S, A>, S> allowed = {
      {{S::kRegistered, A::kAmend}, S::kRegistered}, {{S::kRegistered, A::kJudge}, S::kTriaged},
      {{S::kTriaged, A::kJudge}, S::kTriaged},       {{S::kRegistered, A::kSendUpward}, S::kSealed},
      {{S::kTriaged, A::kSendUpward}, S::kSealed},   {{S::kTriaged, A::kAssign}, S::kAssigned},
      {{S::kTriaged, A::kSeal}, S::kSealed},         {{S::kTriaged, A::kPropose}, S::kTriaged},
      {{S::kTriaged, A::kConfirm}, S::kMerged},      {{S::kTriaged, A::kDecline}, S::kTriaged},
      {{S::kMerged, A::kUndo}, S::kTriaged},         {{S::kReturned, A::kUphold}, S::kTriaged},
      {{S::kReturned, A::kOverrule}, S::kAssigned},  {{S::kSealed, A::kConclude}, S::kClosed}};
  allowed[{S::kTriaged, A::kClearUmbrella}] = S::kTriaged;
  for (S state : {S::kRegistered, S::kTriaged, S::kAssigned, S::kReturned, S::kAccepted,
                  S::kVerifying, S::kSuspended, S::kSigning, S::kSigned, S::kReported, S::kMerged})
    allowed[{state, A::kSubjects}] = state;
  for (S state : kStates) {
    if (!AfterAssignment(state) || (state >= S::kClosed && state != S::kRecalled)) continue;
    // A recalled lead waits for the end of its case.
    allowed[{state, A::kProgress}] = state == S::kRecalled ? S::kRecalled : S::kVerifying;
    allowed[{state, A::kReturn}] = S::kReturned;
  }
  return allowed;
}();

TEST(LeadTest, EveryCellOfStateAndActionIsAsTheTableSays) {
  for (S state : kStates) {
    for (int number = 0; number <= static_cast<int>(A::kReturn); ++number) {
      const A action = static_cast<A>(number);
      Lead lead = In(state);
      const absl::Status status = Act(lead, action);
      const auto cell = kAllowed.find({state, action});
      SCOPED_TRACE(testing::Message()
                   << static_cast<int>(state) << " action " << static_cast<int>(action));
      if (cell != kAllowed.end()) {
        EXPECT_OK(status);
        EXPECT_EQ(lead.state, cell->second);
        EXPECT_EQ(lead.version, 2);
      } else {
        EXPECT_THAT(status, RefusedBy("ILLEGAL_TRANSITION"));
        EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
        EXPECT_EQ(lead.state, state);
        EXPECT_EQ(lead.version, 1);
      }
    }
  }
}

TEST(LeadTest, TriageNeedsItsWordsAndKeepsWhatItDoesNotJudge) {
  Lead lead = Register(Own()).value();
  EXPECT_THAT(lead.Judge({{}, {}, "", "意见", {}, {}, {}}), RefusedBy("REQUIRED"));
  EXPECT_THAT(lead.Judge({{}, {}, "摘要", std::string(501, 'x'), {}, {}, {}}),
              RefusedBy("TOO_LONG"));
  EXPECT_THAT(lead.Judge(Judgement(Umbrella::kFiled)), RefusedBy("UMBRELLA_NOT_YOURS"));
  EXPECT_EQ(lead.version, 1);
  EXPECT_TRUE(lead.summary.empty());
  const UnitId accused = NewUnit();
  Triage triage = Judgement();
  triage.sector = Sector::kSandWashing;
  triage.accused_units = {accused, accused};
  ASSERT_OK(lead.Judge(triage));
  EXPECT_EQ(lead.registration.sector, Sector::kSandWashing);
  EXPECT_EQ(lead.registration.umbrella, Umbrella::kNone);
  EXPECT_THAT(lead.registration.accused_units, testing::ElementsAre(accused));
}

TEST(LeadTest, AccusedUnitNeverGetsIt) {
  const Unit station = Station();
  Lead lead = Register(Own()).value();
  Triage triage = Judgement();
  triage.accused_units = {station.id};
  ASSERT_OK(lead.Judge(triage));
  const absl::Status refused = lead.Assign(station, Grade::kKey);
  EXPECT_THAT(refused, RefusedBy("UNIT_IS_ACCUSED"));
  EXPECT_EQ(RefusalOf(refused)->field, "unit_id");
  EXPECT_EQ(lead.state, S::kTriaged);
  EXPECT_EQ(lead.round, 0);
}

TEST(LeadTest, OnlyVerifyingUnitOfTheTownGetsIt) {
  Unit elsewhere = Station();
  elsewhere.division = "370481105";
  Unit regulator = Station();
  regulator.verifies = false;
  Unit dissolved = Station();
  dissolved.active = false;
  for (const Unit& unit : {elsewhere, regulator, dissolved}) {
    Lead lead = In(S::kTriaged);
    EXPECT_THAT(lead.Assign(unit, Grade::kKey), RefusedBy("UNIT_CANNOT_VERIFY"));
    EXPECT_EQ(lead.version, 1);
  }
}

TEST(LeadTest, UmbrellaLeadIsSealedNotAssigned) {
  Lead lead = Register(Own()).value();
  ASSERT_OK(lead.Judge(Judgement(Umbrella::kSuspected)));
  EXPECT_THAT(lead.Assign(Station(), Grade::kKey), RefusedBy("UMBRELLA_MUST_BE_SEALED"));
  EXPECT_EQ(lead.state, S::kTriaged);
  ASSERT_OK(lead.Seal());
  EXPECT_EQ(lead.registration.umbrella, Umbrella::kTransferred);
}

TEST(LeadTest, SuspectedUmbrellaIsClearedForAReasonAndByNoTriage) {
  Lead lead = Register(Own()).value();
  ASSERT_OK(lead.Judge(Judgement(Umbrella::kSuspected)));
  const absl::Status refused = lead.Judge(Judgement(Umbrella::kNone));
  EXPECT_THAT(refused, RefusedBy("UMBRELLA_STANDS"));
  EXPECT_EQ(RefusalOf(refused)->field, "umbrella");
  EXPECT_OK(lead.Judge(Judgement()));
  EXPECT_EQ(lead.registration.umbrella, Umbrella::kSuspected);
  EXPECT_THAT(lead.ActionsOf(kClerk), testing::Not(testing::Contains("clearUmbrella")));
  EXPECT_THAT(lead.ActionsOf(kOffice), testing::Contains("clearUmbrella"));
  EXPECT_THAT(lead.ClearUmbrella({kOffice.user, kNow, ""}), RefusedBy("REQUIRED"));
  ASSERT_OK(lead.ClearUmbrella({kOffice.user, kNow, "系同名误认"}));
  EXPECT_EQ(lead.registration.umbrella_clearance->reason, "系同名误认");
  EXPECT_THAT(lead.ClearUmbrella({kOffice.user, kNow, "系同名误认"}), RefusedBy("NO_UMBRELLA"));
  EXPECT_OK(lead.Assign(Station(), Grade::kKey));
}

TEST(LeadTest, OwnUnitThatALeadBarsIsNamed) {
  Lead lead = In(S::kTriaged);
  EXPECT_OK(lead.CheckStaysWith(kClerk));
  lead.registration.subjects = {{"张某", SubjectRole::kWitness, "镇扫黑办", kClerk.unit}};
  EXPECT_EQ(RefusalOf(lead.CheckStaysWith(kClerk))->field, "subjects");
  lead.registration.accused_units = {kClerk.unit};
  EXPECT_THAT(lead.CheckStaysWith(kClerk), RefusedBy("BARS_OWN_UNIT"));
  EXPECT_EQ(RefusalOf(lead.CheckStaysWith(kClerk))->field, "accused_unit_ids");
}

TEST(LeadTest, ConcludedTransferStaysSealed) {
  Lead lead = In(S::kSealed);
  ASSERT_OK(lead.ConcludeTransfer(/*filed=*/false));
  EXPECT_EQ(lead.registration.umbrella, Umbrella::kRefuted);
  EXPECT_TRUE(lead.Sealed());
}

TEST(LeadTest, LeadWithoutUmbrellaIsNotSealed) {
  Lead lead = In(S::kTriaged);
  EXPECT_THAT(lead.Seal(), RefusedBy("NO_UMBRELLA"));
  EXPECT_EQ(lead.version, 1);
}

TEST(LeadTest, EmployerOfASubjectStandsAsideLikeAnAccusedUnit) {
  const Unit station = Station();
  Lead lead = In(S::kTriaged);
  ASSERT_OK(lead.RecordSubjects({{"张某", SubjectRole::kReported, station.name, station.id}}));
  EXPECT_THAT(lead.Assign(station, Grade::kKey), RefusedBy("UNIT_MUST_STAND_ASIDE"));
  EXPECT_EQ(lead.VisibleTo(Person({Role::kClerk}, kTown, station.id)), Visibility::kNothing);
  ASSERT_OK(lead.RecordSubjects({}));
  EXPECT_OK(lead.Assign(station, Grade::kKey));
}

TEST(LeadTest, LeadAboutOnesOwnLeaderIsOpenToTheSuperiorsCommissionAlone) {
  Lead lead = In(S::kRegistered);
  ASSERT_OK(lead.SendUpward(Judgement()));
  EXPECT_EQ(lead.state, S::kSealed);
  for (Role role : {Role::kClerk, Role::kOffice, Role::kLeader, Role::kDiscipline})
    EXPECT_EQ(lead.VisibleTo(Person({role}, kTown)), Visibility::kStub);
  EXPECT_EQ(lead.VisibleTo(Person({Role::kCityOffice}, "370481")), Visibility::kStub);
  EXPECT_EQ(lead.VisibleTo(Person({Role::kDiscipline}, "370481")), Visibility::kFull);
}

// ---- returns

TEST(LeadReturnTest, UpheldReturnTakesTheUnitOffTheLead) {
  Lead lead = In(S::kReturned);
  const UnitId first = lead.unit;
  EXPECT_THAT(lead.UpholdReturn(kOffice, "", kNow), RefusedBy("REQUIRED"));
  ASSERT_OK(lead.UpholdReturn(kOffice, "确不属其职责", kNow));
  EXPECT_TRUE(lead.unit.nil());
  EXPECT_TRUE(lead.unit_name.empty());
  EXPECT_TRUE(lead.Declined(first));
  EXPECT_EQ(lead.returns.back().decided_by, kOffice.user);
  ASSERT_OK(lead.Assign(Station(), Grade::kKey));
  EXPECT_EQ(lead.round, 2);
}

TEST(LeadReturnTest, OverruledReturnGivesItBackInAnotherRound) {
  Lead lead = In(S::kReturned);
  const Unit station = Station();
  ASSERT_OK(lead.OverruleReturn(kOffice, station, "属其职责", kNow));
  EXPECT_EQ(lead.unit, station.id);
  EXPECT_EQ(lead.round, 2);
  EXPECT_EQ(lead.returns.back().decision, ReturnDecision::kOverruled);
}

TEST(LeadReturnTest, FromTheSecondReturnOnALeaderDecides) {
  Lead lead = In(S::kReturned);
  lead.returns.push_back(lead.returns.back());
  EXPECT_THAT(lead.UpholdReturn(kOffice, "成立", kNow), RefusedBy("LEADER_DECIDES"));
  EXPECT_THAT(lead.UpholdReturn(Person({Role::kLeader}, "370481"), "成立", kNow),
              RefusedBy("LEADER_DECIDES"));
  EXPECT_OK(lead.UpholdReturn(Person({Role::kLeader}, kTown), "成立", kNow));
}

// ---- recall

TEST(LeadRecallTest, UnitWhereASubjectWorksLosesTheLeadThatItHolds) {
  for (S state : {S::kAssigned, S::kAccepted, S::kVerifying, S::kSuspended, S::kSigning, S::kSigned,
                  S::kReported}) {
    Lead lead = In(state);
    const Actor head = Person({Role::kUnitHead}, kTown, lead.unit);
    ASSERT_EQ(lead.VisibleTo(head), Visibility::kFull);
    ASSERT_OK(lead.RecordSubjects({{"张某", SubjectRole::kReported, "西岗派出所", lead.unit}}));
    EXPECT_EQ(lead.state, S::kRecalled);
    EXPECT_EQ(lead.VisibleTo(head), Visibility::kNothing);
  }
  Lead kept = In(S::kVerifying);
  ASSERT_OK(kept.RecordSubjects({{"张某", SubjectRole::kReported, "他处", NewUnit()}}));
  EXPECT_EQ(kept.state, S::kVerifying);
}

TEST(LeadRecallTest, UnitThatAMergedLeadBarsLosesItToo) {
  Lead lead = In(S::kVerifying);
  lead.LearnBars();
  EXPECT_EQ(lead.state, S::kVerifying);
  lead.barred_by_merged = {lead.unit};
  lead.LearnBars();
  EXPECT_EQ(lead.state, S::kRecalled);
}

TEST(LeadRecallTest, OfficeDecidesOnceTheCaseIsOverAndNotForTheSameUnit) {
  Lead lead = In(S::kVerifying);
  const Unit station = {lead.unit, kTown, "西岗派出所", true, true, {}};
  ASSERT_OK(lead.RecordSubjects({{"张某", SubjectRole::kReported, "", lead.unit}}));
  EXPECT_THAT(lead.UpholdReturn(kOffice, "成立", kNow), RefusedBy("ILLEGAL_TRANSITION"));
  // What the unit did before its case ended moves nothing.
  ASSERT_OK(lead.Progress(S::kSigning));
  EXPECT_EQ(lead.state, S::kRecalled);
  ASSERT_OK(lead.Recalled(kNow));
  EXPECT_EQ(lead.state, S::kReturned);
  EXPECT_TRUE(lead.returns.back().recalled);
  EXPECT_THAT(lead.OverruleReturn(kOffice, station, "仍由该所", kNow),
              RefusedBy("UNIT_MUST_STAND_ASIDE"));
  EXPECT_OK(lead.OverruleReturn(kOffice, Station(), "改派", kNow));
  EXPECT_EQ(lead.round, 2);
}

TEST(LeadRecallTest, CaseThatWasClosedBeforeItHeardOfTheRecallClosesTheLead) {
  Lead lead = In(S::kReported);
  ASSERT_OK(lead.RecordSubjects({{"张某", SubjectRole::kReported, "", lead.unit}}));
  ASSERT_OK(lead.Progress(S::kClosed));
  EXPECT_EQ(lead.state, S::kClosed);
}

TEST(LeadRecallTest, IsNoReturnThatALeaderCounts) {
  Lead lead = In(S::kReturned);
  lead.returns.push_back(lead.returns.back());
  lead.returns.back().recalled = true;
  EXPECT_OK(lead.UpholdReturn(kOffice, "成立", kNow));
}

// ---- who reads it while it is verified again, or for the commission

TEST(LeadReadingTest, ReviewingUnitReadsUntilItsConclusion) {
  Lead lead = In(S::kClosed);
  const UnitId second = NewUnit();
  const Actor investigator = Person({Role::kInvestigator}, kTown, second);
  EXPECT_EQ(lead.VisibleTo(investigator), Visibility::kNothing);
  EXPECT_THAT(lead.RecordSubjects({}), RefusedBy("ILLEGAL_TRANSITION"));
  lead.Review(second);
  EXPECT_EQ(lead.VisibleTo(investigator), Visibility::kFull);
  // It must stand aside too, where a subject turns out to work there.
  ASSERT_OK(lead.RecordSubjects({{"张某", SubjectRole::kReported, "", second}}));
  EXPECT_EQ(lead.VisibleTo(investigator), Visibility::kNothing);
  EXPECT_EQ(lead.state, S::kClosed);
  ASSERT_OK(lead.RecordSubjects({}));
  lead.Review(UnitId());
  EXPECT_EQ(lead.VisibleTo(investigator), Visibility::kNothing);
}

TEST(LeadReadingTest, CommissionThatATeamCallsForReadsTheLead) {
  const Actor town = Person({Role::kDiscipline}, kTown);
  const Actor city = Person({Role::kDiscipline}, "370481");
  Lead lead = In(S::kVerifying);
  EXPECT_EQ(lead.VisibleTo(town), Visibility::kLine);
  lead.CallCommission(/*upward=*/false);
  EXPECT_EQ(lead.VisibleTo(town), Visibility::kFull);
  EXPECT_EQ(lead.VisibleTo(city), Visibility::kFull);
  // About the town's own leader: the superior's alone.
  lead.CallCommission(/*upward=*/true);
  EXPECT_EQ(lead.VisibleTo(town), Visibility::kLine);
  EXPECT_EQ(lead.VisibleTo(city), Visibility::kFull);
}

// ---- 冒名待核

TEST(LeadIdentityTest, NameIsSuspectedThenConfirmedOrDenied) {
  const auto check = [](Lead& lead, IdentityVerdict verdict) {
    return lead.CheckIdentity({verdict, kClerk.user, kNow, "回拨登记电话核实"});
  };
  Lead lead = In(S::kTriaged);
  EXPECT_THAT(check(lead, IdentityVerdict::kSuspected), RefusedBy("NO_NAME"));
  lead.registration.identity = Identity::kNamed;
  EXPECT_THAT(check(lead, IdentityVerdict::kConfirmed), RefusedBy("VERDICT_OUT_OF_PLACE"));
  ASSERT_OK(check(lead, IdentityVerdict::kSuspected));
  EXPECT_EQ(lead.registration.identity, Identity::kSuspectedFalseName);
  Lead denied = lead;
  ASSERT_OK(check(lead, IdentityVerdict::kConfirmed));
  EXPECT_EQ(lead.registration.identity, Identity::kNamed);
  ASSERT_OK(check(denied, IdentityVerdict::kDenied));
  EXPECT_EQ(denied.registration.identity, Identity::kAnonymous);
  EXPECT_EQ(denied.registration.identity_check->basis, "回拨登记电话核实");
  Lead named = In(S::kTriaged);
  named.registration.identity = Identity::kNamed;
  EXPECT_THAT(named.ActionsOf(kClerk), testing::Contains("checkIdentity"));
  EXPECT_THAT(named.CheckIdentity({IdentityVerdict::kSuspected, kClerk.user, kNow, ""}),
              RefusedBy("REQUIRED"));
}

// ---- merging

TEST(LeadMergeTest, SecondPersonConfirms) {
  Lead lead = In(S::kTriaged);
  const Lead survivor = In(S::kVerifying);
  ASSERT_OK(lead.ProposeMerge(survivor, kClerk.user));
  EXPECT_THAT(lead.ProposeMerge(survivor, kOffice.user), RefusedBy("MERGE_PENDING"));
  EXPECT_THAT(lead.ConfirmMerge(survivor, kClerk), RefusedBy("SECOND_PERSON_REQUIRED"));
  ASSERT_OK(lead.ConfirmMerge(survivor, kOffice));
  EXPECT_EQ(lead.survivor, survivor.id);
  ASSERT_OK(lead.UndoMerge());
  EXPECT_EQ(lead.state, S::kTriaged);
  EXPECT_TRUE(lead.survivor.nil());
}

TEST(LeadMergeTest, JoinsOnlyALeadOfItsTownThatIsBeingDealtWith) {
  for (S state : {S::kRegistered, S::kSealed, S::kFeedback, S::kClosed, S::kMerged}) {
    Lead lead = In(S::kTriaged);
    EXPECT_THAT(lead.ProposeMerge(In(state), kClerk.user), RefusedBy("SURVIVOR_CANNOT_TAKE"));
  }
  Lead lead = In(S::kTriaged);
  EXPECT_THAT(lead.ProposeMerge(lead, kClerk.user), RefusedBy("MERGE_INTO_ITSELF"));
  Lead elsewhere = In(S::kTriaged);
  elsewhere.registration.division = "370481105";
  EXPECT_THAT(lead.ProposeMerge(elsewhere, kClerk.user), RefusedBy("SURVIVOR_CANNOT_TAKE"));
}

TEST(LeadMergeTest, AccusedUnitDoesNotGetItByTheBackDoor) {
  Lead lead = In(S::kTriaged);
  const Lead survivor = In(S::kVerifying);
  lead.registration.accused_units = {survivor.unit};
  EXPECT_THAT(lead.ProposeMerge(survivor, kClerk.user), RefusedBy("UNIT_MUST_STAND_ASIDE"));
}

TEST(LeadMergeTest, SuspectedUmbrellaIsNotMerged) {
  Lead lead = In(S::kTriaged);
  lead.registration.umbrella = Umbrella::kSuspected;
  EXPECT_THAT(lead.ProposeMerge(In(S::kTriaged), kClerk.user),
              RefusedBy("UMBRELLA_MUST_BE_SEALED"));
}

TEST(LeadMergeTest, UmbrellaSuspectedSinceTheProposalIsNotMerged) {
  Lead lead = In(S::kTriaged);
  const Lead survivor = In(S::kTriaged);
  ASSERT_OK(lead.ProposeMerge(survivor, kClerk.user));
  ASSERT_OK(lead.Judge(Judgement(Umbrella::kSuspected)));
  EXPECT_THAT(lead.ConfirmMerge(survivor, kOffice), RefusedBy("UMBRELLA_MUST_BE_SEALED"));
  EXPECT_OK(lead.DeclineMerge());
}

TEST(LeadMergeTest, SuperiorsLeadJoinsNoneOfALowerLevel) {
  Lead lead = In(S::kTriaged);
  Lead survivor = In(S::kVerifying);
  lead.registration.level = Level::kProvince;
  survivor.registration.level = Level::kPrefecture;
  const absl::Status refused = lead.ProposeMerge(survivor, kClerk.user);
  EXPECT_THAT(refused, RefusedBy("SURVIVOR_LEVEL_TOO_LOW"));
  EXPECT_EQ(RefusalOf(refused)->field, "survivor_lead_id");
  survivor.registration.level = Level::kProvince;
  ASSERT_OK(lead.ProposeMerge(survivor, kClerk.user));
  // Its list may say otherwise by now.
  survivor.registration.level = Level::kTown;
  EXPECT_THAT(lead.ConfirmMerge(survivor, kOffice), RefusedBy("SURVIVOR_LEVEL_TOO_LOW"));
  EXPECT_OK(In(S::kTriaged).ProposeMerge(In(S::kVerifying), kClerk.user));
}

TEST(LeadMergeTest, LeadIsSealedWithTheOneThatItJoined) {
  Lead survivor = In(S::kTriaged);
  Lead lead = In(S::kMerged);
  ASSERT_OK(survivor.SendUpward(Judgement()));
  lead.SealWith(survivor);
  EXPECT_EQ(lead.state, S::kMerged);
  EXPECT_EQ(lead.VisibleTo(kOffice), Visibility::kStub);
  EXPECT_EQ(lead.VisibleTo(Person({Role::kDiscipline}, kTown)), Visibility::kStub);
  EXPECT_EQ(lead.VisibleTo(Person({Role::kDiscipline}, "370481")), Visibility::kFull);
  EXPECT_THAT(lead.UndoMerge(), RefusedBy("MERGE_SEALED"));
}

// ---- what the console offers

TEST(LeadActionsTest, EachPersonIsOfferedWhatTheRulesAdmit) {
  using testing::ElementsAre;
  using testing::IsEmpty;
  Lead triaged = In(S::kTriaged);
  EXPECT_THAT(triaged.ActionsOf(kOffice),
              ElementsAre("triage", "recordSubjects", "assign", "merge"));
  EXPECT_THAT(triaged.ActionsOf(kClerk), ElementsAre("triage", "recordSubjects", "merge"));
  EXPECT_THAT(triaged.ActionsOf(Person({Role::kLeader}, kTown)), IsEmpty());
  EXPECT_THAT(triaged.ActionsOf(Person({Role::kOffice}, "370481")), IsEmpty());
  ASSERT_OK(triaged.ProposeMerge(In(S::kTriaged), kClerk.user));
  EXPECT_THAT(triaged.ActionsOf(kClerk), ElementsAre("triage", "recordSubjects", "declineMerge"));
  EXPECT_THAT(triaged.ActionsOf(kOffice),
              ElementsAre("triage", "recordSubjects", "assign", "confirmMerge", "declineMerge"));
  triaged.registration.umbrella = Umbrella::kSuspected;
  EXPECT_THAT(triaged.ActionsOf(kOffice), testing::Contains("seal"));
  EXPECT_THAT(triaged.ActionsOf(kOffice), testing::Not(testing::Contains("assign")));
  EXPECT_THAT(triaged.ActionsOf(kOffice), testing::Not(testing::Contains("confirmMerge")));
  Lead returned = In(S::kReturned);
  EXPECT_THAT(returned.ActionsOf(kOffice), ElementsAre("recordSubjects", "decideReturn"));
  returned.returns.push_back(returned.returns.back());
  EXPECT_THAT(returned.ActionsOf(kOffice), ElementsAre("recordSubjects"));
  EXPECT_THAT(returned.ActionsOf(Person({Role::kLeader}, kTown)), ElementsAre("decideReturn"));
}

// ---- visibility

TEST(LeadVisibilityTest, EachPersonSeesAsMuchAsTheTableSays) {
  const Lead open = In(S::kAssigned);
  Lead sealed = In(S::kSealed);
  const UnitId accused_unit = NewUnit();
  Lead accusing = In(S::kAssigned);
  accusing.registration.accused_units = {accused_unit};
  Lead sealed_accusing = sealed;
  sealed_accusing.registration.accused_units = {accused_unit};

  using V = Visibility;
  struct Row {
    const char* who;
    Actor actor;
    V of_open;
    V of_sealed;
  };
  const Row rows[] = {
      {"citizen", Actor(), V::kNothing, V::kNothing},
      {"clerk", Person({Role::kClerk}, kTown), V::kFull, V::kStub},
      {"office", Person({Role::kOffice}, kTown), V::kFull, V::kStub},
      {"next town's office", Person({Role::kOffice}, "370481105"), V::kNothing, V::kNothing},
      {"city office", Person({Role::kCityOffice}, "370481"), V::kLine, V::kStub},
      {"an office of the city", Person({Role::kOffice}, "370481"), V::kLine, V::kStub},
      {"leader", Person({Role::kLeader}, kTown), V::kLine, V::kStub},
      {"investigator of the unit", Person({Role::kInvestigator}, kTown, open.unit), V::kFull,
       V::kStub},
      {"head of the unit", Person({Role::kUnitHead}, kTown, open.unit), V::kFull, V::kStub},
      {"investigator elsewhere", Person({Role::kInvestigator}, kTown), V::kNothing, V::kStub},
      {"head elsewhere", Person({Role::kUnitHead}, kTown), V::kNothing, V::kStub},
      {"commission", Person({Role::kDiscipline}, kTown), V::kLine, V::kFull},
      {"next town's commission", Person({Role::kDiscipline}, "370481105"), V::kNothing,
       V::kNothing},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(open.VisibleTo(row.actor), row.of_open) << row.who;
    EXPECT_EQ(sealed.VisibleTo(row.actor), row.of_sealed) << row.who;
    Actor accused = row.actor;
    accused.unit = accused_unit;
    EXPECT_EQ(accusing.VisibleTo(accused), V::kNothing) << row.who << " of the accused unit";
    EXPECT_EQ(sealed_accusing.VisibleTo(accused), V::kNothing) << row.who << " of the accused unit";
  }
}

}  // namespace
}  // namespace hecha::intake
