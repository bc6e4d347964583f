// Office and reporter talk across a receipt, on a real database behind a real server: both read
// the same words, nobody else does, and no word rests in the clear.
#include "services/intake/dialogue_service.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/intake/v1/retention.pb.h"
#include "hecha/intake/v1/search.pb.h"
#include "services/intake/reporter.h"
#include "tests/services/intake/equal_cost.h"
#include "tests/services/intake/reporter_test_host.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DialogueServiceTest : public ReporterSideTest {
 protected:
  DialogueServiceTest()
      : receipt_(File(Report()).value().receipt()), lead_(List(clerk_).leads(0).id()) {}

  absl::StatusOr<v1::ReceiptView> Confirm(v1::Attitude attitude) {
    v1::ConfirmFeedbackRequest request;
    request.set_attitude(attitude);
    return Show("ConfirmFeedback", receipt_, request);
  }

  absl::StatusOr<v1::ReceiptView> RequestReview(const std::string& reason) {
    v1::RequestReviewRequest request;
    request.set_reason(reason);
    return Show("RequestReview", receipt_, request);
  }

  const std::string receipt_;
  const std::string lead_;
};

std::vector<std::string> Texts(
    const google::protobuf::RepeatedPtrField<v1::DialogueMessage>& messages) {
  std::vector<std::string> texts;
  for (const v1::DialogueMessage& message : messages) texts.push_back(message.text());
  return texts;
}

TEST_F(DialogueServiceTest, BothSidesReadTheSameWordsInOrder) {
  ASSERT_OK(Reply(receipt_, "CANARY3D 收费的人开一辆白色面包车"));
  ASSERT_OK_AND_ASSIGN(const v1::DialogueMessage sent,
                       Send(clerk_, lead_, "CANARY3D 请问大约几点？"));
  EXPECT_EQ(sent.user_id(), clerk_.user.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptView view, Reply(receipt_, "CANARY3D 早上六点"));
  const std::vector<std::string> words = {"CANARY3D 收费的人开一辆白色面包车",
                                          "CANARY3D 请问大约几点？", "CANARY3D 早上六点"};
  EXPECT_EQ(Texts(view.messages()), words);
  EXPECT_EQ(view.messages(1).speaker(), v1::SPEAKER_OFFICE);
  EXPECT_TRUE(view.messages(1).user_id().empty()) << "the reporter learns who writes";
  EXPECT_EQ(view.SerializeAsString(), Open(receipt_)->SerializeAsString());
  EXPECT_EQ(Texts(Messages(office_, lead_)->messages()), words);

  EXPECT_THAT(host_.ColumnsHolding("CANARY3D"), IsEmpty());
  std::vector<v1::Speaker> speakers;
  for (const v1::MessageSent& told : host_.Payloads<v1::MessageSent>()) {
    EXPECT_EQ(told.lead_id(), lead_);
    speakers.push_back(told.speaker());
  }
  EXPECT_THAT(speakers,
              ElementsAre(v1::SPEAKER_REPORTER, v1::SPEAKER_OFFICE, v1::SPEAKER_REPORTER));
  for (const ServiceHost::Told& told : host_.Outbox())
    EXPECT_EQ(told.payload.find("CANARY3D"), std::string::npos) << told.action;
}

TEST_F(DialogueServiceTest, RetriedReplyIsOneMessage) {
  ASSERT_OK(Reply(receipt_, "补充一点", "4f0c1b2a3d4e5f60718293a4b5c6d7e8"));
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptView again,
                       Reply(receipt_, "补充一点", "4f0c1b2a3d4e5f60718293a4b5c6d7e8"));
  EXPECT_EQ(again.messages_size(), 1);
}

TEST_F(DialogueServiceTest, MessagesOfOneMomentAllArriveOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([this, i] {
      if (i % 2 == 0) {
        EXPECT_OK(Reply(receipt_, fmt::format("补充 {}", i)));
      } else {
        EXPECT_OK(Send(clerk_, lead_, fmt::format("询问 {}", i)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<std::string> texts = Texts(Open(receipt_)->messages());
  std::sort(texts.begin(), texts.end());
  EXPECT_THAT(texts, ElementsAre("补充 0", "补充 2", "补充 4", "询问 1", "询问 3", "询问 5"));
}

TEST_F(DialogueServiceTest, OnlyTheTownsOfficeTakesPart) {
  ASSERT_OK(Reply(receipt_, "补充"));
  for (const Actor& stranger : {User({Role::kOffice}, kNextTown), User({Role::kDiscipline})}) {
    EXPECT_THAT(Messages(stranger, lead_), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(Send(stranger, lead_, "你好"), StatusIs(absl::StatusCode::kNotFound));
  }
  Actor investigator = User({Role::kInvestigator});
  investigator.unit = station_;
  EXPECT_THAT(Messages(investigator, lead_), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(DialogueServiceTest, NobodyWritesToALeadWithoutReceipt) {
  const v1::Lead phoned = Create(Draft()).value();
  EXPECT_THAT(Send(clerk_, phoned.id(), "你好"), RefusedBy("NO_RECEIPT"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM message"), 0);
}

TEST_F(DialogueServiceTest, UnknownReceiptDoesNothing) {
  const std::string unknown = Receipt(std::string(16, 'x')).ToString();
  EXPECT_THAT(Reply(unknown, "补充"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Reply("no receipt", "补充"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM dialogue"), 0);
}

TEST_F(DialogueServiceTest, ReporterAnswersTheFeedbackAndAsksForReview) {
  EXPECT_THAT(Confirm(v1::ATTITUDE_SATISFIED), RefusedBy("NO_OUTCOME"));
  EXPECT_THAT(RequestReview("未查实"), RefusedBy("NO_OUTCOME"));
  Conclude();
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptView told, Open(receipt_));
  EXPECT_EQ(told.review_until().seconds() - told.informed_at().seconds(), 30 * 24 * 3600);
  EXPECT_THAT(Confirm(v1::ATTITUDE_UNSPECIFIED), RefusedBy("REQUIRED"));
  ASSERT_OK(Confirm(v1::ATTITUDE_DISAGREES));
  EXPECT_THAT(Confirm(v1::ATTITUDE_SATISFIED), RefusedBy("ALREADY_CONFIRMED"));
  host_.clock().Advance(absl::Hours(24 * 29));
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptView view, RequestReview("没有找我说的证人"));
  EXPECT_EQ(view.attitude(), v1::ATTITUDE_DISAGREES);
  EXPECT_TRUE(view.has_review_requested_at());
  ASSERT_EQ(view.messages_size(), 1);
  EXPECT_EQ(view.messages(0).kind(), v1::DialogueMessage::KIND_REVIEW_REQUEST);
  ASSERT_OK_AND_ASSIGN(const v1::ListMessagesResponse seen, Messages(office_, lead_));
  EXPECT_EQ(seen.attitude(), v1::ATTITUDE_DISAGREES);
  EXPECT_TRUE(seen.has_review_requested_at());

  ASSERT_EQ(host_.Payloads<v1::ReviewRequested>().size(), 1u);
  EXPECT_EQ(host_.Payloads<v1::ReviewRequested>()[0].lead_id(), lead_);
  EXPECT_EQ(host_.Payloads<v1::FeedbackConfirmed>()[0].attitude(), v1::ATTITUDE_DISAGREES);
}

TEST_F(DialogueServiceTest, WhoeverReportedWhatIsTrueIsAskedToo) {
  const std::string id = AssignNewest();
  verification::v1::CaseClosed closed;
  closed.set_outcome(verification::v1::OUTCOME_SUBSTANTIATED);
  closed.set_without_feedback(true);
  ASSERT_EQ(TellOf(id, closed), events::v1::DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptView told, Open(receipt_));
  EXPECT_EQ(told.progress(), v1::PROGRESS_CONCLUDED);
  EXPECT_TRUE(told.has_informed_at());
  EXPECT_OK(Confirm(v1::ATTITUDE_SATISFIED));
  EXPECT_OK(RequestReview("还有一人未处理"));
}

TEST_F(DialogueServiceTest, TheCloseAfterAFeedbackIsNoNewOutcome) {
  const std::string id = Conclude();
  ASSERT_OK(Confirm(v1::ATTITUDE_DISAGREES));
  verification::v1::CaseClosed closed;
  closed.set_outcome(verification::v1::OUTCOME_REFUTED);
  ASSERT_EQ(TellOf(id, closed), events::v1::DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  EXPECT_EQ(Open(receipt_)->attitude(), v1::ATTITUDE_DISAGREES);
}

TEST_F(DialogueServiceTest, WhatTheCommissionConcludedIsToldToo) {
  v1::TriageLeadRequest judgement = Judgement(lead_);
  judgement.set_umbrella(v1::UMBRELLA_SUSPECTED);
  ASSERT_OK(Do(clerk_, "TriageLead", judgement));
  v1::SealLeadRequest seal;
  seal.set_lead_id(lead_);
  ASSERT_OK(Do(office_, "SealLead", seal));
  EXPECT_THAT(RequestReview("未查实"), RefusedBy("NO_OUTCOME"));
  consultation::v1::TransferConcluded concluded;
  concluded.set_lead_id(lead_);
  ASSERT_EQ(host_.Deliver(EnvelopeOf("consultation", "transfer", Uuid::V7(kStart), 1, concluded)),
            events::v1::DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  EXPECT_EQ(Open(receipt_)->progress(), v1::PROGRESS_CONCLUDED);
  EXPECT_OK(RequestReview("未查实"));
}

TEST_F(DialogueServiceTest, WhatIsArchivedIsStillConcluded) {
  const std::string id = Conclude();
  verification::v1::CaseClosed closed;
  closed.set_outcome(verification::v1::OUTCOME_REFUTED);
  ASSERT_EQ(TellOf(id, closed), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  v1::ArchiveLeadRequest request;
  request.set_lead_id(id);
  ASSERT_OK(
      host_.Ask<v1::Retention>(office_, "hecha.intake.v1.RetentionService/ArchiveLead", request));
  EXPECT_EQ(Open(receipt_)->progress(), v1::PROGRESS_CONCLUDED);
}

TEST_F(DialogueServiceTest, ReporterOfAMergedLeadSpeaksOfTheOther) {
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead_)));
  const std::string survivor = Assigned().id();
  Merged(lead_, survivor);
  verification::v1::FeedbackGiven feedback;
  feedback.set_explanation("不属实");
  ASSERT_EQ(TellOf(survivor, feedback), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK(Confirm(v1::ATTITUDE_DISAGREES));
  ASSERT_OK(RequestReview("没有找我说的证人"));
  EXPECT_EQ(host_.Payloads<v1::ReviewRequested>().at(0).lead_id(), lead_);
  EXPECT_EQ(host_.Payloads<v1::ReviewRequested>()[0].case_lead_id(), survivor);
  EXPECT_EQ(host_.Payloads<v1::FeedbackConfirmed>().at(0).case_lead_id(), survivor);
}

TEST_F(DialogueServiceTest, ReviewIsRefusedAfterThirtyDays) {
  Conclude();
  host_.clock().Advance(absl::Hours(24 * 30) + absl::Minutes(1));
  EXPECT_THAT(RequestReview("未查实"), RefusedBy("REVIEW_PERIOD_OVER"));
}

TEST_F(DialogueServiceTest, MissTakesAsLongAsAHit) {
  const std::string unknown = Receipt(std::string(16, 'x')).ToString();
  for (int i = 0; i < 50; ++i) (void)Open(i % 2 == 0 ? receipt_ : unknown);
  ExpectEqualCost([&] { EXPECT_OK(Open(receipt_)); }, [&] { EXPECT_FALSE(Open(unknown).ok()); });
}

TEST_F(DialogueServiceTest, ReportersWordsAreSearchedByTheOfficeAndFlagged) {
  ASSERT_OK(Reply(receipt_, "我叫李四，收费的人开一辆白色面包车"));
  EXPECT_THAT(Messages(office_, lead_)->messages(0).reporter_hints(), ElementsAre("我叫李四"));
  EXPECT_THAT(Open(receipt_)->messages(0).reporter_hints(), IsEmpty());
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead_)));
  ASSERT_OK(Assign(lead_, station_));
  host_.Turn("match.index");
  v1::SearchLeadsRequest request;
  request.set_query("白色面包车");
  const auto hits = [&](const Actor& actor) {
    return host_
        .Ask<v1::SearchLeadsResponse>(actor, "hecha.intake.v1.SearchService/SearchLeads", request)
        ->hits_size();
  };
  EXPECT_EQ(hits(clerk_), 1);
  // The unit reads the lead, but not what its reporter says to the office.
  Actor investigator = User({Role::kInvestigator});
  investigator.unit = station_;
  EXPECT_EQ(hits(investigator), 0);
  request.set_query("市场东门");
  EXPECT_EQ(hits(investigator), 1);
}

}  // namespace
}  // namespace hecha::intake
