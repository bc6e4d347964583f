// Each of the ledgers on a real database, filled by the events of the service it comes from.
#include <gmock/gmock.h>

#include "hecha/accountability/v1/events.pb.h"
#include "hecha/consultation/v1/events.pb.h"
#include "tests/services/supervision/supervision_host.h"

namespace hecha::supervision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class LedgerBookTest : public SupervisionTest {
 protected:
  // A proceeding of the unit about the lead moves.
  bool Proceed(const Uuid& proceeding, const Uuid& lead, const std::string& state,
               const std::string& measure = "") {
    accountability::v1::ProceedingProgressed event;
    event.set_proceeding_id(proceeding.ToString());
    event.set_unit_id(unit_.ToString());
    event.set_unit_name("西岗派出所");
    event.set_lead_id(lead.ToString());
    event.set_state(state);
    event.set_measure(measure);
    return Tell("accountability", "proceeding", proceeding, event);
  }

  void RaiseByHand(const Uuid& lead) {
    v1::RaiseProblemRequest request;
    request.set_division(kTown);
    request.set_unit_id(unit_.ToString());
    request.set_unit_name("西岗派出所");
    request.set_lead_id(lead.ToString());
    request.set_description("未按期核查");
    events::SetTimestamp(kStart + absl::Hours(24 * 90), request.mutable_due());
    EXPECT_OK(Ask<v1::Problem>(office_, "ProblemService/RaiseProblem", request));
  }

  // What each line of ledger 6 says of a proceeding, the newest first.
  std::vector<std::string> Proceedings() {
    const v1::ListLinesResponse lines = Lines(6, organisation_);
    std::vector<std::string> said;
    for (int i = 0; i < lines.lines_size(); ++i)
      said.push_back(CellOf(lines, i, "state") + " " + CellOf(lines, i, "proceeding"));
    return said;
  }

  template <class Event>
  bool TellOfReview(const Uuid& review, const Uuid& subject, Event event) {
    event.set_case_id(subject.ToString());
    return Tell("verification", "review", review, event);
  }

  template <class Event>
  bool TellOfTransfer(const Uuid& transfer, const Uuid& lead, Event event = {}) {
    event.set_lead_id(lead.ToString());
    event.set_transfer_id(transfer.ToString());
    return Tell("consultation", "transfer", transfer, event);
  }

  const Actor commission_ = User({Role::kDiscipline});
  const Actor organisation_ = User({Role::kOrganisation});
};

TEST_F(LedgerBookTest, LeadFromAboveFillsTheSuperiorsLedger) {
  Registered();  // the town's own, which has no line there
  const Uuid lead = RegisteredFromAbove();
  ASSERT_TRUE(Triage(lead));
  ASSERT_TRUE(Assign(lead)) << host_.last_reason();
  const Uuid subject = Opened(lead);
  verification::v1::CaseExtended extended;
  extended.set_days(15);
  ASSERT_TRUE(TellOfCase(subject, lead, extended)) << host_.last_reason();
  ASSERT_TRUE(TellOfCase<verification::v1::CaseReportedUp>(subject, lead)) << host_.last_reason();
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_REPORTED));
  const v1::ListLinesResponse lines = Lines(2, city_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_THAT(lines.lines(0).cells(),
              ElementsAre("枣扫督〔2019〕7号", "枣庄市扫黑办", "张书记", "督办", "2019-04-25 00:00",
                          "西岗派出所", "", "已上报", "15", "2019-04-15 00:00",
                          "370481104-BZ2019-000031", kTown));
  EXPECT_EQ(lines.lines(0).object(), "leads/" + lead.ToString());
  EXPECT_THAT(Totals(office_, v1::MEASURE_OPEN),
              ElementsAre(Pair("1", 2), Pair("2", 1), Pair("3", 1)));
}

TEST_F(LedgerBookTest, LeadThatASuperiorTakesUpLaterHasALineThere) {
  const Uuid lead = Registered(intake::v1::SECTOR_COAL, intake::v1::CHANNEL_AUDIT);
  intake::v1::LeadAmended amended;
  amended.set_lead_id(lead.ToString());
  amended.set_level(intake::v1::LEVEL_COUNTY_CITY);
  amended.set_instruction(intake::v1::INSTRUCTION_OWN);
  events::SetTimestamp(kStart, amended.mutable_received_at());
  ASSERT_TRUE(Tell("intake", "lead", lead, amended)) << host_.last_reason();
  EXPECT_EQ(Lines(2, office_).lines_size(), 0) << "still the town's own";
  ASSERT_TRUE(Triage(lead));
  amended.set_instruction(intake::v1::INSTRUCTION_SUPERVISE);
  amended.set_document_no("滕扫督〔2019〕7号");
  ASSERT_TRUE(Tell("intake", "lead", lead, amended)) << host_.last_reason();
  ASSERT_TRUE(Assign(lead)) << host_.last_reason();
  verification::v1::CaseExtended extended;
  extended.set_days(15);
  ASSERT_TRUE(TellOfCase(Opened(lead), lead, extended)) << host_.last_reason();
  const v1::ListLinesResponse lines = Lines(2, office_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_EQ(CellOf(lines, 0, "documentNo"), "滕扫督〔2019〕7号");
  EXPECT_EQ(CellOf(lines, 0, "unit"), "西岗派出所");
  EXPECT_EQ(CellOf(lines, 0, "extendedDays"), "15");
  EXPECT_EQ(CellOf(lines, 0, "state"), "交办");
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerBookTest, RefutedCaseIsExplainedAndVerifiedAgain) {
  using namespace verification::v1;
  const Uuid lead = Registered();
  const Uuid subject = Opened(lead);
  FeedbackGiven feedback;
  feedback.set_attitude(ATTITUDE_DISAGREES);
  ASSERT_TRUE(TellOfCase(subject, lead, feedback)) << host_.last_reason();
  CaseClosed closed;
  closed.set_outcome(OUTCOME_REFUTED);
  events::SetTimestamp(kStart, closed.mutable_closed_at());
  ASSERT_TRUE(TellOfCase(subject, lead, closed)) << host_.last_reason();
  EXPECT_THAT(Totals(office_, v1::MEASURE_DONE), ElementsAre(Pair("3", 1), Pair("4", 1)));

  const Uuid review = Uuid::V7(absl::Now());
  ReviewQueued queued;
  queued.set_first_outcome(OUTCOME_REFUTED);
  queued.set_first_unit_name("西岗派出所");
  ASSERT_TRUE(TellOfReview(review, subject, queued)) << host_.last_reason();
  EXPECT_THAT(Totals(office_, v1::MEASURE_OPEN), ElementsAre(Pair("1", 1), Pair("4", 1)));
  ReviewAssigned assigned;
  assigned.set_unit_name("司法所");
  ASSERT_TRUE(TellOfReview(review, subject, assigned));
  ReviewOverturned overturned;
  overturned.set_second_outcome(OUTCOME_SUBSTANTIATED);
  ASSERT_TRUE(TellOfReview(review, subject, overturned));
  RevisitRecorded revisit;
  revisit.set_case_id(subject.ToString());
  revisit.set_attitude(ATTITUDE_SATISFIED);
  events::SetTimestamp(kStart, revisit.mutable_contacted_at());
  ASSERT_TRUE(Tell("verification", "revisit", Uuid::V7(absl::Now()), revisit));

  const v1::ListLinesResponse lines = Lines(4, office_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_THAT(
      lines.lines(0).cells(),
      ElementsAre("查否", "西岗派出所", "司法所", "查实", "2019-04-15 00:00", "当面或凭回执告知",
                  "不认可", "2019-04-15 00:00 满意", "370481104-BZ2019-000031", kTown, "推翻"));
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerBookTest, TheReportersOwnWordGoesBeforeWhatTheUnitHeard) {
  using namespace verification::v1;
  const Uuid lead = Registered();
  const Uuid subject = Opened(lead);
  intake::v1::FeedbackConfirmed confirmed;
  confirmed.set_lead_id(Uuid::V7(absl::Now()).ToString());
  confirmed.set_case_lead_id(lead.ToString());
  confirmed.set_attitude(intake::v1::ATTITUDE_DISAGREES);
  // The two services' events need not come in order.
  ASSERT_TRUE(Tell("intake", "dialogue", Uuid::V7(absl::Now()), confirmed, kTown))
      << host_.last_reason();
  FeedbackGiven feedback;
  feedback.set_attitude(ATTITUDE_SATISFIED);
  ASSERT_TRUE(TellOfCase(subject, lead, feedback)) << host_.last_reason();
  CaseClosed closed;
  closed.set_outcome(OUTCOME_REFUTED);
  events::SetTimestamp(kStart, closed.mutable_closed_at());
  ASSERT_TRUE(TellOfCase(subject, lead, closed)) << host_.last_reason();
  const v1::ListLinesResponse lines = Lines(4, office_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_EQ(lines.lines(0).cells(6), "不认可");
  EXPECT_THAT(Totals(office_, v1::MEASURE_DONE), ElementsAre(Pair("3", 1), Pair("4", 1)));
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerBookTest, WhoeverReportedWhatIsTrueIsHeardToo) {
  using namespace verification::v1;
  const Uuid lead = Registered();
  const Uuid subject = Opened(lead);
  CaseClosed closed;
  closed.set_outcome(OUTCOME_SUBSTANTIATED);
  events::SetTimestamp(kStart, closed.mutable_closed_at());
  ASSERT_TRUE(TellOfCase(subject, lead, closed)) << host_.last_reason();
  EXPECT_EQ(Lines(4, office_).lines_size(), 0);
  intake::v1::FeedbackConfirmed confirmed;
  confirmed.set_lead_id(lead.ToString());
  confirmed.set_attitude(intake::v1::ATTITUDE_SATISFIED);
  ASSERT_TRUE(Tell("intake", "dialogue", Uuid::V7(absl::Now()), confirmed, kTown))
      << host_.last_reason();
  const v1::ListLinesResponse lines = Lines(4, office_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_EQ(lines.lines(0).cells(6), "满意");
  EXPECT_EQ(lines.lines(0).cells(10), "已反馈");
  EXPECT_THAT(Totals(office_, v1::MEASURE_DONE), ElementsAre(Pair("3", 1), Pair("4", 1)));
}

TEST_F(LedgerBookTest, ACheckedNameChangesTheLeadsLine) {
  const Uuid lead = Registered();
  intake::v1::IdentityChecked checked;
  checked.set_lead_id(lead.ToString());
  checked.set_verdict(intake::v1::IDENTITY_VERDICT_SUSPECTED);
  checked.set_identity(intake::v1::IDENTITY_SUSPECTED_FALSE_NAME);
  EXPECT_EQ(Lines(1, office_).lines(0).cells(4), "匿名");
  ASSERT_TRUE(Tell("intake", "lead", lead, checked)) << host_.last_reason();
  EXPECT_EQ(Lines(1, office_).lines(0).cells(4), "冒名待核");
}

TEST_F(LedgerBookTest, UmbrellaLettersAreWholeForTheCommissionAlone) {
  using namespace consultation::v1;
  const Uuid lead = Registered();
  const Uuid transfer = Uuid::V7(absl::Now());
  TransferIssued issued;
  issued.set_letter_no("移-370481104-BZ2019-000001");
  ASSERT_TRUE(TellOfTransfer(transfer, lead, issued)) << host_.last_reason();
  TransferAcknowledged acknowledged;
  events::SetTimestamp(kStart, acknowledged.mutable_acknowledged_at());
  ASSERT_TRUE(TellOfTransfer(transfer, lead, acknowledged));
  JointFileFiled filed;
  filed.set_side("POLICE");
  events::SetTimestamp(kStart, filed.mutable_filed_at());
  filed.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("consultation", "joint_file", Uuid::V7(absl::Now()), filed));
  MeetingProgressed meeting;
  meeting.add_lead_ids(lead.ToString());
  meeting.set_resolutions(2);
  meeting.set_resolutions_done(1);
  events::SetTimestamp(kStart, meeting.mutable_takes_place());
  ASSERT_TRUE(Tell("consultation", "meeting", Uuid::V7(absl::Now()), meeting));
  TransferConcluded concluded;
  concluded.set_filed(true);
  ASSERT_TRUE(TellOfTransfer(transfer, lead, concluded));

  EXPECT_THAT(Lines(5, commission_).lines(0).cells(),
              ElementsAre("移-370481104-BZ2019-000001", "2019-04-15 00:00", "2019-04-15 00:00",
                          "受理立案", "公安 2019-04-15", "会商 2019-04-15", "2 项，已落实 1 项",
                          "2019-04-15 00:00", kTown, "已办结"));
  for (const Actor& outsider : {office_, city_}) {
    EXPECT_THAT(
        Lines(5, outsider).lines(0).cells(),
        ElementsAre("移-370481104-BZ2019-000001", "", "", "", "", "", "", "", kTown, "已办结"));
    EXPECT_EQ(Lines(5, outsider).lines(0).lead_id(), "");
  }
}

TEST_F(LedgerBookTest, ResolutionsOfSeveralMeetingsAreAddedUp) {
  using namespace consultation::v1;
  const Uuid lead = Registered();
  TransferIssued issued;
  const Uuid transfer = Uuid::V7(absl::Now());
  issued.set_transfer_id(transfer.ToString());
  ASSERT_TRUE(TellOfTransfer(transfer, lead, issued)) << host_.last_reason();
  const auto meets = [&](const Uuid& id, int resolutions, int done) {
    MeetingProgressed meeting;
    meeting.set_meeting_id(id.ToString());
    meeting.add_lead_ids(lead.ToString());
    meeting.set_resolutions(resolutions);
    meeting.set_resolutions_done(done);
    events::SetTimestamp(kStart, meeting.mutable_takes_place());
    ASSERT_TRUE(Tell("consultation", "meeting", id, meeting)) << host_.last_reason();
  };
  const Uuid first = Uuid::V7(absl::Now());
  const Uuid second = Uuid::V7(absl::Now());
  meets(first, 3, 0);
  meets(second, 2, 1);
  meets(first, 3, 2);
  EXPECT_EQ(CellOf(Lines(5, commission_), 0, "resolutions"), "5 项，已落实 3 项");
}

TEST_F(LedgerBookTest, ProceedingsOfOneUnitKeepApart) {
  const Uuid lead = Registered();
  const Uuid first = Uuid::V7(absl::Now());
  const Uuid second = Uuid::V7(absl::Now());
  RaiseByHand(lead);
  ASSERT_TRUE(Proceed(first, lead, "TRIGGERED")) << host_.last_reason();
  ASSERT_TRUE(Proceed(first, lead, "EXECUTED", "INTERVIEW"));
  ASSERT_TRUE(Proceed(second, lead, "TRIGGERED")) << host_.last_reason();
  EXPECT_THAT(Proceedings(), testing::UnorderedElementsAre("已提出 约谈：已执行", "问责 启动问责"));
  RaiseByHand(lead);
  ASSERT_TRUE(Proceed(first, lead, "FILED", "INTERVIEW"));
  ASSERT_TRUE(Proceed(second, lead, "FILED", "CIRCULAR"));
  EXPECT_THAT(Proceedings(),
              testing::UnorderedElementsAre("已提出 约谈：归档", "问责 通报：归档", "已提出 "))
      << "one that had its own line keeps it";
  EXPECT_THAT(Totals(office_, v1::MEASURE_DONE), ElementsAre(Pair("6", 1)));
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerBookTest, LettersOfOneLeadEndEachForItself) {
  using namespace consultation::v1;
  const Uuid lead = Registered();
  const Uuid first = Uuid::V7(absl::Now());
  const Uuid second = Uuid::V7(absl::Now());
  for (const Uuid& transfer : {first, second})
    ASSERT_TRUE(TellOfTransfer(transfer, lead, TransferIssued())) << host_.last_reason();
  ASSERT_TRUE(TellOfTransfer(second, lead, TransferConcluded()));
  const v1::ListLinesResponse lines = Lines(5, commission_);
  ASSERT_EQ(lines.lines_size(), 2);
  EXPECT_EQ(CellOf(lines, 0, "decision") + CellOf(lines, 1, "decision"), "不予立案");
}

TEST_F(LedgerBookTest, ProblemAndWhatCameOfItShareALine) {
  const Uuid lead = Registered();
  ASSERT_TRUE(Assign(lead));
  host_.clock().Advance(absl::Hours(24 * 60));
  host_.Turn("lights");
  EXPECT_THAT(Lines(6, organisation_).lines(0).cells(0), HasSubstr("已亮红牌"));
  accountability::v1::ProceedingProgressed proceeding;
  proceeding.set_proceeding_id(Uuid::V7(absl::Now()).ToString());
  proceeding.set_unit_id(unit_.ToString());
  proceeding.set_lead_id(lead.ToString());
  proceeding.set_state("PROPOSED");
  proceeding.set_measure("INTERVIEW");
  ASSERT_TRUE(
      Tell("accountability", "proceeding", *Uuid::Parse(proceeding.proceeding_id()), proceeding))
      << host_.last_reason();
  const v1::ListLinesResponse lines = Lines(6, organisation_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_EQ(CellOf(lines, 0, "proceeding"), "约谈：提出建议");
  EXPECT_EQ(CellOf(lines, 0, "leadNo"), "370481104-BZ2019-000001");
  EXPECT_EQ(CellOf(lines, 0, "state"), "已提出");

  proceeding.clear_lead_id();
  proceeding.set_proceeding_id(Uuid::V7(absl::Now()).ToString());
  proceeding.set_unit_name("西岗派出所");
  ASSERT_TRUE(
      Tell("accountability", "proceeding", *Uuid::Parse(proceeding.proceeding_id()), proceeding));
  EXPECT_EQ(Lines(6, organisation_).lines_size(), 2) << "one that follows no problem has its own";
  EXPECT_THAT(host_.ColumnsHolding("已亮红牌"), IsEmpty());
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerBookTest, EveryUnitOfASweepHasALineFromItsBeginning) {
  using namespace intake::v1;
  const Uuid sweep = Uuid::V7(absl::Now());
  const UnitId other = UnitId::New(kStart);
  SweepOpened opened;
  opened.set_sweep_id(sweep.ToString());
  opened.set_type(SWEEP_TYPE_SPECIAL);
  opened.set_round(2);
  opened.set_title("洗砂场专项摸排");
  events::SetTimestamp(kStart, opened.mutable_deadline());
  for (const UnitId& unit : {unit_, other}) {
    opened.add_unit_ids(unit.ToString());
    opened.add_unit_names(unit == unit_ ? "西岗派出所" : "自然资源所");
  }
  ASSERT_TRUE(Tell("intake", "sweep", sweep, opened)) << host_.last_reason();
  EXPECT_THAT(Totals(office_, v1::MEASURE_SWEEP), ElementsAre(Pair("AWAITED", 2)));
  SweepReported reported;
  reported.set_sweep_id(sweep.ToString());
  reported.set_unit_id(unit_.ToString());
  reported.set_unit_name("西岗派出所");
  reported.set_answer(SWEEP_ANSWER_NIL);
  ASSERT_TRUE(Tell("intake", "sweep", sweep, reported)) << host_.last_reason();
  SweepGapExplained explained;
  explained.set_sweep_id(sweep.ToString());
  explained.set_unit_id(other.ToString());
  explained.set_reason("负责人住院");
  ASSERT_TRUE(Tell("intake", "sweep", sweep, explained));
  SweepClosed closed;
  closed.set_sweep_id(sweep.ToString());
  ASSERT_TRUE(Tell("intake", "sweep", sweep, closed));

  EXPECT_THAT(Totals(office_, v1::MEASURE_SWEEP),
              ElementsAre(Pair("EXPLAINED", 1), Pair("NIL", 1)));
  const v1::ListLinesResponse nil = Lines(7, office_, SWEEP_ANSWER_NIL);
  ASSERT_EQ(nil.lines_size(), 1);
  EXPECT_THAT(nil.lines(0).cells(),
              ElementsAre("第2轮", "专项摸排", "洗砂场专项摸排", "西岗派出所", "2019-04-15 00:00",
                          "零报告", "0", "2019-04-15 00:00", "", "", "2019-04-15 00:00", kTown));
  EXPECT_THAT(host_.ColumnsHolding("负责人住院"), IsEmpty()) << "reasons are sealed";
}

TEST_F(LedgerBookTest, CallersAreToldOfTheLedgersThatTheyRead) {
  const auto ledgers = [&](const Actor& actor) {
    std::vector<int> numbers;
    const auto response =
        Ask<v1::ListLedgersResponse>(actor, "LedgerService/ListLedgers", v1::ListLedgersRequest());
    EXPECT_OK(response);
    for (const v1::Ledger& ledger : response->ledgers()) numbers.push_back(ledger.number());
    return numbers;
  };
  EXPECT_THAT(ledgers(office_), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(ledgers(organisation_), ElementsAre(6));
  EXPECT_THAT(ledgers(commission_), ElementsAre(5, 6));
  v1::ListLinesRequest request;
  request.set_ledger(1);
  EXPECT_THAT(Ask<v1::ListLinesResponse>(organisation_, "LedgerService/ListLines", request),
              RefusedBy("LEDGER_NOT_YOURS"));
}

}  // namespace
}  // namespace hecha::supervision
