// What a registration must say, field by field; every cell of (state, action); to whom a lead
// goes and who sees how much of it.
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
  return registration;
}

Registration FromAbove() {
  Registration registration = Own();
  registration.channel = Channel::kSuperiorOffice;
  registration.level = Level::kProvince;
  registration.instruction = Instruction::kSupervise;
  registration.document_no = "鲁扫黑督〔2019〕7 号";
  registration.issuing_body = "省扫黑办";
  registration.deadline = kNow + absl::Hours(24 * 15);
  return registration;
}

absl::StatusOr<Lead> Register(Registration registration) {
  return Lead::Register(LeadId::New(kNow), "370481104-BZ2019-000001", std::move(registration),
                        kNow);
}

Unit Station() { return {NewUnit(), kTown, "西岗派出所", true, true, {}}; }

Triage Judgement(std::optional<Umbrella> umbrella = std::nullopt) {
  return {std::nullopt, umbrella, "反映强买强卖", "交派出所核查", {}};
}

// ---- registration

TEST(LeadRegistrationTest, NewLeadIsRegisteredAtVersionOne) {
  ASSERT_OK_AND_ASSIGN(const Lead lead, Register(Own()));
  EXPECT_EQ(lead.state, S::kRegistered);
  EXPECT_EQ(lead.version, 1);
  EXPECT_EQ(lead.registered_at, kNow);
  EXPECT_EQ(lead.round, 0);
  EXPECT_OK(Register(FromAbove()));
}

struct BadField {
  const char* rule;
  const char* field;
  std::function<void(Registration&)> spoil;
};

TEST(LeadRegistrationTest, EachFieldIsHeldToItsRule) {
  const BadField cases[] = {
      {"TOWN_REQUIRED", "division", [](auto& r) { r.division = ""; }},
      {"TOWN_REQUIRED", "division", [](auto& r) { r.division = "370481"; }},
      {"TOWN_REQUIRED", "division", [](auto& r) { r.division = "3704811040"; }},
      {"REQUIRED", "title", [](auto& r) { r.title = ""; }},
      {"TOO_LONG", "title", [](auto& r) { r.title = std::string(201, 'x'); }},
      {"REQUIRED", "narrative", [](auto& r) { r.narrative = ""; }},
      {"TOO_LONG", "narrative", [](auto& r) { r.narrative = std::string(20'001, 'x'); }},
      {"TOO_LONG", "document_no", [](auto& r) { r.document_no = std::string(65, '7'); }},
      {"TOO_LONG", "issuing_body", [](auto& r) { r.issuing_body = std::string(129, 'b'); }},
      {"DOCUMENT_NO_REQUIRED", "document_no", [](auto& r) { r.document_no = ""; }},
      {"ISSUING_BODY_REQUIRED", "issuing_body", [](auto& r) { r.issuing_body = ""; }},
      {"INSTRUCTION_REQUIRED", "instruction", [](auto& r) { r.instruction = Instruction::kOwn; }},
      {"LEVEL_REQUIRED", "level", [](auto& r) { r.level = Level::kTown; }},
      {"DEADLINE_REQUIRED", "deadline", [](auto& r) { r.deadline.reset(); }},
      {"DEADLINE_BEFORE_RECEIPT", "deadline", [](auto& r) { r.deadline = r.received_at; }},
      {"RECEIVED_IN_FUTURE", "received_at",
       [](auto& r) { r.received_at = kNow + absl::Minutes(6); }},
      {"UMBRELLA_NOT_YOURS", "umbrella", [](auto& r) { r.umbrella = Umbrella::kTransferred; }},
      {"UMBRELLA_NOT_YOURS", "umbrella", [](auto& r) { r.umbrella = Umbrella::kFiled; }},
      {"UMBRELLA_NOT_YOURS", "umbrella", [](auto& r) { r.umbrella = Umbrella::kRefuted; }},
  };
  for (const BadField& bad : cases) {
    Registration registration = FromAbove();
    bad.spoil(registration);
    const absl::StatusOr<Lead> lead = Register(registration);
    EXPECT_THAT(lead, StatusIs(absl::StatusCode::kInvalidArgument)) << bad.rule;
    EXPECT_THAT(lead, RefusedBy(bad.rule));
    if (lead.ok()) continue;
    EXPECT_EQ(RefusalOf(lead.status())->field, bad.field);
    EXPECT_FALSE(RefusalOf(lead.status())->zh.empty());
    EXPECT_FALSE(RefusalOf(lead.status())->en.empty());
  }
}

TEST(LeadRegistrationTest, LengthsCountCharactersNotBytes) {
  Registration registration = Own();
  registration.title.clear();
  for (int i = 0; i < 200; ++i) registration.title += "砂";
  EXPECT_OK(Register(registration));
  registration.title += "砂";
  EXPECT_THAT(Register(registration), RefusedBy("TOO_LONG"));
}

TEST(LeadRegistrationTest, OnlySupervisionDemandsDeadline) {
  for (Instruction instruction : {Instruction::kNote, Instruction::kRefer, Instruction::kAssign}) {
    Registration registration = FromAbove();
    registration.instruction = instruction;
    registration.deadline.reset();
    EXPECT_OK(Register(registration));
  }
}

TEST(LeadRegistrationTest, ClockOfTheClerkMayRunAheadALittle) {
  Registration registration = Own();
  registration.received_at = kNow + absl::Minutes(5);
  EXPECT_OK(Register(registration));
}

// ---- transitions

enum class A { kJudge, kAssign, kSeal, kConclude, kProgress };
constexpr A kActions[] = {A::kJudge, A::kAssign, A::kSeal, A::kConclude, A::kProgress};
constexpr S kStates[] = {S::kRegistered, S::kTriaged,   S::kAssigned,  S::kReturned, S::kSealed,
                         S::kAccepted,   S::kVerifying, S::kSuspended, S::kSigning,  S::kSigned,
                         S::kReported,   S::kFiled,     S::kFeedback,  S::kClosed};

bool AfterAssignment(S state) {
  return state != S::kRegistered && state != S::kTriaged && state != S::kSealed;
}

Lead In(S state) {
  Lead lead = Register(Own()).value();
  lead.state = state;
  if (state == S::kSealed) lead.registration.umbrella = Umbrella::kTransferred;
  if (AfterAssignment(state)) {
    lead.round = 1;
    lead.unit = NewUnit();
    lead.unit_name = "西岗派出所";
  }
  return lead;
}

absl::Status Act(Lead& lead, A action) {
  switch (action) {
    case A::kJudge:
      return lead.Judge(Judgement());
    case A::kAssign:
      return lead.Assign(Station());
    case A::kSeal:
      lead.registration.umbrella = Umbrella::kSuspected;
      return lead.Seal();
    case A::kConclude:
      return lead.ConcludeTransfer(/*filed=*/true);
    case A::kProgress:
      return lead.Progress(S::kVerifying);
  }
  return absl::InternalError("no such action");
}

// The machine of DOMAIN.md as far as intake owns it. Progress follows verification from any
// state between assignment and closing.
const std::map<std::pair<S, A>, S> kAllowed = [] {
  std::map<std::pair<S, A>, S> allowed = {{{S::kRegistered, A::kJudge}, S::kTriaged},
                                          {{S::kReturned, A::kJudge}, S::kTriaged},
                                          {{S::kTriaged, A::kAssign}, S::kAssigned},
                                          {{S::kTriaged, A::kSeal}, S::kSealed},
                                          {{S::kSealed, A::kConclude}, S::kClosed}};
  for (S state : kStates)
    if (AfterAssignment(state) && state != S::kClosed)
      allowed[{state, A::kProgress}] = S::kVerifying;
  return allowed;
}();

TEST(LeadTest, EveryCellOfStateAndActionIsAsTheTableSays) {
  for (S state : kStates) {
    for (A action : kActions) {
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
  EXPECT_THAT(lead.Judge({{}, {}, "", "意见", {}}), RefusedBy("REQUIRED"));
  EXPECT_THAT(lead.Judge({{}, {}, "摘要", std::string(501, 'x'), {}}), RefusedBy("TOO_LONG"));
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
  const absl::Status refused = lead.Assign(station);
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
    EXPECT_THAT(lead.Assign(unit), RefusedBy("UNIT_CANNOT_VERIFY"));
    EXPECT_EQ(lead.version, 1);
  }
}

TEST(LeadTest, UmbrellaLeadIsSealedNotAssigned) {
  Lead lead = Register(Own()).value();
  ASSERT_OK(lead.Judge(Judgement(Umbrella::kSuspected)));
  EXPECT_THAT(lead.Assign(Station()), RefusedBy("UMBRELLA_MUST_BE_SEALED"));
  EXPECT_EQ(lead.state, S::kTriaged);
  ASSERT_OK(lead.Seal());
  EXPECT_EQ(lead.registration.umbrella, Umbrella::kTransferred);
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

TEST(LeadTest, ReturnedLeadStartsAnotherRoundWithoutItsOldUnit) {
  Lead lead = In(S::kTriaged);
  const Unit first = Station();
  ASSERT_OK(lead.Assign(first));
  ASSERT_OK(lead.Progress(S::kReturned));
  EXPECT_EQ(lead.unit, first.id);
  ASSERT_OK(lead.Judge(Judgement()));
  EXPECT_TRUE(lead.unit.nil());
  EXPECT_TRUE(lead.unit_name.empty());
  const Unit second = Station();
  ASSERT_OK(lead.Assign(second));
  EXPECT_EQ(lead.unit, second.id);
  EXPECT_EQ(lead.round, 2);
}

// ---- routing

TEST(RouteLeadTest, UnitsInChargeOfTheSectorComeBeforeUnitsInChargeOfAll) {
  Unit all = Station();
  Unit sand = Station();
  sand.sectors = {Sector::kSandWashing, Sector::kCoal};
  Unit transport = Station();
  transport.sectors = {Sector::kTransport};
  Unit accused = Station();
  Unit idle = Station();
  idle.active = false;
  Unit regulator = Station();
  regulator.verifies = false;
  Unit elsewhere = Station();
  elsewhere.division = "370481105";
  Registration registration = Own();
  registration.sector = Sector::kSandWashing;
  registration.accused_units = {accused.id};
  const Lead lead = Register(registration).value();

  const std::vector<Unit> routed =
      RouteLead(lead, {all, accused, transport, idle, regulator, elsewhere, sand});

  ASSERT_EQ(routed.size(), 2u);
  EXPECT_EQ(routed[0].id, sand.id);
  EXPECT_EQ(routed[1].id, all.id);
}

// ---- visibility

Actor Person(std::set<Role> roles, const std::string& division, UnitId unit = NewUnit()) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(kNow);
  actor.unit = unit;
  actor.division = division;
  actor.roles = std::move(roles);
  return actor;
}

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
