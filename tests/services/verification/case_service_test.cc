// Cases on a real database: an assignment opens one, each action is kept with its event, and
// nobody who should not know of a case hears of it.
#include "services/verification/case_service.h"

#include <thread>

#include "absl/synchronization/notification.h"
#include "hecha/consultation/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_event.h"
#include "services/verification/workload_service.h"
#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class CaseServiceTest : public VerificationTest {};

TEST_F(CaseServiceTest, AssignedLeadOpensOneCaseHoweverOftenItIsDelivered) {
  const LeadId lead = LeadId::New(clock_.Now());
  const std::string event = Uuid::V7(clock_.Now()).ToString();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(Deliver("intake", event, LeadAssigned(lead, Level::kProvince)),
              events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK_AND_ASSIGN(const std::vector<Case> found, cases_.List(As(Office()), {}, Page()));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].state, CaseState::kAssigned);
  EXPECT_EQ(found[0].assignment.lead, lead);
  EXPECT_EQ(found[0].assignment.division, kTown);
  EXPECT_EQ(found[0].assignment.level, Level::kProvince);
  EXPECT_EQ(found[0].assignment.unit, Head().unit);
  EXPECT_THAT(EventsOf(found[0].id), ElementsAre("CaseOpened"));
}

TEST_F(CaseServiceTest, SubstantiatedLeadFromAboveTravelsToItsClose) {
  ConfirmKeys();
  const CaseId id = Signed(Outcome::kSubstantiated, Level::kProvince).id;
  EXPECT_THAT(conclusions_.Close(As(Office()), id), RefusedBy("OPEN_GATES"));
  ASSERT_OK(reports_.ReportUp(As(Office()), id));
  ASSERT_OK(reports_.Accept(As(CityOffice()), id, "材料齐全"));
  ASSERT_OK(conclusions_.File(As(Head()), id, FilingAt(kNow)));
  ASSERT_OK_AND_ASSIGN(const Case closed, conclusions_.Close(As(Office()), id));
  EXPECT_EQ(closed.state, CaseState::kClosed);
  EXPECT_EQ(closed.closed_at, clock_.Now());
  EXPECT_EQ(closed.filing->filing_no, "滕公立字〔2019〕1号");
  EXPECT_EQ(closed.filing->filed_at, clock_.Now());
  EXPECT_THAT(EventsOf(id),
              ElementsAre("CaseOpened", "CaseAccepted", "PlanProposed", "InterestsDeclared",
                          "InterestsDeclared", "CasePlanned", "StepRecorded", "FindingRecorded",
                          "FindingRecorded", "ReportSubmitted", "ReportEndorsed", "ReportEndorsed",
                          "CaseReportedUp", "ReportAccepted", "CaseFiled", "CaseClosed"));
}

TEST_F(CaseServiceTest, RefutedLeadIsExplainedBeforeItsClose) {
  ConfirmKeys();
  const CaseId id = Signed(Outcome::kRefuted).id;
  EXPECT_THAT(conclusions_.File(As(Head()), id, FilingAt(kNow)), RefusedBy("OUTCOME_MISMATCH"));
  ASSERT_OK(conclusions_.GiveFeedback(As(Li()), id, {"经查不属实", Attitude::kAccepts, false, {}}));
  ASSERT_OK_AND_ASSIGN(const Case closed, conclusions_.Close(As(Office()), id));
  EXPECT_EQ(closed.feedback->explanation, "经查不属实");
  EXPECT_EQ(closed.feedback->attitude, Attitude::kAccepts);
}

TEST_F(CaseServiceTest, FlagAboutALeaderLeavesNoTraceInTheTown) {
  const Case before = Found();
  const std::vector<std::string> told = EventsOf(before.id);
  ASSERT_OK_AND_ASSIGN(
      const Case flagged,
      conclusions_.FlagUmbrella(As(Wang()), before.id, "某副镇长通风报信", /*about_leader=*/true));
  EXPECT_TRUE(flagged.ShowsUmbrellaTo(Wang()));
  EXPECT_FALSE(flagged.ShowsUmbrellaTo(Office()));
  EXPECT_EQ(flagged.version, before.version) << "a number left out tells of it too";
  EXPECT_EQ(EventsOf(before.id), told);
  EXPECT_THAT(EventsOf(CaseId{flagged.umbrella->id.uuid}), ElementsAre("UmbrellaFlagged"));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE type LIKE '%.UmbrellaFlagged' AND division = "
                  "'370481' AND aggregate = 'umbrella_flag' AND aggregate_version = 1"),
            1);
  EXPECT_THAT(conclusions_.FlagUmbrella(As(Li()), before.id, "另有其人", true),
              RefusedBy("ALREADY_FLAGGED"));
  // The case goes on, and keeps the flag.
  ASSERT_OK_AND_ASSIGN(const Case after, cases_.Record(As(Wang()), before.id, StepOf("再次走访")));
  EXPECT_EQ(after.version, before.version + 1);
  EXPECT_EQ(after.umbrella->reason, "某副镇长通风报信");
  EXPECT_THAT(after.OpenGates(), Not(Contains(Gate::kUmbrella)));
}

TEST_F(CaseServiceTest, FlagAboutALeaderIsNotLostToAChangeThatBeganBefore) {
  const Case subject = Found();
  absl::Notification read, flagged;
  std::thread other([&] {
    bool first = true;
    EXPECT_OK(journal_.Change(
        As(Wang()), CaseStore(*keyring_), subject.id, [](const Case&) { return absl::OkStatus(); },
        [&](db::Transaction&, Case& changed) -> absl::StatusOr<events::Event> {
          if (std::exchange(first, false)) {
            read.Notify();
            flagged.WaitForNotification();
          }
          RETURN_IF_ERROR(changed.Record(StepOf("再次走访")).status());
          return verification::Tell(changed, "case.record_step", About<v1::StepRecorded>(changed));
        }));
  });
  read.WaitForNotification();
  EXPECT_OK(conclusions_.FlagUmbrella(As(Li()), subject.id, "某副镇长通风报信", true));
  flagged.Notify();
  other.join();
  EXPECT_TRUE(cases_.Get(As(Wang()), subject.id)->umbrella.has_value());
}

TEST_F(CaseServiceTest, FlaggedCaseClosesOnceTheCommissionDecided) {
  ConfirmKeys();
  const CaseId id = Signed().id;
  ASSERT_OK(conclusions_.FlagUmbrella(As(Wang()), id, "有人通风报信", /*about_leader=*/false));
  ASSERT_OK_AND_ASSIGN(const Case filed, conclusions_.File(As(Head()), id, FilingAt(kNow)));
  EXPECT_THAT(filed.OpenGates(), ElementsAre(Gate::kUmbrella));
  EXPECT_THAT(conclusions_.Close(As(Office()), id), RefusedBy("OPEN_GATES"));
  consultation::v1::TransferConcluded concluded;
  const auto tell = [&] {
    return Deliver("consultation", Uuid::V7(clock_.Now()).ToString(), concluded);
  };
  // The letter of a sealed lead, and that of another case.
  ASSERT_EQ(tell(), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  concluded.set_case_id(CaseId::New(kNow).ToString());
  ASSERT_EQ(tell(), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(conclusions_.Close(As(Office()), id), RefusedBy("OPEN_GATES"));
  concluded.set_case_id(id.ToString());
  ASSERT_EQ(tell(), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_OK(conclusions_.Close(As(Office()), id));
}

TEST_F(CaseServiceTest, WhatWasWrittenIsReadBack) {
  const Case found = Found();
  ASSERT_OK(cases_.Suspend(As(Head()), found.id, "等待鉴定", clock_.Now() + absl::Hours(48)));
  ASSERT_OK_AND_ASSIGN(const Case read, cases_.Get(As(Zhao()), found.id));
  EXPECT_EQ(read.state, CaseState::kSuspended);
  EXPECT_EQ(read.suspension->reason, "等待鉴定");
  EXPECT_EQ(read.suspension->until, clock_.Now() + absl::Hours(48));
  EXPECT_EQ(read.plan.text, PlanOf(Wang()).text);
  EXPECT_EQ(read.plan.allegations, PlanOf(Wang()).allegations);
  ASSERT_THAT(read.taskforce.members, SizeIs(2));
  EXPECT_EQ(read.taskforce.members[1].user, Li().user);
  EXPECT_EQ(read.taskforce.members[1].role, TeamRole::kHandler);
  EXPECT_EQ(read.taskforce.members[1].declaration, "与被反映人不相识");
  ASSERT_THAT(read.steps, SizeIs(1));
  EXPECT_EQ(read.steps[0].text, "与村民谈话");
  EXPECT_EQ(read.steps[0].place, "村委会");
  EXPECT_EQ(read.steps[0].recorded_by, Wang().user);
  ASSERT_THAT(read.findings, SizeIs(2));
  EXPECT_EQ(read.findings[1].basis, "证言与账目一致");
  EXPECT_EQ(read.findings[1].recorded_by, Li().user);
  ASSERT_OK_AND_ASSIGN(const Case resumed, cases_.Resume(As(Head()), found.id));
  EXPECT_EQ(resumed.suspension, std::nullopt);
}

TEST_F(CaseServiceTest, TeamIsCheckedAgainstTheDirectory) {
  const CaseId id = Open().id;
  ASSERT_OK(cases_.Accept(As(Head()), id));
  Tell(Li().user, Li().unit, /*disabled=*/true);
  EXPECT_THAT(plans_.Propose(As(Wang()), id, PlanOf(Wang()), WangAndLi()),
              RefusedBy("NOT_AN_INVESTIGATOR"));
  Tell(Li().user, Li().unit, /*disabled=*/false);
  EXPECT_OK(plans_.Propose(As(Wang()), id, PlanOf(Wang()), WangAndLi()));
}

TEST_F(CaseServiceTest, LevelPicksTheApproverAndTheTerms) {
  const Case town = Open(Level::kTown);
  EXPECT_EQ(town.grade.plan_approver, Approver::kUnitHead);
  const Case central = Open(Level::kCentral);
  Propose(central.id);
  EXPECT_THAT(plans_.Approve(As(Head()), central.id, "同意"), RefusedBy("NOT_THE_APPROVER"));
  ASSERT_OK_AND_ASSIGN(const Case approved, plans_.Approve(As(Leader()), central.id, "同意"));
  EXPECT_EQ(approved.grade.progress_every_days, 3);
  EXPECT_EQ(approved.plan.decisions.at(0).reason, "同意");
  EXPECT_EQ(approved.plan.decisions.at(0).decided_by, Leader().user);
  EXPECT_THAT(EventsOf(central.id),
              ElementsAre("CaseOpened", "CaseAccepted", "PlanProposed", "InterestsDeclared",
                          "InterestsDeclared", "CasePlanned"));
}

TEST_F(CaseServiceTest, SuspensionEndsByItself) {
  const CaseId id = Found().id;
  ASSERT_OK(cases_.Suspend(As(Head()), id, "等待鉴定", clock_.Now() + absl::Hours(48)));
  EXPECT_THAT(cases_.ResumeEnded(clock_), IsOkAndHolds(0));
  clock_.Advance(absl::Hours(48));
  EXPECT_THAT(cases_.ResumeEnded(clock_), IsOkAndHolds(1));
  EXPECT_THAT(cases_.ResumeEnded(clock_), IsOkAndHolds(0));
  ASSERT_OK_AND_ASSIGN(const Case resumed, cases_.Get(As(Head()), id));
  EXPECT_EQ(resumed.state, CaseState::kVerifying);
  EXPECT_EQ(resumed.suspension, std::nullopt);
}

TEST_F(CaseServiceTest, HowLongACaseStoodStillIsKept) {
  constexpr absl::Duration day = absl::Hours(24);
  const CaseId id = Found().id;
  ASSERT_OK(cases_.Suspend(As(Head()), id, "等待鉴定", clock_.Now() + 30 * day));
  EXPECT_EQ(cases_.Get(As(Head()), id)->suspended, 30 * day);
  clock_.Advance(20 * day);
  ASSERT_OK(cases_.Resume(As(Head()), id));
  EXPECT_EQ(cases_.Get(As(Head()), id)->suspended, 20 * day);
  EXPECT_THAT(cases_.Suspend(As(Head()), id, "再鉴定", clock_.Now() + 11 * day),
              RefusedBy("SUSPENSION_TOO_LONG"));
  ASSERT_OK(cases_.Suspend(As(Head()), id, "再鉴定", clock_.Now() + 10 * day));
  clock_.Advance(10 * day);
  ASSERT_THAT(cases_.ResumeEnded(clock_), IsOkAndHolds(1));
  EXPECT_THAT(cases_.Suspend(As(Head()), id, "还要鉴定", clock_.Now() + absl::Minutes(1)),
              RefusedBy("SUSPENSION_TOO_LONG"));
}

TEST_F(CaseServiceTest, WhatIsOverIsNobodysWork) {
  const Case recalled = Found();
  Found();
  Bar(recalled.assignment.lead, {Head().unit});
  ASSERT_EQ(cases_.Get(As(Office()), recalled.id)->state, CaseState::kRecalled);
  WorkloadService workloads(*database_);
  ASSERT_OK_AND_ASSIGN(const Workload load, workloads.Get(As(Office()), {}));
  for (const UnitLoad& unit : load.units) EXPECT_EQ(unit.cases, unit.unit == Head().unit ? 1 : 0);
  for (const PersonLoad& person : load.persons) EXPECT_LE(person.cases, 1);
}

TEST_F(CaseServiceTest, WhoCanBeReachedComesWithTheAssignment) {
  ConfirmKeys();
  intake::v1::LeadAssigned event = LeadAssigned(LeadId::New(clock_.Now()));
  event.set_reporter_reachable(true);
  Deliver("intake", Uuid::V7(clock_.Now()).ToString(), event);
  const CaseId id = cases_.List(As(Office()), {}, Page()).value().at(0).id;
  EXPECT_TRUE(cases_.Get(As(Office()), id)->assignment.reporter_reachable);
  EXPECT_FALSE(cases_.Get(As(Office()), Open().id)->assignment.reporter_reachable);
}

TEST_F(CaseServiceTest, ExtensionAndProgressAreKept) {
  const CaseId id = Found().id;
  EXPECT_THAT(cases_.Extend(As(Head()), id, 10, "等待鉴定"), RefusedBy("NOT_THE_APPROVER"));
  ASSERT_OK(cases_.Extend(As(Office()), id, 10, "等待鉴定"));
  ASSERT_OK(cases_.ReturnProgress(As(Wang()), id, "已走访三户"));
  ASSERT_OK_AND_ASSIGN(const Case read, cases_.Get(As(Office()), id));
  EXPECT_EQ(read.extension->reason, "等待鉴定");
  EXPECT_EQ(read.extension->days, 10);
  ASSERT_THAT(read.progress, SizeIs(1));
  EXPECT_EQ(read.progress[0].text, "已走访三户");
}

TEST_F(CaseServiceTest, StaleCopyIsToldTheCurrentVersion) {
  const Case found = Found();
  ASSERT_OK(cases_.Record(As(Wang(), found.version), found.id, StepOf("一人所记")));
  const absl::Status refused =
      cases_.Record(As(Li(), found.version), found.id, StepOf("另一人所记")).status();
  EXPECT_THAT(refused, RefusedBy("STALE_VERSION"));
  EXPECT_EQ(RefusalOf(refused)->current_version, found.version + 1);
  ASSERT_OK(cases_.Record(As(Li(), found.version + 1), found.id, StepOf("另一人所记")));
  ASSERT_OK_AND_ASSIGN(const Case read, cases_.Get(As(Wang()), found.id));
  EXPECT_THAT(read.steps, SizeIs(3)) << "neither edit was lost";
}

TEST_F(CaseServiceTest, ReturnedLeadGetsANewCaseWhenAssignedAgain) {
  const LeadId lead = LeadId::New(clock_.Now());
  intake::v1::LeadAssigned event = LeadAssigned(lead);
  CaseFilter filter;
  filter.lead = lead;
  Deliver("intake", Uuid::V7(clock_.Now()).ToString(), event);
  ASSERT_OK_AND_ASSIGN(const std::vector<Case> first, cases_.List(As(Office()), filter, Page()));
  ASSERT_OK(cases_.Return(As(Head()), first.at(0).id, "不属本辖区"));
  event.set_round(2);
  Deliver("intake", Uuid::V7(clock_.Now()).ToString(), event);
  ASSERT_OK_AND_ASSIGN(const std::vector<Case> both, cases_.List(As(Office()), filter, Page()));
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].assignment.round, 2);
  EXPECT_EQ(both[0].state, CaseState::kAssigned);
  EXPECT_EQ(both[1].state, CaseState::kReturned);
}

TEST_F(CaseServiceTest, StrangersFindNothing) {
  const CaseId id = Open().id;
  for (const Actor& stranger : {OtherHead(), OtherInvestigator(), Clerk(), NextTownsOffice()}) {
    EXPECT_THAT(cases_.Get(As(stranger), id), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(cases_.Accept(As(stranger), id), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(reports_.Get(As(stranger), id, 0), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(cases_.List(As(stranger), {}, Page()), IsOkAndHolds(IsEmpty()));
  }
  EXPECT_THAT(cases_.Get(As(Office()), CaseId::New(clock_.Now())),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(cases_.Accept(As(Office()), id), RefusedBy("NOT_YOUR_UNIT"));
}

TEST_F(CaseServiceTest, CityOfficeReadsNoReport) {
  const Case submitted = Submitted();
  EXPECT_OK(cases_.Get(As(CityOffice()), submitted.id));
  EXPECT_THAT(reports_.Get(As(CityOffice()), submitted.id, 0),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(CaseServiceTest, ListsByStateAndUnitPageByPageNewestFirst) {
  std::vector<CaseId> opened;
  for (int i = 0; i < 5; ++i) opened.push_back(Open().id);
  ASSERT_OK(cases_.Accept(As(Head()), opened[2]));
  CaseFilter accepted;
  accepted.state = CaseState::kAccepted;
  ASSERT_OK_AND_ASSIGN(const std::vector<Case> one, cases_.List(As(Wang()), accepted, Page()));
  ASSERT_THAT(one, SizeIs(1));
  EXPECT_EQ(one[0].id, opened[2]);
  CaseFilter other_unit;
  other_unit.unit = OtherHead().unit;
  EXPECT_THAT(cases_.List(As(Office()), other_unit, Page()), IsOkAndHolds(IsEmpty()));

  std::vector<CaseId> listed;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(const Page page, Page::Parse(2, token));
    ASSERT_OK_AND_ASSIGN(std::vector<Case> rows, cases_.List(As(CityOffice()), {}, page));
    token = page.Cut(rows, [](const Case& subject) { return subject.id; });
    for (const Case& row : rows) listed.push_back(row.id);
  } while (!token.empty());
  EXPECT_EQ(listed, std::vector<CaseId>(opened.rbegin(), opened.rend()));
}

TEST_F(CaseServiceTest, ReportVersionsAreKeptWithWhyTheyFell) {
  ConfirmKeys();
  const CaseId id = Signed(Outcome::kSubstantiated, Level::kProvince).id;
  ASSERT_OK(reports_.ReportUp(As(Office()), id));
  ASSERT_OK(reports_.Reject(As(CityOffice()), id, "材料不全"));
  ASSERT_OK_AND_ASSIGN(const Case again, reports_.Submit(As(Wang()), id, "补充后……"));
  ASSERT_OK_AND_ASSIGN(const Report first, reports_.Get(As(Office()), id, 1));
  ASSERT_OK_AND_ASSIGN(const Report second, reports_.Get(As(Office()), id, 0));
  EXPECT_EQ(first.void_reason, "材料不全");
  EXPECT_EQ(first.voided_at, clock_.Now());
  EXPECT_EQ(first.hash, security::Sha256(first.form));
  EXPECT_EQ(second.version, 2);
  EXPECT_EQ(second.voided_at, std::nullopt);
  EXPECT_EQ(second.hash, again.report_hash);
  EXPECT_THAT(again.endorsements, IsEmpty());
  EXPECT_THAT(reports_.Get(As(Office()), id, 3), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(CaseServiceTest, NoTextLiesOpenInTheDatabase) {
  ConfirmKeys();
  const CaseId id = Signed(Outcome::kRefuted).id;
  ASSERT_OK(conclusions_.GiveFeedback(As(Li()), id, {"经查不属实", Attitude::kAccepts, false, {}}));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM verification_case WHERE plan_text IS NOT NULL AND "
                  "explanation IS NOT NULL"),
            1);
  for (const char* sql :
       {"SELECT COUNT(*) FROM verification_case WHERE INSTR(plan_text, '走访') > 0 OR "
        "INSTR(explanation, '不属实') > 0",
        "SELECT COUNT(*) FROM case_member WHERE INSTR(declaration, '利害') > 0",
        "SELECT COUNT(*) FROM case_allegation WHERE INSTR(text, '采砂') > 0",
        "SELECT COUNT(*) FROM case_step WHERE INSTR(text, '村民') > 0 OR INSTR(place, '村') > 0",
        "SELECT COUNT(*) FROM case_finding WHERE INSTR(basis, '账目') > 0",
        "SELECT COUNT(*) FROM report WHERE INSTR(form, '经核查') > 0",
        "SELECT COUNT(*) FROM outbox WHERE INSTR(sealed, '不属实') > 0"})
    EXPECT_EQ(Count(sql), 0) << sql;
}

TEST_F(CaseServiceTest, RepeatedRequestActsOnce) {
  const CaseId id = Found().id;
  const Call call = As(Wang());
  ASSERT_OK_AND_ASSIGN(const Case once, cases_.Record(call, id, StepOf("再次谈话")));
  ASSERT_OK_AND_ASSIGN(const Case twice, cases_.Record(call, id, StepOf("再次谈话")));
  EXPECT_EQ(once.version, twice.version);
  EXPECT_THAT(twice.steps, SizeIs(2));
}

TEST_F(CaseServiceTest, SuperiorsListMovesTheDeadlineOfAnOpenCase) {
  const Case opened = Open();
  const absl::Time deadline = clock_.Now() + absl::Hours(24 * 9);
  intake::v1::LeadAmended amended;
  amended.set_lead_id(opened.assignment.lead.ToString());
  amended.set_key_lead(true);
  events::SetTimestamp(deadline, amended.mutable_deadline());
  ASSERT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), amended),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK_AND_ASSIGN(const Case follows, cases_.Get(As(Head()), opened.id));
  EXPECT_EQ(follows.assignment.deadline, deadline);
  EXPECT_TRUE(follows.assignment.key_lead);
  EXPECT_EQ(follows.version, opened.version);
}

}  // namespace
}  // namespace hecha::verification
