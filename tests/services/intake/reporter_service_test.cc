// A citizen's report and its receipt, on a real database behind a real server.
#include "services/intake/reporter_service.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "hecha/verification/v1/events.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

class ReporterServiceTest : public IntakeTest {
 protected:
  static v1::FileReportRequest Report() {
    v1::FileReportRequest request;
    request.set_division(kTown);
    request.set_title("CANARY9R 有人收保护费");
    request.set_narrative("CANARY9R 市场东门每月收一次");
    return request;
  }

  absl::StatusOr<v1::FileReportResponse> File(const v1::FileReportRequest& request) {
    return host_.Ask<v1::FileReportResponse>(Actor(), "hecha.intake.v1.ReporterService/FileReport",
                                             request);
  }

  absl::StatusOr<v1::ReceiptView> Open(const std::string& receipt) {
    v1::OpenReceiptRequest request;
    request.set_receipt(receipt);
    return host_.Ask<v1::ReceiptView>(Actor(), "hecha.intake.v1.ReporterService/OpenReceipt",
                                      request);
  }
};

TEST_F(ReporterServiceTest, ReportBecomesLeadBehindItsReceipt) {
  ASSERT_OK_AND_ASSIGN(const v1::FileReportResponse filed, File(Report()));
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptView view, Open(filed.receipt()));
  EXPECT_EQ(view.progress(), v1::PROGRESS_RECEIVED);
  EXPECT_EQ(view.received_at().seconds(), absl::ToUnixSeconds(kStart));
  EXPECT_TRUE(view.explanation().empty());
  const v1::ListLeadsResponse leads = List(clerk_);
  ASSERT_EQ(leads.leads_size(), 1);
  EXPECT_EQ(leads.leads(0).channel(), v1::CHANNEL_PUBLIC_WEB);
  EXPECT_EQ(leads.leads(0).narrative(), Report().narrative());
}

TEST_F(ReporterServiceTest, RetriedReportGetsTheSameReceipt) {
  v1::FileReportRequest request = Report();
  request.set_request_id("0b9c36a2f1d94f0c8d6e7a5b4c3d2e1f");
  ASSERT_OK_AND_ASSIGN(const v1::FileReportResponse first, File(request));
  host_.clock().Advance(absl::Minutes(3));
  ASSERT_OK_AND_ASSIGN(const v1::FileReportResponse second, File(request));
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead"), 1);
  request.set_title("另一件事");
  EXPECT_THAT(File(request), RefusedBy("REQUEST_ID_REUSED"));
}

TEST_F(ReporterServiceTest, TwoReportsWithoutRequestIdAreTwo) {
  ASSERT_OK_AND_ASSIGN(const v1::FileReportResponse first, File(Report()));
  ASSERT_OK_AND_ASSIGN(const v1::FileReportResponse second, File(Report()));
  EXPECT_NE(first.receipt(), second.receipt());
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead"), 2);
}

TEST_F(ReporterServiceTest, UnknownAndMalformedReceiptAreOneAnswer) {
  ASSERT_OK(File(Report()));
  const absl::Status unknown = Open(Receipt(std::string(16, 'x')).ToString()).status();
  const absl::Status malformed = Open("no receipt").status();
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(unknown.code(), malformed.code());
  EXPECT_EQ(RefusalOf(unknown)->rule, RefusalOf(malformed)->rule);
  EXPECT_EQ(RefusalOf(unknown)->zh, RefusalOf(malformed)->zh);
}

TEST_F(ReporterServiceTest, UnknownReceiptLeavesNoMoreInTheLogThanAKnownOne) {
  const std::string receipt = File(Report()).value().receipt();
  const auto lines_of = [this](const std::string& shown) {
    testing::internal::CaptureStderr();
    (void)Open(shown);
    const std::string log = testing::internal::GetCapturedStderr();
    return std::count(log.begin(), log.end(), '\n');
  };
  EXPECT_EQ(lines_of(Receipt(std::string(16, 'x')).ToString()), lines_of(receipt));
}

TEST_F(ReporterServiceTest, ReporterReadsWhatTheUnitExplained) {
  const std::string receipt = File(Report()).value().receipt();
  const std::string id = List(clerk_).leads(0).id();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  ASSERT_OK(Assign(id, station_));
  TellOf<verification::v1::CasePlanned>(id);
  EXPECT_EQ(Open(receipt).value().progress(), v1::PROGRESS_VERIFYING);
  verification::v1::FeedbackGiven feedback;
  feedback.set_explanation("CANARY9R 经核查，所反映情况不属实");
  ASSERT_EQ(TellOf(id, feedback), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptView view, Open(receipt));
  EXPECT_EQ(view.progress(), v1::PROGRESS_CONCLUDED);
  EXPECT_EQ(view.explanation(), feedback.explanation());

  EXPECT_THAT(host_.ColumnsHolding("CANARY9R"), testing::IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding(receipt), testing::IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding(Receipt::Parse(receipt)->bits()), testing::IsEmpty());
}

TEST_F(ReporterServiceTest, TheUnitIsToldThatSomebodyWaitsForAnAnswer) {
  Assigned();
  ASSERT_OK(File(Report()));
  const std::string id = List(clerk_).leads(0).id();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  ASSERT_OK(Assign(id, station_));
  const std::vector<v1::LeadAssigned> told = host_.Payloads<v1::LeadAssigned>();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_FALSE(told[0].reporter_reachable());
  EXPECT_TRUE(told[1].reporter_reachable());
}

TEST_F(ReporterServiceTest, WordsAboutAMissingChannelAreNotForTheReceipt) {
  const std::string receipt = File(Report()).value().receipt();
  const std::string id = List(clerk_).leads(0).id();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  ASSERT_OK(Assign(id, station_));
  verification::v1::FeedbackGiven feedback;
  feedback.set_no_channel(true);
  feedback.set_explanation("匿名来信，无联系方式");
  TellOf(id, feedback);
  EXPECT_TRUE(Open(receipt).value().explanation().empty());
}

TEST_F(ReporterServiceTest, ReportMustBeAboutATownWeKnow) {
  v1::FileReportRequest request = Report();
  request.set_division("370481999");
  const absl::Status status = File(request).status();
  EXPECT_THAT(status, RefusedBy("UNKNOWN_TOWN"));
  EXPECT_EQ(RefusalOf(status)->field, "division");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM receipt"), 0);
}

}  // namespace
}  // namespace hecha::intake
