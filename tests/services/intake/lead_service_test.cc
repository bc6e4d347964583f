// Leads on a real database behind a real server: what was acknowledged is durable with its
// event, two at once do not both win, strangers see nothing, and no content rests in the clear.
#include "services/intake/lead_service.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/intake/v1/triage_rule.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using events::v1::DeliveryResult;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class LeadServiceTest : public IntakeTest {
 protected:
  std::vector<std::string> Actions(const std::string& lead_id) {
    std::vector<std::string> actions;
    for (const ServiceHost::Told& told : host_.Outbox())
      if (told.aggregate_id == *Uuid::Parse(lead_id)) actions.push_back(told.action);
    return actions;
  }
};

TEST_F(LeadServiceTest, RegistrationIsDurableWithItsEvent) {
  v1::CreateLeadRequest request = Draft();
  request.set_level(v1::LEVEL_PROVINCE);
  request.set_instruction(v1::INSTRUCTION_SUPERVISE);
  request.set_document_no("鲁扫黑督〔2019〕7 号");
  request.set_issuing_body("省扫黑办");
  request.set_instructed_by("张书记");
  events::SetTimestamp(kStart + absl::Hours(24 * 15), request.mutable_deadline());
  request.set_sector(v1::SECTOR_SAND_WASHING);
  request.set_key_lead(true);
  request.add_accused_unit_ids(bureau_.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::Lead created, Create(request));
  EXPECT_EQ(created.state(), v1::STATE_REGISTERED);
  EXPECT_EQ(created.etag(), "1");
  EXPECT_EQ(created.lead_no(), "370481104-BZ2019-000001");
  EXPECT_EQ(created.title(), request.title());
  EXPECT_EQ(created.narrative(), request.narrative());
  EXPECT_EQ(created.instructed_by(), "张书记");
  EXPECT_THAT(created.accused_unit_ids(), ElementsAre(bureau_.ToString()));

  ServiceHost restarted(host_);
  v1::GetLeadRequest get;
  get.set_lead_id(created.id());
  ASSERT_OK_AND_ASSIGN(const v1::Lead read,
                       restarted.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadService/GetLead", get));
  EXPECT_EQ(read.SerializeAsString(), created.SerializeAsString());

  const std::vector<v1::LeadRegistered> told = host_.Payloads<v1::LeadRegistered>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].lead_no(), created.lead_no());
  EXPECT_EQ(told[0].document_no(), request.document_no());
  EXPECT_EQ(told[0].instructed_by(), "张书记");
  EXPECT_EQ(told[0].deadline().seconds(), request.deadline().seconds());
}

TEST_F(LeadServiceTest, SameRequestActsOnceAndAnotherUnderItsIdIsRefused) {
  v1::CreateLeadRequest request = Draft();
  request.set_request_id("letter-17");
  ASSERT_OK_AND_ASSIGN(const v1::Lead first, Create(request));
  ASSERT_OK_AND_ASSIGN(const v1::Lead second, Create(request));
  EXPECT_EQ(second.id(), first.id());
  request.set_title("另一封信");
  EXPECT_THAT(Create(request), RefusedBy("REQUEST_ID_REUSED"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead"), 1);
  EXPECT_EQ(host_.Outbox().size(), 1u);
}

TEST_F(LeadServiceTest, RefusedRegistrationLeavesNothing) {
  v1::CreateLeadRequest request = Draft("");
  const absl::Status status = Create(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, RefusedBy("REQUIRED"));
  EXPECT_EQ(RefusalOf(status)->field, "title");
  EXPECT_FALSE(RefusalOf(status)->zh.empty());
  EXPECT_FALSE(RefusalOf(status)->en.empty());
  request = Draft();
  request.set_division(kNextTown);
  EXPECT_THAT(Create(request), RefusedBy("OUTSIDE_SCOPE"));
  request = Draft();
  request.set_sector(static_cast<v1::Sector>(77));
  EXPECT_THAT(Create(request), RefusedBy("UNKNOWN_CODE"));
  request = Draft();
  request.set_division("370481999");
  EXPECT_THAT(Do(User({Role::kCityOffice}, kCity), "CreateLead", request),
              RefusedBy("UNKNOWN_TOWN"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead"), 0);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead_number"), 0);
  EXPECT_THAT(host_.Outbox(), IsEmpty());
}

TEST_F(LeadServiceTest, NumbersAreUniqueUnderConcurrencyAndAcrossRestarts) {
  std::mutex mutex;
  std::set<std::string> numbers;
  const auto register_some = [&](ServiceHost& host) {
    for (int i = 0; i < 20; ++i) {
      absl::StatusOr<v1::Lead> lead =
          host.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadService/CreateLead", Draft());
      ASSERT_OK(lead);
      std::lock_guard lock(mutex);
      EXPECT_TRUE(numbers.insert(lead->lead_no()).second) << lead->lead_no();
    }
  };
  ServiceHost second(host_);
  std::vector<std::thread> threads;
  for (ServiceHost* host : {&host_, &second, &host_, &second})
    threads.emplace_back([&, host] { register_some(*host); });
  for (std::thread& thread : threads) thread.join();
  ServiceHost restarted(host_);
  register_some(restarted);
  EXPECT_EQ(numbers.size(), 100u);
}

TEST_F(LeadServiceTest, GoesFromTriageToAssignmentByTheRoute) {
  const v1::Lead triaged = Triaged();
  EXPECT_EQ(triaged.state(), v1::STATE_TRIAGED);
  EXPECT_EQ(triaged.etag(), "2");
  v1::AssignLeadRequest request;
  request.set_lead_id(triaged.id());
  ASSERT_OK_AND_ASSIGN(const v1::Lead assigned, Do(office_, "AssignLead", request));
  EXPECT_EQ(assigned.state(), v1::STATE_ASSIGNED);
  EXPECT_EQ(assigned.round(), 1);
  EXPECT_THAT(assigned.unit_id(), testing::AnyOf(station_.ToString(), bureau_.ToString()));
  const std::vector<v1::LeadAssigned> told = host_.Payloads<v1::LeadAssigned>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].unit_id(), assigned.unit_id());
  EXPECT_EQ(told[0].assigned_at().seconds(), absl::ToUnixSeconds(kStart));
  EXPECT_THAT(Actions(triaged.id()), ElementsAre("lead.register", "lead.triage", "lead.assign"));
}

TEST_F(LeadServiceTest, IllegalStepChangesNothing) {
  const v1::Lead lead = Create(Draft()).value();
  EXPECT_THAT(Assign(lead.id(), station_), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_THAT(Assign(lead.id(), UnitId::New(kStart)), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const v1::Lead read, Get(clerk_, lead.id()));
  EXPECT_EQ(read.etag(), "1");
  EXPECT_THAT(Actions(lead.id()), ElementsAre("lead.register"));
}

TEST_F(LeadServiceTest, StaleCopyIsAborted) {
  const v1::Lead triaged = Triaged();
  EXPECT_THAT(Assign(triaged.id(), station_, "1"), StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Assign(triaged.id(), station_, triaged.etag()));
}

TEST_F(LeadServiceTest, OfTwoAssignmentsAtOnceOneWins) {
  for (int round = 0; round < 5; ++round) {
    const v1::Lead triaged = Triaged();
    absl::Status first, second;
    std::thread a([&] { first = Assign(triaged.id(), station_, triaged.etag()).status(); });
    std::thread b([&] { second = Assign(triaged.id(), bureau_, triaged.etag()).status(); });
    a.join();
    b.join();
    EXPECT_NE(first.ok(), second.ok()) << first << " " << second;
    const absl::Status& loser = first.ok() ? second : first;
    EXPECT_THAT(loser, StatusIs(absl::StatusCode::kAborted));
    ASSERT_OK_AND_ASSIGN(const v1::Lead read, Get(office_, triaged.id()));
    EXPECT_EQ(read.unit_id(), (first.ok() ? station_ : bureau_).ToString());
    EXPECT_EQ(read.round(), 1);
    EXPECT_EQ(Actions(triaged.id()).size(), 3u);
  }
}

TEST_F(LeadServiceTest, AccusedUnitNeverLearnsOfIt) {
  v1::CreateLeadRequest request = Draft();
  request.add_accused_unit_ids(station_.ToString());
  const v1::Lead lead = Create(request).value();
  Actor accused_clerk = User({Role::kClerk});
  accused_clerk.unit = station_;
  EXPECT_THAT(Get(accused_clerk, lead.id()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Do(accused_clerk, "TriageLead", Judgement(lead.id())),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(List(accused_clerk).leads(), IsEmpty());
  EXPECT_EQ(List(clerk_).leads_size(), 1);
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead.id())));
  // Whoever confers on it before its assignment knows whom not to ask.
  EXPECT_THAT(host_.Payloads<v1::LeadTriaged>().back().barred_unit_ids(),
              ElementsAre(station_.ToString()));
  EXPECT_THAT(Assign(lead.id(), station_), RefusedBy("UNIT_IS_ACCUSED"));
  v1::AssignLeadRequest route;
  route.set_lead_id(lead.id());
  ASSERT_OK_AND_ASSIGN(const v1::Lead routed, Do(office_, "AssignLead", route));
  EXPECT_EQ(routed.unit_id(), bureau_.ToString());
}

TEST_F(LeadServiceTest, UnknownAndInvisibleLeadAreOneAnswer) {
  const v1::Lead lead = Create(Draft()).value();
  const absl::Status invisible = Get(User({Role::kOffice}, kNextTown), lead.id()).status();
  const absl::Status unknown = Get(clerk_, LeadId::New(kStart).ToString()).status();
  EXPECT_THAT(invisible, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(RefusalOf(invisible)->zh, RefusalOf(unknown)->zh);
  EXPECT_EQ(RefusalOf(invisible)->en, RefusalOf(unknown)->en);
  EXPECT_THAT(Get(clerk_, "17"), RefusedBy("NOT_AN_ID"));
}

TEST_F(LeadServiceTest, LeadThatBarsTheOfficesOwnUnitGoesUpwardOnly) {
  Actor colleague = clerk_;
  colleague.unit = station_;
  v1::CreateLeadRequest accusing = Draft();
  accusing.add_accused_unit_ids(station_.ToString());
  EXPECT_THAT(Do(colleague, "CreateLead", accusing), RefusedBy("BARS_OWN_UNIT"));
  v1::Subject subject;
  subject.set_name("张三丰");
  subject.set_role(v1::SUBJECT_ROLE_WITNESS);
  subject.set_employer("滕州市公安局西岗派出所");
  v1::CreateLeadRequest naming = Draft();
  *naming.add_subjects() = subject;
  EXPECT_THAT(Do(colleague, "CreateLead", naming), RefusedBy("BARS_OWN_UNIT"));
  EXPECT_THAT(List(office_).leads(), IsEmpty());

  const std::string id = Do(colleague, "CreateLead", Draft())->id();
  v1::RecordSubjectsRequest record;
  record.set_lead_id(id);
  *record.add_subjects() = subject;
  EXPECT_THAT(
      host_.Ask<v1::Lead>(colleague, "hecha.intake.v1.LeadSubjectService/RecordSubjects", record),
      RefusedBy("BARS_OWN_UNIT"));
  v1::TriageLeadRequest triage = Judgement(id);
  triage.add_accused_unit_ids(station_.ToString());
  EXPECT_THAT(Do(colleague, "TriageLead", triage), RefusedBy("BARS_OWN_UNIT"));
  triage.set_about_leader(true);
  EXPECT_OK(Do(colleague, "TriageLead", triage));
  EXPECT_THAT(Get(colleague, id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_NE(Get(User({Role::kDiscipline}, kCity), id)->narrative(), "");
}

TEST_F(LeadServiceTest, SuspicionOfAnUmbrellaIsTheDirectorsToClear) {
  v1::CreateLeadRequest draft = Draft();
  draft.set_umbrella(v1::UMBRELLA_SUSPECTED);
  const std::string id = Create(draft)->id();
  v1::TriageLeadRequest none = Judgement(id);
  none.set_umbrella(v1::UMBRELLA_NONE);
  EXPECT_THAT(Do(clerk_, "TriageLead", none), RefusedBy("UMBRELLA_STANDS"));
  EXPECT_THAT(Do(office_, "TriageLead", none), RefusedBy("UMBRELLA_STANDS"));
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  v1::ClearUmbrellaRequest clear;
  clear.set_lead_id(id);
  clear.set_reason("所称干部系同名误认");
  const auto ask = [&](const Actor& actor) {
    return host_.Ask<v1::Lead>(actor, "hecha.intake.v1.UmbrellaService/ClearUmbrella", clear);
  };
  EXPECT_THAT(ask(clerk_), StatusIs(absl::StatusCode::kPermissionDenied));
  ASSERT_OK_AND_ASSIGN(const v1::Lead cleared, ask(office_));
  EXPECT_EQ(cleared.umbrella(), v1::UMBRELLA_NONE);
  EXPECT_EQ(cleared.umbrella_clearance().cleared_by(), office_.user.ToString());
  // Whatever is said of it later, the reason stays.
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  EXPECT_EQ(Get(clerk_, id)->umbrella_clearance().reason(), clear.reason());
  ASSERT_EQ(host_.Payloads<v1::UmbrellaCleared>().size(), 1u);
  EXPECT_EQ(host_.Payloads<v1::UmbrellaCleared>()[0].reason(), clear.reason());
  EXPECT_THAT(host_.ColumnsHolding("同名误认"), IsEmpty());
  EXPECT_OK(Assign(id, station_));
}

TEST_F(LeadServiceTest, SealedLeadIsStubForAllButTheCommission) {
  v1::CreateLeadRequest request = Draft();
  request.set_umbrella(v1::UMBRELLA_SUSPECTED);
  const v1::Lead lead = Create(request).value();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead.id())));
  EXPECT_THAT(Assign(lead.id(), station_), RefusedBy("UMBRELLA_MUST_BE_SEALED"));
  v1::SealLeadRequest seal;
  seal.set_lead_id(lead.id());
  ASSERT_OK_AND_ASSIGN(const v1::Lead stub, Do(office_, "SealLead", seal));
  v1::Lead expected;
  expected.set_id(lead.id());
  expected.set_lead_no(lead.lead_no());
  expected.set_division(kTown);
  expected.set_state(v1::STATE_SEALED);
  EXPECT_EQ(stub.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(List(clerk_).leads(0).SerializeAsString(), expected.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const v1::Lead opened, Get(User({Role::kDiscipline}), lead.id()));
  EXPECT_EQ(opened.narrative(), request.narrative());
  EXPECT_EQ(host_.Payloads<v1::LeadSealed>().size(), 1u);

  // The commission's decision ends it, and it is a stub still.
  consultation::v1::TransferConcluded concluded;
  concluded.set_lead_id(lead.id());
  concluded.set_lead_waits(true);
  ASSERT_EQ(host_.Deliver(EnvelopeOf("consultation", "transfer", Uuid::V7(kStart), 3, concluded)),
            DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Get(office_, lead.id())->SerializeAsString(), expected.SerializeAsString());
  concluded.set_lead_waits(false);
  concluded.set_filed_before(true);
  ASSERT_EQ(host_.Deliver(EnvelopeOf("consultation", "transfer", Uuid::V7(kStart), 3, concluded)),
            DeliveryResult::VERDICT_ACCEPTED);
  expected.set_state(v1::STATE_CLOSED);
  EXPECT_EQ(Get(office_, lead.id())->SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(Get(User({Role::kDiscipline}), lead.id())->umbrella(), v1::UMBRELLA_FILED);
}

TEST_F(LeadServiceTest, LetterOfALeadThatIsNotSealedLeavesTheLeadAsItIs) {
  const v1::Lead lead = Create(Draft()).value();
  const std::string before = Get(office_, lead.id())->SerializeAsString();
  consultation::v1::TransferConcluded concluded;
  concluded.set_lead_id(lead.id());
  ASSERT_EQ(host_.Deliver(EnvelopeOf("consultation", "transfer", Uuid::V7(kStart), 3, concluded)),
            DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  EXPECT_EQ(Get(office_, lead.id())->SerializeAsString(), before);
}

TEST_F(LeadServiceTest, ListShowsTheScopeInPagesNewestFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.insert(ids.begin(), Create(Draft()).value().id());
    host_.clock().Advance(absl::Seconds(1));
  }
  v1::CreateLeadRequest elsewhere = Draft();
  elsewhere.set_division(kNextTown);
  ASSERT_OK(Do(User({Role::kClerk}, kNextTown), "CreateLead", elsewhere));

  std::vector<std::string> seen;
  v1::ListLeadsRequest request;
  request.set_page_size(2);
  do {
    const v1::ListLeadsResponse page = List(clerk_, request);
    EXPECT_LE(page.leads_size(), 2);
    for (const v1::Lead& lead : page.leads()) seen.push_back(lead.id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, ids);

  const Actor city = User({Role::kCityOffice}, kCity);
  const v1::ListLeadsResponse of_city = List(city);
  EXPECT_EQ(of_city.leads_size(), 6);
  for (const v1::Lead& lead : of_city.leads()) {
    EXPECT_TRUE(lead.title().empty());
    EXPECT_TRUE(lead.narrative().empty());
    EXPECT_FALSE(lead.lead_no().empty());
  }
  v1::ListLeadsRequest next_town;
  next_town.set_division(kNextTown);
  EXPECT_EQ(List(city, next_town).leads_size(), 1);
  EXPECT_THAT(
      host_.Ask<v1::ListLeadsResponse>(clerk_, "hecha.intake.v1.LeadService/ListLeads", next_town),
      RefusedBy("OUTSIDE_SCOPE"));
}

TEST_F(LeadServiceTest, ListFindsALeadByAPartOfItsNumber) {
  ASSERT_OK(Create(Draft()));
  ASSERT_OK_AND_ASSIGN(const v1::Lead wanted, Create(Draft()));
  v1::ListLeadsRequest request;
  request.set_lead_no(wanted.lead_no().substr(wanted.lead_no().rfind('-')));
  const v1::ListLeadsResponse found = List(clerk_, request);
  ASSERT_EQ(found.leads_size(), 1);
  EXPECT_EQ(found.leads(0).id(), wanted.id());
  request.set_lead_no("%");
  EXPECT_THAT(List(clerk_, request).leads(), IsEmpty());
}

TEST_F(LeadServiceTest, UnitsPeopleAreListedTheirUnitsLeads) {
  const v1::Lead given = Assigned();
  ASSERT_OK(Create(Draft()));
  Actor investigator = User({Role::kInvestigator});
  EXPECT_THAT(List(investigator).leads(), IsEmpty());
  investigator.unit = station_;
  const v1::ListLeadsResponse own = List(investigator);
  ASSERT_EQ(own.leads_size(), 1);
  EXPECT_EQ(own.leads(0).id(), given.id());
  v1::ListLeadsRequest assigned;
  assigned.set_state(v1::STATE_ASSIGNED);
  EXPECT_EQ(List(clerk_, assigned).leads_size(), 1);
  v1::ListLeadsRequest of_sector;
  of_sector.set_sector(v1::SECTOR_COAL);
  EXPECT_THAT(List(clerk_, of_sector).leads(), IsEmpty());
}

TEST_F(LeadServiceTest, FollowsVerificationToTheEnd) {
  using namespace verification::v1;
  const std::string id = Assigned().id();
  const auto state = [&] { return Get(office_, id).value().state(); };
  ASSERT_EQ(TellOf<CaseAccepted>(id), DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(state(), v1::STATE_ACCEPTED);
  TellOf<CasePlanned>(id);
  EXPECT_EQ(state(), v1::STATE_VERIFYING);
  TellOf<CaseSuspended>(id);
  EXPECT_EQ(state(), v1::STATE_SUSPENDED);
  TellOf<CaseResumed>(id);
  TellOf<ReportSubmitted>(id);
  EXPECT_EQ(state(), v1::STATE_SIGNING);
  TellOf<ReportEndorsed>(id);
  EXPECT_EQ(state(), v1::STATE_SIGNING) << "one of two signatures";
  FindingRecorded edit;
  TellOf(id, edit);
  EXPECT_EQ(state(), v1::STATE_SIGNING) << "an edit that voided nothing";
  edit.set_voided_report(true);
  TellOf(id, edit);
  EXPECT_EQ(state(), v1::STATE_VERIFYING);
  ReportEndorsed second;
  second.set_complete(true);
  TellOf(id, second);
  EXPECT_EQ(state(), v1::STATE_SIGNED);
  TellOf<CaseReportedUp>(id);
  EXPECT_EQ(state(), v1::STATE_REPORTED);
  TellOf<ReportRejected>(id);
  EXPECT_EQ(state(), v1::STATE_VERIFYING);
  TellOf<CaseFiled>(id);
  EXPECT_EQ(state(), v1::STATE_FILED);
  TellOf<CaseClosed>(id);
  EXPECT_EQ(state(), v1::STATE_CLOSED);
  EXPECT_EQ(TellOf<CaseAccepted>(id), DeliveryResult::VERDICT_REFUSED) << "closed is closed";
  EXPECT_EQ(host_.Payloads<v1::LeadProgressed>().back().state(), v1::STATE_CLOSED);
}

TEST_F(LeadServiceTest, UpheldReturnGoesToAnotherUnitAndNotBack) {
  const std::string id = Assigned().id();
  verification::v1::CaseReturned returned;
  returned.set_reason("不属本所职责");
  TellOf(id, returned);
  const Actor of_station = [&] {
    Actor actor = User({Role::kInvestigator});
    actor.unit = station_;
    return actor;
  }();
  ASSERT_OK_AND_ASSIGN(const v1::Lead read, Get(office_, id));
  EXPECT_EQ(read.state(), v1::STATE_RETURNED);
  ASSERT_EQ(read.returns_size(), 1);
  EXPECT_EQ(read.returns(0).reason(), "不属本所职责");
  EXPECT_THAT(read.actions(), testing::Contains("decideReturn"));
  EXPECT_THAT(Do(clerk_, "TriageLead", Judgement(id)), RefusedBy("ILLEGAL_TRANSITION"));

  ASSERT_OK(DecideReturn(office_, id, v1::RETURN_DECISION_UPHELD));
  EXPECT_THAT(Get(of_station, id), StatusIs(absl::StatusCode::kNotFound));
  v1::AssignLeadRequest again;
  again.set_lead_id(id);
  ASSERT_OK_AND_ASSIGN(const v1::Lead second, Do(office_, "AssignLead", again));
  EXPECT_EQ(second.unit_id(), bureau_.ToString());
  EXPECT_EQ(second.round(), 2);
  EXPECT_EQ(second.returns(0).decision(), v1::RETURN_DECISION_UPHELD);

  // The second return is not the office's to decide.
  TellOf(id, returned);
  EXPECT_THAT(DecideReturn(office_, id, v1::RETURN_DECISION_UPHELD), RefusedBy("LEADER_DECIDES"));
  ASSERT_OK(DecideReturn(User({Role::kLeader}), id, v1::RETURN_DECISION_OVERRULED));
  const std::vector<v1::LeadAssigned> told = host_.Payloads<v1::LeadAssigned>();
  ASSERT_EQ(told.size(), 3u);
  EXPECT_FALSE(told[1].return_overruled());
  EXPECT_TRUE(told[2].return_overruled());
  EXPECT_EQ(told[2].unit_id(), bureau_.ToString());
}

TEST_F(LeadServiceTest, SubjectsStandInTheirUnitsWayFromTheRegistrationOn) {
  v1::CreateLeadRequest draft = Draft();
  v1::Subject& subject = *draft.add_subjects();
  subject.set_name("张三丰");
  subject.set_employer("滕州市公安局西岗派出所");
  const v1::Lead lead = Create(draft).value();
  ASSERT_EQ(lead.subjects_size(), 1);
  EXPECT_EQ(lead.subjects(0).employer_unit_id(), station_.ToString());
  Actor colleague = User({Role::kClerk});
  colleague.unit = station_;
  EXPECT_THAT(Get(colleague, lead.id()), StatusIs(absl::StatusCode::kNotFound));
  AnswerMatches(lead.id());
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead.id())));
  EXPECT_THAT(List(colleague).leads(), IsEmpty());

  v1::ProposeAssignmentRequest propose;
  propose.set_lead_id(lead.id());
  ASSERT_OK_AND_ASSIGN(
      const v1::AssignmentProposal proposal,
      host_.Ask<v1::AssignmentProposal>(
          office_, "hecha.intake.v1.TriageRuleService/ProposeAssignment", propose));
  ASSERT_EQ(proposal.candidates_size(), 1);
  EXPECT_EQ(proposal.candidates(0).unit_id(), bureau_.ToString());
  EXPECT_GT(proposal.candidates(0).reasons_size(), 0);
  ASSERT_EQ(proposal.excluded_size(), 1);
  EXPECT_EQ(proposal.excluded(0).unit_id(), station_.ToString());
  EXPECT_THAT(Assign(lead.id(), station_), RefusedBy("UNIT_MUST_STAND_ASIDE"));
  ASSERT_OK(Assign(lead.id(), bureau_));
  const std::vector<v1::LeadAssigned> told = host_.Payloads<v1::LeadAssigned>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].subject_fingerprints_size(), 2);
  EXPECT_EQ(told[0].grade(), v1::GRADE_ORDINARY);
  EXPECT_THAT(host_.ColumnsHolding("张三丰"), IsEmpty());
}

TEST_F(LeadServiceTest, SubjectLearntLaterTakesTheLeadFromTheUnitThatHoldsIt) {
  const v1::Lead lead = Assigned();
  Actor head = User({Role::kUnitHead});
  head.unit = station_;
  ASSERT_OK(Get(head, lead.id()));
  v1::RecordSubjectsRequest subjects;
  subjects.set_lead_id(lead.id());
  v1::Subject& subject = *subjects.add_subjects();
  subject.set_name("张三丰");
  subject.set_employer("西岗派出所");
  subject.set_alias("三哥");
  subject.set_place("北村桥头");
  ASSERT_OK_AND_ASSIGN(
      const v1::Lead recalled,
      host_.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadSubjectService/RecordSubjects", subjects));
  EXPECT_EQ(recalled.state(), v1::STATE_RECALLED);
  EXPECT_EQ(recalled.subjects(0).alias(), "三哥");
  EXPECT_THAT(Get(head, lead.id()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(List(head).leads(), IsEmpty());
  const std::vector<v1::LeadSubjectsChanged> told = host_.Payloads<v1::LeadSubjectsChanged>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told[0].barred_unit_ids(), ElementsAre(station_.ToString()));
  EXPECT_THAT(DecideReturn(office_, lead.id(), v1::RETURN_DECISION_UPHELD),
              RefusedBy("ILLEGAL_TRANSITION"));

  ASSERT_EQ(TellOf<verification::v1::CaseRecalled>(lead.id()),
            events::v1::DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  ASSERT_OK_AND_ASSIGN(const v1::Lead back, Get(office_, lead.id()));
  EXPECT_EQ(back.state(), v1::STATE_RETURNED);
  ASSERT_EQ(back.returns_size(), 1);
  EXPECT_TRUE(back.returns(0).recalled());
  ASSERT_OK(DecideReturn(office_, lead.id(), v1::RETURN_DECISION_UPHELD));
  EXPECT_THAT(Assign(lead.id(), station_), RefusedBy("UNIT_MUST_STAND_ASIDE"));
  ASSERT_OK(Assign(lead.id(), bureau_));
  EXPECT_THAT(host_.ColumnsHolding("北村桥头"), IsEmpty());
}

TEST_F(LeadServiceTest, ReviewingUnitReadsTheLetterUntilTheReviewIsConcluded) {
  const v1::Lead lead = Assigned();
  Actor second = User({Role::kInvestigator});
  second.unit = bureau_;
  const auto tell = [&](auto event) {
    const Uuid review = Uuid::V7(kStart);
    event.set_review_id(review.ToString());
    event.set_lead_id(lead.id());
    EXPECT_EQ(host_.Deliver(EnvelopeOf("verification", "review", review, 2, event)),
              events::v1::DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
  };
  EXPECT_THAT(Get(second, lead.id()), StatusIs(absl::StatusCode::kNotFound));
  verification::v1::ReviewAssigned assigned;
  assigned.set_unit_id(bureau_.ToString());
  tell(assigned);
  ASSERT_OK_AND_ASSIGN(const v1::Lead read, Get(second, lead.id()));
  EXPECT_EQ(read.narrative(), Draft().narrative());
  EXPECT_EQ(List(second).leads_size(), 1);
  EXPECT_EQ(host_.Payloads<v1::LeadReadingChanged>().size(), 1u);
  tell(verification::v1::ReviewUpheld());
  EXPECT_THAT(Get(second, lead.id()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(List(second).leads(), IsEmpty());
}

TEST_F(LeadServiceTest, TeamReadsTheLetterWhateverItsUnitUntilTheCaseIsRecalled) {
  using namespace verification::v1;
  const v1::Lead lead = Assigned();
  Actor lent = User({Role::kInvestigator});
  lent.unit = bureau_;
  Actor later = User({Role::kInvestigator});
  later.unit = bureau_;
  const auto reads = [&](const Actor& actor) {
    const absl::StatusOr<v1::Lead> read = Get(actor, lead.id());
    EXPECT_EQ(List(actor).leads_size(), read.ok() ? 1 : 0);
    return read.ok() && read->narrative() == Draft().narrative();
  };
  const Uuid of = Uuid::V7(kStart);
  const auto tell = [&](auto event) {
    event.set_case_id(of.ToString());
    event.set_lead_id(lead.id());
    ASSERT_EQ(host_.Deliver(EnvelopeOf("verification", "case", of, 1, event)),
              DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
  };
  EXPECT_FALSE(reads(lent));
  PlanProposed planned;
  planned.add_investigator_ids(lent.user.ToString());
  tell(planned);
  EXPECT_TRUE(reads(lent));
  TeamChanged handed;
  handed.set_from_user_id(lent.user.ToString());
  handed.set_to_user_id(later.user.ToString());
  tell(handed);
  EXPECT_FALSE(reads(lent));
  EXPECT_TRUE(reads(later));
  tell(CaseRecalled());
  EXPECT_FALSE(reads(later));
}

TEST_F(LeadServiceTest, SecondTeamReadsTheLetterUntilItsOwnCaseIsClosed) {
  using namespace verification::v1;
  const v1::Lead lead = Assigned();
  Actor second = User({Role::kInvestigator});
  second.unit = bureau_;
  TellOf<CaseClosed>(lead.id());
  const Uuid of = Uuid::V7(kStart);
  const auto tell = [&](auto event) {
    event.set_case_id(of.ToString());
    event.set_lead_id(lead.id());
    ASSERT_EQ(host_.Deliver(EnvelopeOf("verification", "reverification", of, 1, event)),
              DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
  };
  PlanProposed planned;
  planned.add_investigator_ids(second.user.ToString());
  tell(planned);
  EXPECT_OK(Get(second, lead.id()));
  CaseClosed closed;
  closed.set_reverification(true);
  tell(closed);
  EXPECT_THAT(Get(second, lead.id()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(LeadServiceTest, WhoStandsAsideFromACaseDoesNotKnowItsLead) {
  using namespace verification::v1;
  const v1::Lead lead = Assigned();
  Actor concerned = User({Role::kInvestigator});
  concerned.unit = station_;
  Actor other = concerned;
  other.user = UserId::New(kStart);
  ASSERT_OK(Get(concerned, lead.id()));
  PlanProposed planned;
  planned.add_investigator_ids(concerned.user.ToString());
  ASSERT_EQ(TellOf(lead.id(), planned), DeliveryResult::VERDICT_ACCEPTED);
  PersonRecused recused;
  recused.set_user_id(concerned.user.ToString());
  ASSERT_EQ(TellOf(lead.id(), recused), DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(Get(concerned, lead.id()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(List(concerned).leads(), IsEmpty());
  EXPECT_OK(Get(other, lead.id()));
  EXPECT_EQ(List(other).leads_size(), 1);
  // What becomes of the case makes no difference.
  TellOf<CaseRecalled>(lead.id());
  EXPECT_THAT(Get(concerned, lead.id()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(LeadServiceTest, CommissionReadsALeadThatItsTeamFlagged) {
  const v1::Lead lead = Assigned();
  const Actor commission = User({Role::kDiscipline});
  EXPECT_EQ(Get(commission, lead.id())->narrative(), "");
  ASSERT_EQ(TellOf<verification::v1::UmbrellaFlagged>(lead.id()),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Get(commission, lead.id())->narrative(), Draft().narrative());
}

TEST_F(LeadServiceTest, CallForTheSuperiorsCommissionShowsNothingInTheTown) {
  const v1::Lead lead = Assigned();
  const std::string before = Get(office_, lead.id())->SerializeAsString();
  const size_t told = host_.Outbox().size();
  verification::v1::UmbrellaFlagged flagged;
  flagged.set_upward(true);
  ASSERT_EQ(TellOf(lead.id(), flagged), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Get(office_, lead.id())->SerializeAsString(), before);
  EXPECT_EQ(host_.Outbox().size(), told);
  EXPECT_EQ(Get(User({Role::kDiscipline}), lead.id())->narrative(), "");
  // And the call outlasts what happens to the lead.
  TellOf<verification::v1::CaseAccepted>(lead.id());
  EXPECT_EQ(Get(User({Role::kDiscipline}, kCity), lead.id())->narrative(), Draft().narrative());
}

TEST_F(LeadServiceTest, NameThatIsInDoubtIsCheckedOnRecord) {
  v1::CreateLeadRequest draft = Draft();
  draft.set_identity(v1::IDENTITY_SUSPECTED_FALSE_NAME);
  const v1::Lead lead = Create(draft).value();
  v1::CheckIdentityRequest request;
  request.set_lead_id(lead.id());
  const auto check = [&](const Actor& actor) {
    return host_.Ask<v1::Lead>(actor, "hecha.intake.v1.LeadIdentityService/CheckIdentity", request);
  };
  EXPECT_THAT(check(clerk_), RefusedBy("REQUIRED"));
  request.set_verdict(v1::IDENTITY_VERDICT_CONFIRMED);
  request.set_basis("按登记号码回拨，本人确认");
  ASSERT_OK_AND_ASSIGN(const v1::Lead checked, check(clerk_));
  EXPECT_EQ(checked.identity(), v1::IDENTITY_NAMED);
  EXPECT_EQ(checked.identity_check().basis(), request.basis());
  EXPECT_EQ(checked.identity_check().checked_by(), clerk_.user.ToString());
  const std::vector<v1::IdentityChecked> told = host_.Payloads<v1::IdentityChecked>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].identity(), v1::IDENTITY_NAMED);
  EXPECT_THAT(host_.ColumnsHolding("按登记号码回拨"), IsEmpty());
  // Nobody but the office learns how.
  EXPECT_FALSE(Get(User({Role::kLeader}), lead.id())->has_identity_check());
}

TEST_F(LeadServiceTest, CallWithoutABeginningShowsNone) {
  v1::CreateLeadRequest draft = Draft();
  draft.mutable_contact()->clear_began_at();
  ASSERT_OK_AND_ASSIGN(const v1::Lead lead, Create(draft));
  EXPECT_FALSE(Get(clerk_, lead.id())->contact().has_began_at());
}

TEST_F(LeadServiceTest, WhatTheUnitIsShownIsSearchedForItsReporter) {
  v1::CreateLeadRequest draft = Draft();
  draft.mutable_contact()->set_summary("来电人说：我叫李四，家住北村");
  ASSERT_OK_AND_ASSIGN(const v1::Lead lead, Create(draft));
  EXPECT_THAT(lead.reporter_hints(), Contains("我叫李四"));
}

TEST_F(LeadServiceTest, SealedLeadIsChosenByNothingThatItsStubHides) {
  v1::CreateLeadRequest request = Draft();
  request.set_umbrella(v1::UMBRELLA_SUSPECTED);
  request.set_sector(v1::SECTOR_COAL);
  const v1::Lead lead = Create(request).value();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead.id())));
  v1::SealLeadRequest seal;
  seal.set_lead_id(lead.id());
  ASSERT_OK(Do(office_, "SealLead", seal));

  v1::ListLeadsRequest coal;
  coal.set_sector(v1::SECTOR_COAL);
  EXPECT_EQ(List(office_, coal).leads_size(), 0);
  EXPECT_EQ(List(User({Role::kDiscipline}), coal).leads_size(), 1);
  v1::ListLeadsRequest phone;
  phone.set_channel(v1::CHANNEL_PUBLIC_PHONE);
  EXPECT_EQ(List(office_, phone).leads_size(), 0);
  v1::ListLeadsRequest sealed;
  sealed.set_state(v1::STATE_SEALED);
  EXPECT_EQ(List(office_, sealed).leads_size(), 1);
}

TEST_F(LeadServiceTest, LeadAboutOnesOwnLeaderLeavesTheTownAStub) {
  const v1::Lead lead = Create(Draft()).value();
  v1::TriageLeadRequest upward = Judgement(lead.id());
  upward.set_about_leader(true);
  ASSERT_OK_AND_ASSIGN(const v1::Lead stub, Do(clerk_, "TriageLead", upward));
  EXPECT_EQ(stub.state(), v1::STATE_SEALED);
  EXPECT_EQ(stub.title(), "");
  EXPECT_EQ(stub.channel(), v1::CHANNEL_UNSPECIFIED);
  EXPECT_EQ(Get(User({Role::kDiscipline}), lead.id())->narrative(), "");
  EXPECT_EQ(Get(User({Role::kDiscipline}, kCity), lead.id())->narrative(), lead.narrative());
  const std::vector<v1::LeadSealed> told = host_.Payloads<v1::LeadSealed>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].upward());
  // The log names it as it names every sealing.
  EXPECT_EQ(host_.Outbox().back().action, "lead.seal");
}

TEST_F(LeadServiceTest, SweepNamesAnOpenRoundOfTheTown) {
  v1::CreateLeadRequest draft = Draft();
  draft.set_sweep_id(Uuid::V7(kStart).ToString());
  EXPECT_THAT(Create(draft), RefusedBy("UNKNOWN_SWEEP"));
}

TEST_F(LeadServiceTest, NoContentRestsInTheClear) {
  const std::string canary = "CANARY7Q";
  v1::CreateLeadRequest request = Draft("标题 " + canary + " 一");
  request.set_narrative("内容 " + canary + " 二");
  const v1::Lead lead = Create(request).value();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead.id())));
  ASSERT_OK(Assign(lead.id(), station_));
  EXPECT_THAT(host_.ColumnsHolding(canary), IsEmpty());
  // The scan would find it.
  EXPECT_THAT(host_.ColumnsHolding(lead.lead_no()), testing::Contains("lead.lead_no"));
}

}  // namespace
}  // namespace hecha::intake
