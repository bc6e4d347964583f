// Taskforces, exhibits, contributions and the calendar on a real database.
#include "services/verification/taskforce_service.h"

#include "services/common/security/name_fingerprint.h"
#include "services/verification/workload_service.h"
#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TaskforceServiceTest : public VerificationTest {
 protected:
  std::string Fingerprint(std::string_view name) const {
    return security::FingerprintOfName(*keyring_, name);
  }

  int LearnSubject(LeadId lead, std::string_view name) {
    intake::v1::LeadSubjectsChanged event;
    event.set_lead_id(lead.ToString());
    event.add_subject_fingerprints(Fingerprint(name));
    return Deliver("intake", Uuid::V7(clock_.Now()).ToString(), event);
  }

  // `member` declares a relative's name, as if it had been done before the case was approved.
  void Related(const Actor& member, CaseId id, std::string_view name) {
    EXPECT_OK(database_->Transact(absl::Now() + absl::Seconds(30), [&](db::Transaction& one) {
      return one
          .Execute("UPDATE case_member SET related = ? WHERE case_id = ? AND user_id = ?",
                   Fingerprint(name), id, member.user)
          .status();
    }));
  }

  // The case of a new lead, PLANNED without any declaration.
  Case Planned() {
    const CaseId id = Open().id;
    EXPECT_OK(cases_.Accept(As(Head()), id));
    return plans_.Propose(As(Wang()), id, PlanOf(Wang()), WangAndLi()).value();
  }

  // The directory tells of a unit of the town that verifies.
  void TellUnit(UnitId id) {
    directory::v1::UnitChanged unit;
    unit.set_unit_id(id.ToString());
    unit.set_division(kTown);
    unit.set_name("市场监管所");
    unit.set_function(directory::v1::UNIT_FUNCTION_VERIFICATION);
    unit.set_active(true);
    EXPECT_EQ(Deliver("gateway", Uuid::V7(clock_.Now()).ToString(), unit),
              events::v1::DeliveryResult::VERDICT_ACCEPTED);
  }

  // An exhibit of a case that is verified, in Wang's custody.
  Exhibit Collected() {
    Exhibit exhibit;
    exhibit.case_id = Found().id;
    exhibit.description = "过磅记录一册";
    exhibit.sha256 = security::Sha256("scan");
    exhibit.collected_at = clock_.Now();
    return exhibits_.Collect(As(Wang()), exhibit).value();
  }

  CustodySignature Signed(const Actor& signer, const std::string& payload) {
    return {KeyOf(signer).public_key, KeyOf(signer).Sign(payload), absl::Time()};
  }
};

TEST_F(TaskforceServiceTest, RelativeOfASubjectStandsAsideAndNoNameIsKept) {
  const Case planned = Planned();
  ASSERT_EQ(LearnSubject(planned.assignment.lead, "张三"),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK(taskforces_.Declare(As(Li()), planned.id, {"无", false, {"李四", " 张 三"}}));
  EXPECT_THAT(cases_.Get(As(Li()), planned.id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(cases_.List(As(Li()), {}, Page()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(EventsOf(planned.id), Contains("PersonRecused"));
  ASSERT_OK_AND_ASSIGN(const Case read, cases_.Get(As(Head()), planned.id));
  EXPECT_EQ(read.taskforce.recusals.at(0).ground, RecusalGround::kMatched);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM case_member WHERE INSTR(related, '张') > 0"), 0);
}

TEST_F(TaskforceServiceTest, OwnNameAmongTheSubjectsRecuses) {
  const Case planned = Planned();
  LearnSubject(planned.assignment.lead, "王五");
  Call call = As(Li());
  call.actor.name = "王五";
  ASSERT_OK(taskforces_.Declare(call, planned.id, {"无", false, {}}));
  EXPECT_THAT(cases_.Get(As(Li()), planned.id), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(TaskforceServiceTest, SubjectThatIsLearntLaterVoidsWhatTheRelativeWorkedOn) {
  const CaseId id = Open().id;
  ASSERT_OK(cases_.Accept(As(Head()), id));
  ASSERT_OK(plans_.Propose(As(Wang()), id, PlanOf(Wang()), WangAndLi()));
  ASSERT_OK(taskforces_.Declare(As(Wang()), id, {"无", false, {}}));
  ASSERT_OK(taskforces_.Declare(As(Li()), id, {"表弟为张三", false, {"张三"}}));
  ASSERT_OK(plans_.Approve(As(Head()), id, "同意"));
  for (int allegation : {1, 2})
    ASSERT_OK(cases_.Record(As(Wang()), id, FindingOf(allegation, Outcome::kRefuted)));
  ASSERT_OK_AND_ASSIGN(const Case submitted, reports_.Submit(As(Wang()), id, "经核查"));
  ASSERT_EQ(LearnSubject(submitted.assignment.lead, "张三"),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK_AND_ASSIGN(const Case changed, cases_.Get(As(Wang()), id));
  EXPECT_EQ(changed.state, CaseState::kVerifying);
  EXPECT_EQ(changed.report_hash, "");
  EXPECT_THAT(cases_.Get(As(Li()), id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(reports_.Submit(As(Wang()), id, "经核查"), RefusedBy("TEAM_INCOMPLETE"));
}

TEST_F(TaskforceServiceTest, WhoIsConcernedWhileTheReportIsAtTheCityStandsAsideAndTheReportStays) {
  ConfirmKeys();
  const CaseId id = VerificationTest::Signed(Outcome::kRefuted, Level::kProvince).id;
  ASSERT_OK_AND_ASSIGN(const Case reported, reports_.ReportUp(As(Office()), id));
  Related(Li(), id, "张三");
  ASSERT_EQ(LearnSubject(reported.assignment.lead, "张三"),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(cases_.Get(As(Li()), id), RefusedBy("UNKNOWN"));
  ASSERT_OK_AND_ASSIGN(const Case learnt, cases_.Get(As(Office()), id));
  EXPECT_EQ(learnt.state, CaseState::kReported);
  EXPECT_EQ(learnt.report_hash, reported.report_hash);
  ASSERT_OK(reports_.Reject(As(CityOffice()), id, "请查清亲属关系"));
  EXPECT_THAT(reports_.Submit(As(Wang()), id, "经核查"), RefusedBy("TEAM_INCOMPLETE"));
}

// Neither sees the other's rows: without the mark on the case both would commit.
TEST_F(TaskforceServiceTest, SubjectThatIsLearntBetweenLoadingAndSavingADeclarationIsNotMissed) {
  const Case planned = Planned();
  const CaseStore store(*keyring_);
  int runs = 0;
  ASSERT_OK(database_->Transact(
      absl::Now() + absl::Seconds(30), [&](db::Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(Case subject, store.Find(transaction, planned.id));
        if (++runs == 1) {
          EXPECT_EQ(LearnSubject(planned.assignment.lead, "张三"),
                    events::v1::DeliveryResult::VERDICT_ACCEPTED);
        }
        const std::string cousin = Fingerprint("张三");
        RETURN_IF_ERROR(subject.Declare(Li().user, {"无", false, {cousin}}, kNow).status());
        return store.Update(transaction, subject);
      }));
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(cases_.Get(As(Li()), planned.id), RefusedBy("UNKNOWN"));
}

TEST_F(TaskforceServiceTest, UnitThatMustStandAsideLosesItsCaseAtOnce) {
  ConfirmKeys();
  const Case submitted = Submitted();
  ASSERT_OK(Endorse(Head(), submitted.id));
  Bar(submitted.assignment.lead, {Head().unit});
  for (const Actor& of_unit : {Head(), Wang(), Li()}) {
    EXPECT_THAT(cases_.Get(As(of_unit), submitted.id), RefusedBy("UNKNOWN"));
    EXPECT_THAT(cases_.List(As(of_unit), {}, Page()), IsOkAndHolds(IsEmpty()));
  }
  EXPECT_THAT(cases_.Record(As(Wang()), submitted.id, StepOf("补充")), RefusedBy("UNKNOWN"));
  ASSERT_OK_AND_ASSIGN(const Case recalled, cases_.Get(As(Office()), submitted.id));
  EXPECT_EQ(recalled.state, CaseState::kRecalled);
  EXPECT_EQ(recalled.report_hash, "");
  EXPECT_THAT(recalled.endorsements, IsEmpty());
  EXPECT_THAT(EventsOf(submitted.id), Contains("CaseRecalled").Times(1));
  // The next round may be any other unit's.
  intake::v1::LeadAssigned again = LeadAssigned(submitted.assignment.lead);
  again.set_unit_id(OtherHead().unit.ToString());
  again.set_round(2);
  again.add_barred_unit_ids(Head().unit.ToString());
  EXPECT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), again),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(cases_.List(As(OtherHead()), {}, Page()), IsOkAndHolds(SizeIs(1)));
}

TEST_F(TaskforceServiceTest, ClosedCaseIsNotRecalled) {
  ConfirmKeys();
  const CaseId id = VerificationTest::Signed(Outcome::kRefuted).id;
  ASSERT_OK(conclusions_.GiveFeedback(As(Head()), id, {"未发现", Attitude::kAccepts, false, kNow}));
  ASSERT_OK_AND_ASSIGN(const Case closed, conclusions_.Close(As(Office()), id));
  Bar(closed.assignment.lead, {Head().unit});
  EXPECT_EQ(cases_.Get(As(Office()), id)->state, CaseState::kClosed);
}

TEST_F(TaskforceServiceTest, RecusedFromOneRoundIsRecusedFromTheNext) {
  const CaseId id = Open().id;
  ASSERT_OK(taskforces_.Recuse(As(Office()), id, Li().user, "与被反映人系亲属"));
  ASSERT_OK_AND_ASSIGN(const Case returned, cases_.Return(As(Head()), id, "不属本辖区"));
  intake::v1::LeadAssigned again = LeadAssigned(returned.assignment.lead);
  again.set_round(2);
  ASSERT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), again),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(cases_.List(As(Li()), {}, Page()), IsOkAndHolds(IsEmpty()));
  ASSERT_OK_AND_ASSIGN(const std::vector<Case> rounds, cases_.List(As(Head()), {}, Page()));
  ASSERT_THAT(rounds, SizeIs(2));
  EXPECT_THAT(cases_.Get(As(Li()), rounds[0].id), RefusedBy("UNKNOWN"));
  ASSERT_OK(cases_.Accept(As(Head()), rounds[0].id));
  EXPECT_THAT(plans_.Propose(As(Wang()), rounds[0].id, PlanOf(Wang()), WangAndLi()),
              RefusedBy("RECUSED"));
}

TEST_F(TaskforceServiceTest, AUnitHidesNothingFromThoseWhoOverseeIt) {
  const CaseId id = Open().id;
  EXPECT_THAT(taskforces_.Recuse(As(Head()), id, Office().user, "与被反映人系亲属"),
              RefusedBy("NOT_AN_INVESTIGATOR"));
  ASSERT_OK(taskforces_.Recuse(As(Head()), id, Li().user, "与被反映人系亲属"));
  ASSERT_OK(taskforces_.Recuse(As(Office()), id, Leader().user, "与被反映人系亲属"));
  EXPECT_THAT(cases_.Get(As(Leader()), id), RefusedBy("UNKNOWN"));
}

TEST_F(TaskforceServiceTest, MemberOfAUnitThatMustStandAsideIsRecusedAndNotSeatedAgain) {
  const Case found = Found();
  ASSERT_OK(taskforces_.HandOver(As(Head()), found.id, Handing(Li(), OtherInvestigator())));
  Bar(found.assignment.lead, {OtherInvestigator().unit});
  EXPECT_THAT(cases_.Get(As(OtherInvestigator()), found.id), RefusedBy("UNKNOWN"));
  ASSERT_OK_AND_ASSIGN(const Case read, cases_.Get(As(Head()), found.id));
  EXPECT_EQ(read.state, CaseState::kVerifying);
  EXPECT_TRUE(read.Recused(OtherInvestigator().user));
  EXPECT_FALSE(
      taskforces_.HandOver(As(Head()), found.id, Handing(Wang(), OtherInvestigator())).ok());
}

TEST_F(TaskforceServiceTest, HandOverIsReadBackAndLendsAnInvestigator) {
  const CaseId id = Found().id;
  EXPECT_THAT(cases_.Get(As(OtherInvestigator()), id), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK(taskforces_.HandOver(As(Head()), id, Handing(Li(), OtherInvestigator())));
  EXPECT_THAT(cases_.List(As(OtherInvestigator()), {}, Page()), IsOkAndHolds(SizeIs(1)));
  ASSERT_OK_AND_ASSIGN(const Case read, cases_.Get(As(OtherInvestigator()), id));
  ASSERT_THAT(read.taskforce.changes, SizeIs(1));
  EXPECT_EQ(read.taskforce.changes[0].reason, "工作调动");
  EXPECT_EQ(read.taskforce.changes[0].to, OtherInvestigator().user);
  EXPECT_TRUE(read.taskforce.members.at(1).left_at.has_value());
  EXPECT_THAT(cases_.Record(As(OtherInvestigator()), id, StepOf("补充")),
              RefusedBy("DECLARATION_REQUIRED"));
}

TEST_F(TaskforceServiceTest, WorkloadCountsOpenCases) {
  Found();
  Found();
  Open();
  WorkloadService workloads(*database_);
  ASSERT_OK_AND_ASSIGN(const Workload all, workloads.Get(As(Office()), {}));
  ASSERT_THAT(all.units, SizeIs(2));
  for (const PersonLoad& person : all.persons) {
    EXPECT_EQ(person.cases, person.user == Wang().user || person.user == Li().user ? 2 : 0);
    EXPECT_EQ(person.handled, person.user == Li().user ? 2 : 0);
  }
  const auto own = std::find_if(all.units.begin(), all.units.end(),
                                [](const UnitLoad& unit) { return unit.unit == Head().unit; });
  EXPECT_EQ(own->cases, 3);
  EXPECT_EQ(own->unhandled, 1);
  ASSERT_OK_AND_ASSIGN(const Workload head, workloads.Get(As(Head()), {}));
  EXPECT_THAT(head.units, SizeIs(1));
}

TEST_F(TaskforceServiceTest, CustodyIsSignedByBoth) {
  ConfirmKeys();
  const Exhibit exhibit = Collected();
  const CaseId id = exhibit.case_id;
  ASSERT_OK_AND_ASSIGN(const std::string payload,
                       exhibits_.PrepareHandOver(As(Wang()), id, exhibit.id, Li().user, "送检"));
  EXPECT_THAT(exhibits_.HandOver(As(Wang()), id, exhibit.id, Li().user, "改作他用",
                                 Signed(Wang(), payload)),
              RefusedBy("BAD_SIGNATURE"));
  EXPECT_THAT(
      exhibits_.HandOver(As(Wang()), id, exhibit.id, Li().user, "送检", Signed(Li(), payload)),
      RefusedBy("KEY_OF_ANOTHER"));
  ASSERT_OK(
      exhibits_.HandOver(As(Wang()), id, exhibit.id, Li().user, "送检", Signed(Wang(), payload)));
  ASSERT_OK_AND_ASSIGN(const std::string receipt,
                       exhibits_.PrepareReceipt(As(Li()), id, exhibit.id));
  EXPECT_EQ(receipt, payload) << "both sign the same bytes";
  ASSERT_OK(exhibits_.Receive(As(Li()), id, exhibit.id, Signed(Li(), receipt)));
  ASSERT_OK_AND_ASSIGN(const std::vector<Exhibit> read, exhibits_.List(As(Office()), id, Page()));
  ASSERT_THAT(read, SizeIs(1));
  EXPECT_EQ(read[0].Holder(), Li().user);
  EXPECT_EQ(read[0].description, "过磅记录一册");
  EXPECT_EQ(read[0].custody.at(0).purpose, "送检");
  EXPECT_THAT(exhibits_.Get(As(OtherHead()), id, exhibit.id),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(TaskforceServiceTest, WhatAHolderWhoStandsAsideHasIsTakenOverByAKeeper) {
  ConfirmKeys();
  const Exhibit exhibit = Collected();
  const CaseId id = exhibit.case_id;
  const auto take_over = [&](const Actor& keeper) -> absl::StatusOr<Exhibit> {
    ASSIGN_OR_RETURN(
        const std::string payload,
        exhibits_.PrepareHandOver(As(keeper), id, exhibit.id, keeper.user, "原保管人回避"));
    return exhibits_.HandOver(As(keeper), id, exhibit.id, keeper.user, "原保管人回避",
                              Signed(keeper, payload));
  };
  EXPECT_THAT(take_over(Head()), RefusedBy("NOT_THE_HOLDER"));
  ASSERT_OK(taskforces_.Recuse(As(Office()), id, Wang().user, "与被反映人系亲属"));
  EXPECT_THAT(exhibits_.Get(As(Wang()), id, exhibit.id), RefusedBy("UNKNOWN"));
  EXPECT_THAT(take_over(Li()), RefusedBy("NOT_THE_HOLDER"));
  EXPECT_FALSE(exhibits_.Get(As(Li()), id, exhibit.id)->may_take_over);
  EXPECT_TRUE(exhibits_.Get(As(Head()), id, exhibit.id)->may_take_over);
  ASSERT_OK_AND_ASSIGN(const Exhibit taken, take_over(Head()));
  EXPECT_EQ(taken.Holder(), Head().user);
  EXPECT_EQ(taken.custody.at(0).from, Wang().user);
  EXPECT_TRUE(taken.custody.at(0).TakenOver());
  EXPECT_FALSE(taken.may_take_over);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE action = 'exhibit.take_over'"), 1);
}

TEST_F(TaskforceServiceTest, FindingRestsOnExhibitsOfTheCaseOnly) {
  const Exhibit exhibit = Collected();
  Finding finding = FindingOf(1, Outcome::kRefuted);
  finding.evidence = {{1, std::nullopt}, {0, exhibit.id}};
  ASSERT_OK_AND_ASSIGN(const Case read, cases_.Record(As(Wang()), exhibit.case_id, finding));
  ASSERT_THAT(read.findings.back().evidence, SizeIs(2));
  EXPECT_EQ(read.findings.back().evidence[1].exhibit, exhibit.id);
  EXPECT_THAT(cases_.Record(As(Wang()), Found().id, finding), RefusedBy("UNKNOWN_EXHIBIT"));
}

TEST_F(TaskforceServiceTest, AskedUnitSeesTheRequestAndNothingElse) {
  TellUnit(OtherHead().unit);
  const CaseId id = Found().id;
  EXPECT_THAT(contributions_.Request(As(Wang()), id, Office().unit, "请协助", std::nullopt),
              RefusedBy("UNIT_CANNOT_VERIFY"));
  ASSERT_OK_AND_ASSIGN(
      const Contribution asked,
      contributions_.Request(As(Wang()), id, OtherHead().unit, "请提供登记信息", std::nullopt));
  EXPECT_THAT(cases_.Get(As(OtherInvestigator()), id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(contributions_.List(As(OtherInvestigator()), {}, Page()), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(contributions_.Get(As(NextTownsOffice()), asked.id),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK(contributions_.Answer(As(OtherInvestigator()), asked.id, "登记信息如下"));
  ASSERT_OK_AND_ASSIGN(const Contribution read, contributions_.Get(As(Office()), asked.id));
  EXPECT_EQ(read.answer, "登记信息如下");
  EXPECT_EQ(read.request, "请提供登记信息");
}

TEST_F(TaskforceServiceTest, RepeatedRequestIsNotAnsweredOnceTheCallerStandsAside) {
  TellUnit(OtherHead().unit);
  const CaseId id = Found().id;
  const Call asking = As(Wang());
  ASSERT_OK_AND_ASSIGN(
      const Contribution asked,
      contributions_.Request(asking, id, OtherHead().unit, "请提供", std::nullopt));
  const Call answering = As(OtherInvestigator());
  ASSERT_OK(contributions_.Answer(answering, asked.id, "登记信息如下"));
  Exhibit exhibit;
  exhibit.case_id = id;
  exhibit.description = "过磅记录一册";
  exhibit.sha256 = security::Sha256("scan");
  exhibit.collected_at = clock_.Now();
  const Call collecting = As(Wang());
  ASSERT_OK(exhibits_.Collect(collecting, exhibit));
  ASSERT_OK(contributions_.Answer(answering, asked.id, "登记信息如下")) << "a lost answer";
  for (const Actor& concerned : {Wang(), OtherInvestigator()})
    ASSERT_OK(taskforces_.Recuse(As(Office()), id, concerned.user, "与被反映人系亲属"));
  EXPECT_THAT(contributions_.Request(asking, id, OtherHead().unit, "请提供", std::nullopt),
              RefusedBy("UNKNOWN"));
  EXPECT_THAT(contributions_.Answer(answering, asked.id, "登记信息如下"), RefusedBy("UNKNOWN"));
  EXPECT_THAT(exhibits_.Collect(collecting, exhibit), RefusedBy("UNKNOWN"));
  EXPECT_THAT(contributions_.List(As(OtherInvestigator()), {}, Page()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(contributions_.List(As(OtherHead()), {}, Page()), IsOkAndHolds(SizeIs(1)));
}

TEST_F(TaskforceServiceTest, ImportedHolidayMovesTheReturnLimit) {
  const absl::Time before = Open().return_by;
  CalendarDay holiday;
  holiday.day = absl::ToCivilDay(clock_.Now(), ChinaTime()) + 1;
  holiday.name = "试验假日";
  const int year = static_cast<int>(holiday.day.year());
  ASSERT_OK(calendar_.Import(As(CityOffice()), year, {holiday}));
  EXPECT_EQ(Open().return_by, before + absl::Hours(24));
  EXPECT_THAT(calendar_.Import(As(CityOffice()), year + 1, {holiday}), RefusedBy("WRONG_YEAR"));
  ASSERT_OK_AND_ASSIGN(const std::vector<CalendarDay> listed, calendar_.List(As(Office()), year));
  EXPECT_THAT(listed, SizeIs(1));
}

}  // namespace
}  // namespace hecha::verification
