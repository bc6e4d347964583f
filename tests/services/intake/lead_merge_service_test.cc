// Merging on a real database: two people, both records, and one answer for both reporters.
#include <gmock/gmock.h>

#include "hecha/intake/v1/merge.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LeadMergeServiceTest : public IntakeTest {
 protected:
  absl::StatusOr<v1::Lead> Propose(const Actor& actor, const std::string& lead,
                                   const std::string& survivor) {
    v1::ProposeMergeRequest request;
    request.set_lead_id(lead);
    request.set_survivor_lead_id(survivor);
    request.set_reason("同一砂石场，同一时段");
    return host_.Ask<v1::Lead>(actor, "hecha.intake.v1.MergeService/ProposeMerge", request);
  }

  template <class Request>
  absl::StatusOr<v1::Lead> Step(const Actor& actor, const std::string& method,
                                const std::string& lead) {
    Request request;
    request.set_lead_id(lead);
    request.set_reason("已核对两条线索");
    return host_.Ask<v1::Lead>(actor, "hecha.intake.v1.MergeService/" + method, request);
  }

  absl::StatusOr<v1::Lead> Confirm(const Actor& actor, const std::string& lead) {
    return Step<v1::ConfirmMergeRequest>(actor, "ConfirmMerge", lead);
  }
  absl::StatusOr<v1::Lead> Undo(const std::string& lead) {
    return Step<v1::UndoMergeRequest>(office_, "UndoMerge", lead);
  }

  // A triaged lead that accuses the station, or in which one of its people is a subject.
  std::string AgainstTheStation(bool accused, bool employed) {
    v1::CreateLeadRequest draft = Draft();
    if (accused) draft.add_accused_unit_ids(station_.ToString());
    if (employed) *draft.add_subjects() = OfTheStation();
    const std::string lead = Create(draft)->id();
    AnswerMatches(lead);
    EXPECT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
    return lead;
  }
  static v1::Subject OfTheStation() {
    v1::Subject subject;
    subject.set_name("张三丰");
    subject.set_employer("西岗派出所");
    return subject;
  }
  absl::StatusOr<v1::Lead> Record(const std::string& lead, std::vector<v1::Subject> subjects) {
    v1::RecordSubjectsRequest request;
    request.set_lead_id(lead);
    for (const v1::Subject& subject : subjects) *request.add_subjects() = subject;
    return host_.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadSubjectService/RecordSubjects",
                               request);
  }
  absl::StatusOr<v1::Lead> Seal(const std::string& lead) {
    v1::SealLeadRequest request;
    request.set_lead_id(lead);
    return Do(office_, "SealLead", request);
  }
};

TEST_F(LeadMergeServiceTest, TwoPeopleMergeAndBothRecordsStay) {
  const std::string survivor = Assigned().id();
  const std::string lead = Triaged().id();
  ASSERT_OK_AND_ASSIGN(const v1::Lead proposed, Propose(clerk_, lead, survivor));
  EXPECT_EQ(proposed.state(), v1::STATE_TRIAGED);
  EXPECT_THAT(Confirm(clerk_, lead), RefusedBy("SECOND_PERSON_REQUIRED"));
  ASSERT_OK_AND_ASSIGN(const v1::Lead merged, Confirm(office_, lead));
  EXPECT_EQ(merged.state(), v1::STATE_MERGED);
  EXPECT_EQ(merged.survivor_lead_id(), survivor);
  EXPECT_EQ(merged.narrative(), proposed.narrative());
  EXPECT_EQ(Get(office_, survivor)->state(), v1::STATE_ASSIGNED);
  EXPECT_THAT(Assign(lead, station_), RefusedBy("ILLEGAL_TRANSITION"));

  v1::ListMergesRequest list;
  list.set_lead_id(lead);
  ASSERT_OK_AND_ASSIGN(
      const v1::ListMergesResponse steps,
      host_.Ask<v1::ListMergesResponse>(clerk_, "hecha.intake.v1.MergeService/ListMerges", list));
  ASSERT_EQ(steps.merges_size(), 2);
  EXPECT_EQ(steps.merges(0).step(), v1::MERGE_STEP_PROPOSED);
  EXPECT_EQ(steps.merges(0).user_id(), clerk_.user.ToString());
  EXPECT_EQ(steps.merges(1).user_id(), office_.user.ToString());
  EXPECT_EQ(steps.merges(1).reason(), "已核对两条线索");
  ASSERT_EQ(host_.Payloads<v1::LeadMerged>().size(), 1u);
  EXPECT_THAT(host_.ColumnsHolding("同一砂石场"), IsEmpty());
}

TEST_F(LeadMergeServiceTest, UndoneMergeLeavesTheLeadOnItsOwn) {
  const std::string survivor = Assigned().id();
  const std::string lead = Triaged().id();
  Merged(lead, survivor);
  ASSERT_OK_AND_ASSIGN(const v1::Lead undone,
                       Step<v1::UndoMergeRequest>(office_, "UndoMerge", lead));
  EXPECT_EQ(undone.state(), v1::STATE_TRIAGED);
  EXPECT_EQ(undone.survivor_lead_id(), "");
  EXPECT_OK(Assign(lead, station_));
}

TEST_F(LeadMergeServiceTest, DeclinedProposalCanBeMadeAgain) {
  const std::string survivor = Assigned().id();
  const std::string lead = Triaged().id();
  ASSERT_OK(Propose(clerk_, lead, survivor));
  EXPECT_THAT(Propose(office_, lead, survivor), RefusedBy("MERGE_PENDING"));
  ASSERT_OK(Step<v1::DeclineMergeRequest>(office_, "DeclineMerge", lead));
  EXPECT_THAT(Confirm(office_, lead), RefusedBy("NO_MERGE_PROPOSED"));
  EXPECT_OK(Propose(office_, lead, survivor));
}

TEST_F(LeadMergeServiceTest, UnitThatTheMergedLeadAccusesIsBarredFromTheSurvivor) {
  const std::string survivor = Triaged().id();
  v1::CreateLeadRequest draft = Draft();
  draft.add_accused_unit_ids(station_.ToString());
  const std::string lead = Create(draft)->id();
  AnswerMatches(lead);
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
  Merged(lead, survivor);
  EXPECT_THAT(Assign(survivor, station_), RefusedBy("UNIT_MUST_STAND_ASIDE"));
  ASSERT_OK(Step<v1::UndoMergeRequest>(office_, "UndoMerge", lead));
  EXPECT_OK(Assign(survivor, station_));
}

TEST_F(LeadMergeServiceTest, AccusationOfTheSurvivorsOwnOutlivesTheMergedLead) {
  const std::string survivor = Triaged().id();
  const std::string lead = AgainstTheStation(/*accused=*/true, /*employed=*/false);
  Merged(lead, survivor);
  v1::TriageLeadRequest again = Judgement(survivor);
  again.add_accused_unit_ids(station_.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::Lead accusing, Do(clerk_, "TriageLead", again));
  EXPECT_THAT(accusing.accused_unit_ids(), ElementsAre(station_.ToString()));
  ASSERT_OK(Undo(lead));
  EXPECT_THAT(Assign(survivor, station_), RefusedBy("UNIT_IS_ACCUSED"));
}

TEST_F(LeadMergeServiceTest, BarOfTheMergedLeadOutlivesTheSurvivorsSubject) {
  const std::string survivor = AgainstTheStation(/*accused=*/false, /*employed=*/true);
  Merged(AgainstTheStation(/*accused=*/true, /*employed=*/false), survivor);
  ASSERT_OK(Record(survivor, {}));
  EXPECT_THAT(Assign(survivor, station_), RefusedBy("UNIT_MUST_STAND_ASIDE"));
}

TEST_F(LeadMergeServiceTest, SubjectsOfAMergedLeadTakeTheSurvivorFromTheirUnit) {
  const std::string survivor = Assigned().id();
  const std::string between = Triaged().id();
  const std::string lead = Triaged().id();
  Merged(lead, between);
  Merged(between, survivor);
  ASSERT_OK(Record(lead, {OfTheStation()}));
  EXPECT_EQ(Get(office_, survivor)->state(), v1::STATE_RECALLED);
  const v1::LeadSubjectsChanged told = [&] {
    for (const v1::LeadSubjectsChanged& event : host_.Payloads<v1::LeadSubjectsChanged>())
      if (event.lead_id() == survivor && event.barred_unit_ids_size() > 0) return event;
    return v1::LeadSubjectsChanged();
  }();
  EXPECT_THAT(told.barred_unit_ids(), ElementsAre(station_.ToString()));
}

TEST_F(LeadMergeServiceTest, SubjectThatAMergedLeadHasNoMoreBarsNobody) {
  const std::string survivor = Triaged().id();
  const std::string lead = Triaged().id();
  Merged(lead, survivor);
  ASSERT_OK(Record(lead, {OfTheStation()}));
  EXPECT_THAT(Assign(survivor, station_), RefusedBy("UNIT_MUST_STAND_ASIDE"));
  ASSERT_OK(Record(lead, {}));
  EXPECT_OK(Assign(survivor, station_));
}

TEST_F(LeadMergeServiceTest, WhatWasMergedIsSealedWithTheSurvivor) {
  const std::string survivor = Triaged().id();
  const std::string lead = Triaged().id();
  Merged(lead, survivor);
  v1::TriageLeadRequest again = Judgement(survivor);
  again.set_umbrella(v1::UMBRELLA_SUSPECTED);
  ASSERT_OK(Do(clerk_, "TriageLead", again));
  ASSERT_OK(Seal(survivor));
  for (const Actor& actor : {office_, clerk_}) {
    const v1::Lead stub = Get(actor, lead).value();
    EXPECT_EQ(stub.state(), v1::STATE_MERGED);
    EXPECT_EQ(stub.title() + stub.narrative() + stub.summary() + stub.survivor_lead_id(), "");
  }
  EXPECT_NE(Get(User({Role::kDiscipline}), lead)->narrative(), "");
  EXPECT_THAT(Undo(lead), StatusIs(absl::StatusCode::kNotFound));
  // One letter for all of them.
  EXPECT_EQ(host_.Payloads<v1::LeadSealed>().size(), 1u);
  ASSERT_EQ(host_.Payloads<v1::MergedLeadSealed>().size(), 1u);
  EXPECT_EQ(host_.Payloads<v1::MergedLeadSealed>()[0].lead_id(), lead);
}

TEST_F(LeadMergeServiceTest, WhatWasMergedGoesUpwardWithTheSurvivor) {
  const std::string survivor = Triaged().id();
  const std::string lead = Triaged().id();
  Merged(lead, survivor);
  v1::TriageLeadRequest upward = Judgement(survivor);
  upward.set_about_leader(true);
  ASSERT_OK(Do(clerk_, "TriageLead", upward));
  EXPECT_EQ(Get(User({Role::kDiscipline}), lead)->narrative(), "");
  EXPECT_NE(Get(User({Role::kDiscipline}, kCity), lead)->narrative(), "");
}

TEST_F(LeadMergeServiceTest, ReceiptOfAMergedLeadFollowsTheSurvivorAndGetsItsAnswer) {
  v1::FileReportRequest report;
  report.set_division(kTown);
  report.set_title("砂石场强买强卖");
  report.set_narrative("砂石场老板带人威胁工地，不许别家供料。");
  const std::string receipt = host_
                                  .Ask<v1::FileReportResponse>(
                                      Actor(), "hecha.intake.v1.ReporterService/FileReport", report)
                                  ->receipt();
  v1::ListLeadsRequest newest;
  const std::string lead = List(office_, newest).leads(0).id();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
  const std::string survivor = Assigned().id();
  Merged(lead, survivor);

  const auto open = [&] {
    v1::OpenReceiptRequest request;
    request.set_receipt(receipt);
    return host_
        .Ask<v1::ReceiptView>(Actor(), "hecha.intake.v1.ReporterService/OpenReceipt", request)
        .value();
  };
  EXPECT_EQ(open().progress(), v1::PROGRESS_RECEIVED);
  TellOf<verification::v1::CaseAccepted>(survivor);
  EXPECT_EQ(open().progress(), v1::PROGRESS_VERIFYING);
  verification::v1::FeedbackGiven feedback;
  feedback.set_explanation("已依法处理");
  TellOf(survivor, feedback);
  EXPECT_EQ(open().progress(), v1::PROGRESS_CONCLUDED);
  EXPECT_EQ(open().explanation(), "已依法处理");
}

TEST_F(LeadMergeServiceTest, StrangersLearnNothing) {
  const std::string survivor = Assigned().id();
  const std::string lead = Triaged().id();
  const Actor stranger = User({Role::kOffice}, kNextTown);
  EXPECT_THAT(Propose(stranger, lead, survivor), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Propose(clerk_, lead, Uuid::V7(kStart).ToString()),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace hecha::intake
