// Proceedings on a real database and behind a real gRPC server: a red light opens one, each
// step leaves evidence, strangers see nothing, and no text rests in the clear.
#include "services/accountability/proceeding_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hecha/accountability/v1/evidence.pb.h"
#include "hecha/accountability/v1/proceeding.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/supervision/v1/events.pb.h"
#include "tests/services/accountability/accountability_server.h"

namespace hecha::accountability {
namespace {

using events::v1::DeliveryResult;
using events::v1::Envelope;

class ProceedingServiceTest : public testing::Test {
 protected:
  Envelope LightEnvelope(Uuid clock, int64_t version, supervision::v1::Light light) {
    supervision::v1::ClockLightChanged event;
    event.set_clock_id(clock.ToString());
    event.set_lead_id(Uuid::V7(absl::Now()).ToString());
    event.set_lead_no("370481104-BZ2019-000007");
    event.set_unit_id(head_.unit.ToString());
    event.set_unit_name("核查专班");
    event.set_light(light);
    events::SetTimestamp(server_.clock().Now(), event.mutable_due());
    Envelope envelope = SampleEnvelope("supervision", clock, version);
    envelope.set_type("hecha.supervision.v1.ClockLightChanged");
    envelope.set_aggregate("clock");
    envelope.set_payload(event.SerializeAsString());
    return envelope;
  }

  template <class Request>
  absl::StatusOr<v1::Proceeding> Do(const Actor& actor, const std::string& method,
                                    const Request& request) {
    return server_.Call<v1::Proceeding>(actor, "ProceedingService/" + method, request);
  }

  v1::ListProceedingsResponse List(const Actor& actor) {
    return server_
        .Call<v1::ListProceedingsResponse>(actor, "ProceedingService/ListProceedings",
                                           v1::ListProceedingsRequest())
        .value();
  }

  absl::StatusOr<v1::Proceeding> Open(const Actor& actor) {
    v1::CreateProceedingRequest request;
    request.set_division(kTown);
    request.set_unit_id(head_.unit.ToString());
    request.set_unit_name("核查专班");
    request.set_cause("CANARY 逾期未办结");
    return Do(actor, "CreateProceeding", request);
  }

  // From TRIGGERED to EXECUTED.
  v1::Proceeding Execute(const std::string& id) {
    v1::FindFactsRequest facts;
    facts.set_proceeding_id(id);
    facts.set_facts("CANARY 四月一日交办，至今未办结");
    EXPECT_OK(Do(office_, "FindFacts", facts));
    v1::HearProceedingRequest hear;
    hear.set_proceeding_id(id);
    hear.set_statement("CANARY 人手不足");
    EXPECT_OK(Do(commission_, "HearProceeding", hear));
    v1::ProposeMeasureRequest propose;
    propose.set_proceeding_id(id);
    propose.set_measure(v1::MEASURE_INTERVIEW);
    propose.set_grounds("CANARY 逾期十日");
    propose.set_legal_basis("工作方案 五");
    EXPECT_OK(Do(office_, "ProposeMeasure", propose));
    v1::ApproveMeasureRequest approve;
    approve.set_proceeding_id(id);
    EXPECT_OK(Do(leader_, "ApproveMeasure", approve));
    v1::ExecuteMeasureRequest execute;
    execute.set_proceeding_id(id);
    execute.set_execution("CANARY 已约谈");
    return Do(office_, "ExecuteMeasure", execute).value();
  }

  AccountabilityServer server_;
  Actor office_ = AccountabilityServer::User({Role::kOffice});
  const Actor commission_ = AccountabilityServer::User({Role::kDiscipline});
  const Actor leader_ = AccountabilityServer::User({Role::kLeader});
  Actor head_ = AccountabilityServer::User({Role::kUnitHead});
};

TEST_F(ProceedingServiceTest, RedLightOpensOneProceedingAClock) {
  const Uuid clock = Uuid::V7(absl::Now());
  EXPECT_EQ(server_.Deliver(LightEnvelope(clock, 1, supervision::v1::LIGHT_YELLOW)),
            DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(List(office_).proceedings_size(), 0);
  EXPECT_EQ(server_.Deliver(LightEnvelope(clock, 2, supervision::v1::LIGHT_RED)),
            DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(server_.Deliver(LightEnvelope(clock, 3, supervision::v1::LIGHT_RED)),
            DeliveryResult::VERDICT_ACCEPTED);
  const v1::ListProceedingsResponse listed = List(office_);
  ASSERT_EQ(listed.proceedings_size(), 1);
  const v1::Proceeding& proceeding = listed.proceedings(0);
  EXPECT_EQ(proceeding.state(), v1::STATE_TRIGGERED);
  EXPECT_EQ(proceeding.trigger(), v1::TRIGGER_RED_LIGHT);
  EXPECT_EQ(proceeding.clock_id(), clock.ToString());
  EXPECT_EQ(proceeding.unit_id(), head_.unit.ToString());
  EXPECT_THAT(proceeding.cause(), testing::HasSubstr("370481104-BZ2019-000007"));
}

TEST_F(ProceedingServiceTest, RedLightWithoutItsPayloadIsRefusedNotMissed) {
  Envelope envelope = LightEnvelope(Uuid::V7(absl::Now()), 1, supervision::v1::LIGHT_RED);
  envelope.clear_payload();
  EXPECT_EQ(server_.Deliver(envelope), DeliveryResult::VERDICT_REFUSED);
}

TEST_F(ProceedingServiceTest, GoesFromOpeningToFileAndEachStepIsEvidence) {
  ASSERT_OK_AND_ASSIGN(const v1::Proceeding opened, Open(office_));
  const v1::Proceeding executed = Execute(opened.id());
  EXPECT_EQ(executed.state(), v1::STATE_EXECUTED);
  EXPECT_EQ(executed.approver_id(), leader_.user.ToString());

  v1::AppealProceedingRequest appeal;
  appeal.set_proceeding_id(opened.id());
  appeal.set_appeal("CANARY 延期已获批准");
  ASSERT_OK(Do(head_, "AppealProceeding", appeal));
  v1::DecideAppealRequest decide;
  decide.set_proceeding_id(opened.id());
  decide.set_decision(v1::DecideAppealRequest::DECISION_OVERTURN);
  decide.set_reasons("CANARY 延期确经批准");
  EXPECT_THAT(Do(leader_, "DecideAppeal", decide), RefusedBy("PARTY_MAY_NOT_REVIEW"));
  ASSERT_OK(Do(commission_, "DecideAppeal", decide));
  v1::FileProceedingRequest file;
  file.set_proceeding_id(opened.id());
  ASSERT_OK_AND_ASSIGN(const v1::Proceeding filed, Do(office_, "FileProceeding", file));
  EXPECT_EQ(filed.state(), v1::STATE_FILED);
  EXPECT_EQ(filed.etag(), "9");
  EXPECT_EQ(filed.decision(), decide.reasons());

  // Its own events come back through the relay and become leaves like any other.
  v1::ListEntriesRequest entries;
  entries.set_aggregate_id(opened.id());
  std::vector<std::string> actions;
  for (const absl::Time limit = absl::Now() + absl::Seconds(20);
       actions.size() < 9 && absl::Now() < limit;) {
    ASSERT_OK_AND_ASSIGN(
        const v1::ListEntriesResponse listed,
        server_.Call<v1::ListEntriesResponse>(office_, "EvidenceService/ListEntries", entries));
    actions.clear();
    for (const v1::EvidenceEntry& entry : listed.entries()) actions.push_back(entry.action());
  }
  EXPECT_THAT(actions,
              testing::ElementsAre("proceeding.file", "proceeding.overturn", "proceeding.appeal",
                                   "proceeding.execute", "proceeding.approve", "proceeding.propose",
                                   "proceeding.hear", "proceeding.find_facts", "proceeding.open"));
}

TEST_F(ProceedingServiceTest, CauseGoesWithAPurgedLeadAndTheFileStays) {
  const Envelope light = LightEnvelope(Uuid::V7(absl::Now()), 2, supervision::v1::LIGHT_RED);
  ASSERT_EQ(server_.Deliver(light), DeliveryResult::VERDICT_ACCEPTED);
  const v1::Proceeding opened = List(office_).proceedings(0);
  ASSERT_NE(opened.cause(), "");
  Execute(opened.id());

  intake::v1::LeadPurged purged;
  purged.set_lead_id(opened.lead_id());
  Envelope purge = SampleEnvelope("intake", Uuid::Parse(opened.lead_id()).value(), 9);
  purge.set_type("hecha.intake.v1.LeadPurged");
  purge.set_aggregate("lead");
  purge.set_payload(purged.SerializeAsString());
  ASSERT_EQ(server_.Deliver(purge), DeliveryResult::VERDICT_ACCEPTED);

  const v1::Proceeding left = List(office_).proceedings(0);
  EXPECT_EQ(left.cause(), "");
  EXPECT_EQ(left.facts(), "CANARY 四月一日交办，至今未办结");
  EXPECT_EQ(left.execution(), "CANARY 已约谈");
}

TEST_F(ProceedingServiceTest, OpenedByHandAboutAPurgedLeadIsRefused) {
  const Uuid lead = Uuid::V7(absl::Now());
  intake::v1::LeadPurged purged;
  purged.set_lead_id(lead.ToString());
  Envelope purge = SampleEnvelope("intake", lead, 9);
  purge.set_type("hecha.intake.v1.LeadPurged");
  purge.set_payload(purged.SerializeAsString());
  ASSERT_EQ(server_.Deliver(purge), DeliveryResult::VERDICT_ACCEPTED);
  v1::CreateProceedingRequest request;
  request.set_division(kTown);
  request.set_unit_id(head_.unit.ToString());
  request.set_unit_name("核查专班");
  request.set_lead_id(lead.ToString());
  request.set_cause("逾期未办结");
  EXPECT_THAT(Do(office_, "CreateProceeding", request), RefusedBy("UNKNOWN"));
  EXPECT_EQ(List(office_).proceedings_size(), 0);
}

TEST_F(ProceedingServiceTest, UnitsOfEveryKindAreHeardOnAppeal) {
  for (Role role : {Role::kUnitHead, Role::kOrganisation, Role::kLeader}) {
    SCOPED_TRACE(static_cast<int>(role));
    head_ = AccountabilityServer::User({role});
    ASSERT_OK_AND_ASSIGN(const v1::Proceeding opened, Open(office_));
    EXPECT_EQ(List(head_).proceedings(0).id(), opened.id());
    Execute(opened.id());
    v1::AppealProceedingRequest appeal;
    appeal.set_proceeding_id(opened.id());
    appeal.set_appeal("CANARY 延期已获批准");
    EXPECT_THAT(Do(commission_, "AppealProceeding", appeal), RefusedBy("ONLY_ACCUSED_APPEALS"));
    EXPECT_OK(Do(head_, "AppealProceeding", appeal));
  }
  // The office, whose part in the proceeding the commission takes.
  const Actor judged = office_;
  head_ = judged;
  office_ = commission_;
  ASSERT_OK_AND_ASSIGN(const v1::Proceeding opened, Open(commission_));
  Execute(opened.id());
  v1::AppealProceedingRequest appeal;
  appeal.set_proceeding_id(opened.id());
  appeal.set_appeal("CANARY 移送函已拟好");
  EXPECT_OK(Do(judged, "AppealProceeding", appeal));
}

TEST_F(ProceedingServiceTest, NoTextRestsInTheClear) {
  ASSERT_OK_AND_ASSIGN(const v1::Proceeding opened, Open(office_));
  Execute(opened.id());
  const absl::StatusOr<std::string> stored =
      server_.database().Read(absl::Now() + absl::Seconds(10), [](db::Transaction& transaction) {
        std::string all;
        return transaction
                       .Query(
                           "SELECT CONCAT(cause, facts, statement, grounds, execution) "
                           "FROM proceeding",
                           [&](const db::Row& row) { all += row.Text(0); })
                       .ok()
                   ? absl::StatusOr<std::string>(all)
                   : absl::InternalError("no rows");
      });
  ASSERT_OK(stored);
  EXPECT_GT(stored->size(), 100u);
  EXPECT_EQ(stored->find("CANARY"), std::string::npos);
}

TEST_F(ProceedingServiceTest, StrangersAreToldThatThereIsNone) {
  ASSERT_OK_AND_ASSIGN(const v1::Proceeding opened, Open(office_));
  v1::GetProceedingRequest get;
  get.set_proceeding_id(opened.id());
  const Actor neighbour = AccountabilityServer::User({Role::kOffice}, "370481105");
  const Actor other_head = AccountabilityServer::User({Role::kUnitHead});
  for (const Actor& stranger : {neighbour, other_head}) {
    EXPECT_THAT(Do(stranger, "GetProceeding", get), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_EQ(List(stranger).proceedings_size(), 0);
  }
  v1::FindFactsRequest facts;
  facts.set_proceeding_id(opened.id());
  facts.set_facts("无");
  EXPECT_THAT(Do(neighbour, "FindFacts", facts), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Do(head_, "FindFacts", facts), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_OK(Do(head_, "GetProceeding", get));
  EXPECT_EQ(List(head_).proceedings_size(), 1);
}

TEST_F(ProceedingServiceTest, StaleCopyAndWrongStateChangeNothing) {
  ASSERT_OK_AND_ASSIGN(const v1::Proceeding opened, Open(office_));
  v1::FindFactsRequest facts;
  facts.set_proceeding_id(opened.id());
  facts.set_facts("属实");
  facts.set_etag("7");
  EXPECT_THAT(Do(office_, "FindFacts", facts), RefusedBy("STALE_VERSION"));
  v1::ApproveMeasureRequest approve;
  approve.set_proceeding_id(opened.id());
  EXPECT_THAT(Do(leader_, "ApproveMeasure", approve), RefusedBy("ILLEGAL_TRANSITION"));
  v1::GetProceedingRequest get;
  get.set_proceeding_id(opened.id());
  ASSERT_OK_AND_ASSIGN(const v1::Proceeding now, Do(office_, "GetProceeding", get));
  EXPECT_EQ(now.SerializeAsString(), opened.SerializeAsString());
}

TEST_F(ProceedingServiceTest, OpenedByHandWithinTheCallersTerritoryOnly) {
  EXPECT_THAT(Open(AccountabilityServer::User({Role::kOffice}, "370481105")),
              RefusedBy("OUTSIDE_SCOPE"));
  Actor insider = office_;
  insider.unit = head_.unit;
  EXPECT_THAT(Open(insider), RefusedBy("ACCUSED_MAY_NOT_JUDGE"));
  EXPECT_OK(Open(commission_));
}

}  // namespace
}  // namespace hecha::accountability
