// The edge: a real gRPC server with verification's methods, called as the gateway calls it.
#include <fmt/format.h>

#include "hecha/verification/v1/case.pb.h"
#include "hecha/verification/v1/signing_key.pb.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/router.h"
#include "services/common/rpc/server.h"
#include "services/common/security/actor_token.h"
#include "services/verification/calendar_rpc.h"
#include "services/verification/case_rpc.h"
#include "services/verification/case_template_rpc.h"
#include "services/verification/conclusion_rpc.h"
#include "services/verification/contribution_rpc.h"
#include "services/verification/endorsement_rpc.h"
#include "services/verification/exhibit_rpc.h"
#include "services/verification/level_rule_rpc.h"
#include "services/verification/plan_rpc.h"
#include "services/verification/report_copy_rpc.h"
#include "services/verification/report_rpc.h"
#include "services/verification/review_rpc.h"
#include "services/verification/revisit_rpc.h"
#include "services/verification/signing_key_rpc.h"
#include "services/verification/taskforce_rpc.h"
#include "services/verification/workload_rpc.h"
#include "tests/services/verification/service_fixture.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::verification {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class VerificationRpcTest : public VerificationTest {
 protected:
  VerificationRpcTest() {
    RegisterCaseRpc(router_, cases_);
    RegisterReportRpc(router_, reports_);
    RegisterEndorsementRpc(router_, endorsements_);
    RegisterSigningKeyRpc(router_, keys_);
    RegisterReportCopyRpc(router_, copies_);
    RegisterReviewRpc(router_, reviews_);
    RegisterRevisitRpc(router_, revisits_);
    RegisterConclusionRpc(router_, conclusions_);
    RegisterPlanRpc(router_, plans_);
    RegisterTaskforceRpc(router_, taskforces_);
    RegisterExhibitRpc(router_, exhibits_);
    RegisterContributionRpc(router_, contributions_);
    RegisterCalendarRpc(router_, calendar_);
    RegisterLevelRuleRpc(router_, level_rules_);
    RegisterCaseTemplateRpc(router_, templates_);
    RegisterWorkloadRpc(router_, workloads_);
    // Kept first: the server holds the services only by pointer.
    services_ = router_.Build().value();
    server_ = rpc::Server::Start({}, services_).value();
    channel_ = rpc::Channel::Open(fmt::format("127.0.0.1:{}", server_->port()));
  }

  // The executor's threads may still be leaving the last call.
  ~VerificationRpcTest() override {
    server_.reset();
    executor_.reset();
  }

  template <class Response, class Request>
  absl::StatusOr<Response> Send(const Actor& actor, const std::string& method,
                                const Request& request) {
    Response response;
    rpc::CallOptions options;
    options.actor_token = gateway_.Issue(actor, "session");
    RETURN_IF_ERROR(channel_->Unary("hecha.verification.v1." + method, request, response, options));
    return response;
  }

  // A method of CaseService that answers with the case.
  template <class Request>
  absl::StatusOr<v1::Case> On(const std::string& case_id, const Actor& actor,
                              const std::string& method, Request request) {
    request.set_case_id(case_id);
    return Send<v1::Case>(actor, "CaseService/" + method, request);
  }

  static v1::PlanCaseRequest PlanRequest() {
    v1::PlanCaseRequest request;
    for (const Actor& actor : {Wang(), Li()})
      request.add_team()->set_user_id(actor.user.ToString());
    request.set_text("走访");
    request.add_allegations("强揽工程");
    return request;
  }

  // Signs what PrepareEndorsement shows, with a key that the office confirmed.
  absl::StatusOr<v1::Case> SignOver(const std::string& case_id, const Actor& signer) {
    v1::EnrolSigningKeyRequest enrol;
    enrol.set_public_key(KeyOf(signer).public_key);
    enrol.set_proof(ProofOf(signer));
    ASSIGN_OR_RETURN(const v1::SigningKey key,
                     Send<v1::SigningKey>(signer, "SigningKeyService/EnrolSigningKey", enrol));
    v1::ConfirmSigningKeyRequest confirm;
    confirm.set_signing_key_id(key.id());
    RETURN_IF_ERROR(
        Send<v1::SigningKey>(Office(), "SigningKeyService/ConfirmSigningKey", confirm).status());
    v1::PrepareEndorsementRequest prepare;
    prepare.set_case_id(case_id);
    ASSIGN_OR_RETURN(
        const v1::PrepareEndorsementResponse draft,
        Send<v1::PrepareEndorsementResponse>(signer, "CaseService/PrepareEndorsement", prepare));
    v1::EndorseCaseRequest endorse;
    endorse.set_signature(KeyOf(signer).Sign(draft.payload()));
    endorse.set_public_key(KeyOf(signer).public_key);
    *endorse.mutable_signed_at() = draft.signed_at();
    return On(case_id, signer, "EndorseCase", endorse);
  }

  LevelRuleService level_rules_{*database_};
  CaseTemplateService templates_{*database_};
  WorkloadService workloads_{*database_};
  SystemClock real_clock_;
  TemporaryDirectory trusted_;
  const security::SigningKey gateway_key_ = security::SigningKey::Generate();
  security::ActorIssuer gateway_{"gateway", gateway_key_, real_clock_};
  std::unique_ptr<security::ActorVerifier> verifier_ = [this] {
    EXPECT_OK(gateway_key_.SavePublic(trusted_.path() + "/gateway.pub"));
    return security::ActorVerifier::Load(trusted_.path(), real_clock_).value();
  }();
  telemetry::Metrics metrics_;
  std::unique_ptr<rpc::Executor> executor_ = std::make_unique<rpc::Executor>(
      rpc::ExecutorOptions{.threads = 4, .queue_per_lane = 64}, metrics_);
  rpc::Router router_{*verifier_, *executor_, clock_, metrics_};
  std::vector<grpc::Service*> services_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<rpc::Channel> channel_;
};

TEST_F(VerificationRpcTest, ListOfKeysSaysWhatMayBeDoneWithEach) {
  v1::EnrolSigningKeyRequest enrol;
  enrol.set_public_key(KeyOf(Head()).public_key);
  enrol.set_proof(ProofOf(Head()));
  ASSERT_OK_AND_ASSIGN(const v1::SigningKey key,
                       Send<v1::SigningKey>(Head(), "SigningKeyService/EnrolSigningKey", enrol));
  const auto actions = [&](const Actor& actor) {
    absl::StatusOr<v1::ListSigningKeysResponse> listed = Send<v1::ListSigningKeysResponse>(
        actor, "SigningKeyService/ListSigningKeys", v1::ListSigningKeysRequest());
    EXPECT_OK(listed);
    EXPECT_EQ(listed->signing_keys_size(), 1);
    return listed->signing_keys(0).actions();
  };
  EXPECT_THAT(actions(Office()), ElementsAre("confirm", "revoke"));
  EXPECT_THAT(actions(Head()), ElementsAre("revoke"));
  v1::ConfirmSigningKeyRequest confirm;
  confirm.set_signing_key_id(key.id());
  ASSERT_OK(Send<v1::SigningKey>(Office(), "SigningKeyService/ConfirmSigningKey", confirm));
  EXPECT_THAT(actions(Office()), ElementsAre("revoke"));
}

TEST_F(VerificationRpcTest, CaseTravelsFromAssignmentToClose) {
  const std::string id = Open().id.ToString();
  ASSERT_OK(On(id, Head(), "AcceptCase", v1::AcceptCaseRequest()));
  ASSERT_OK_AND_ASSIGN(const v1::Case planned, On(id, Wang(), "PlanCase", PlanRequest()));
  EXPECT_EQ(planned.state(), v1::STATE_PLANNED);
  EXPECT_THAT(planned.actions(), ElementsAre("plan", "declare"));
  v1::DeclareInterestsRequest declare;
  declare.set_text("无利害关系");
  for (const Actor& member : {Wang(), Li()}) ASSERT_OK(On(id, member, "DeclareInterests", declare));
  v1::ApprovePlanRequest approve;
  approve.set_reason("人员和措施适当");
  ASSERT_OK(On(id, Head(), "ApprovePlan", approve));
  v1::RecordStepRequest step;
  step.set_kind(v1::Step::KIND_SITE);
  step.set_text("查看现场");
  ASSERT_OK(On(id, Wang(), "RecordStep", step));
  v1::RecordFindingRequest finding;
  finding.set_allegation(1);
  finding.set_outcome(v1::OUTCOME_TRANSFERRED_ELSEWHERE);
  finding.set_basis("属劳资纠纷");
  ASSERT_OK(On(id, Li(), "RecordFinding", finding));
  v1::SubmitReportRequest submit;
  submit.set_text("经核查……");
  ASSERT_OK(On(id, Wang(), "SubmitReport", submit));
  ASSERT_OK(SignOver(id, Head()));
  ASSERT_OK_AND_ASSIGN(const v1::Case signed_case, SignOver(id, Leader()));
  EXPECT_EQ(signed_case.state(), v1::STATE_SIGNED);
  EXPECT_THAT(signed_case.open_gates(), ElementsAre("TRANSFER", "ACKNOWLEDGEMENT"));
  EXPECT_EQ(signed_case.endorsements(1).capacity(), "LEADER");
  v1::FileCaseRequest file;
  file.set_filing_no("西转〔2019〕3号");
  file.set_receiving_organ("滕州市人社局");
  ASSERT_OK(On(id, Wang(), "FileCase", file));
  v1::AcknowledgeTransferRequest acknowledge;
  acknowledge.set_acknowledgement_no("人社回〔2019〕9号");
  ASSERT_OK(On(id, Wang(), "AcknowledgeTransfer", acknowledge));
  ASSERT_OK_AND_ASSIGN(const v1::Case closed,
                       On(id, Office(), "CloseCase", v1::CloseCaseRequest()));
  EXPECT_EQ(closed.state(), v1::STATE_CLOSED);
  EXPECT_EQ(closed.outcome(), v1::OUTCOME_TRANSFERRED_ELSEWHERE);
  EXPECT_EQ(closed.taskforce().members_size(), 2);
  EXPECT_EQ(closed.steps(0).kind(), v1::Step::KIND_SITE);
  EXPECT_EQ(closed.findings(0).basis(), "属劳资纠纷");
  EXPECT_EQ(closed.filing().filing_no(), "西转〔2019〕3号");
}

TEST_F(VerificationRpcTest, ReportIsServedWithItsBytesAndHash) {
  const Case submitted = Submitted();
  v1::GetReportRequest request;
  request.set_case_id(submitted.id.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::Report report,
                       Send<v1::Report>(Leader(), "CaseService/GetReport", request));
  EXPECT_EQ(report.report_version(), 1);
  EXPECT_EQ(report.report_hash(), security::Sha256(report.form()));
  EXPECT_EQ(report.report_hash(), submitted.report_hash);
  EXPECT_FALSE(report.has_voided_at());
}

TEST_F(VerificationRpcTest, CityOfficeIsShownTheLineWithoutTexts) {
  const std::string id = Submitted().id.ToString();
  ASSERT_OK_AND_ASSIGN(const v1::Case line, On(id, CityOffice(), "GetCase", v1::GetCaseRequest()));
  EXPECT_EQ(line.state(), v1::STATE_SIGNING);
  EXPECT_EQ(line.lead_no(), "370481104-BZ2019-000001");
  EXPECT_EQ(line.report_hash().size(), 32u);
  EXPECT_FALSE(line.has_plan());
  EXPECT_THAT(line.steps(), IsEmpty());
  EXPECT_THAT(line.findings(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(
      const v1::ListCasesResponse list,
      Send<v1::ListCasesResponse>(CityOffice(), "CaseService/ListCases", v1::ListCasesRequest()));
  EXPECT_THAT(list.cases(), SizeIs(1));
}

TEST_F(VerificationRpcTest, PolicyStandsBeforeTheRule) {
  const std::string id = Open().id.ToString();
  EXPECT_THAT(On(id, Wang(), "AcceptCase", v1::AcceptCaseRequest()), RefusedBy("ROLE_REQUIRED"));
  EXPECT_THAT(On(id, Clerk(), "GetCase", v1::GetCaseRequest()), RefusedBy("ROLE_REQUIRED"));
  EXPECT_THAT(On(id, OtherHead(), "AcceptCase", v1::AcceptCaseRequest()),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(VerificationRpcTest, EtagGuardsAgainstAnEditInBetween) {
  const std::string id = Open().id.ToString();
  v1::AcceptCaseRequest accept;
  accept.set_etag("1");
  ASSERT_OK_AND_ASSIGN(const v1::Case accepted, On(id, Head(), "AcceptCase", accept));
  EXPECT_EQ(accepted.etag(), "2");
  v1::PlanCaseRequest plan = PlanRequest();
  plan.set_etag("1");
  EXPECT_THAT(On(id, Wang(), "PlanCase", plan), RefusedBy("STALE_VERSION"));
}

TEST_F(VerificationRpcTest, MalformedRequestsNameTheField) {
  const std::string id = Submitted().id.ToString();
  const auto field = [](const absl::Status& status) { return RefusalOf(status)->field; };
  EXPECT_EQ(field(On("x", Head(), "AcceptCase", v1::AcceptCaseRequest()).status()), "case_id");
  EXPECT_EQ(field(On(id, Head(), "SuspendCase", v1::SuspendCaseRequest()).status()), "until");
  EXPECT_EQ(field(On(id, Wang(), "RecordStep", v1::RecordStepRequest()).status()), "kind");
  EXPECT_EQ(field(On(id, Wang(), "RecordFinding", v1::RecordFindingRequest()).status()), "outcome");
  EXPECT_THAT(On(id, Leader(), "EndorseCase", v1::EndorseCaseRequest()), RefusedBy("ONE_KEY"));
}

}  // namespace
}  // namespace hecha::verification
