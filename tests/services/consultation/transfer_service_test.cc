// A sealed lead, or a flag, makes a letter that only the commission reads.
#include "services/common/base/working_days.h"
#include "tests/services/consultation/consultation_fixture.h"

namespace hecha::consultation {
namespace {

using events::v1::DeliveryResult;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(ConsultationTest, LetterAboutTheTownsOwnLeaderIsTheSuperiorsAlone) {
  const Uuid lead = Uuid::V7(absl::Now());
  intake::v1::LeadSealed event;
  event.set_lead_id(lead.ToString());
  event.set_lead_no("370481104-BZ2019-000008");
  event.set_upward(true);
  ASSERT_EQ(host_.Deliver(EnvelopeOf("intake", "lead", lead, 2, event)),
            DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(Transfers(commission_), IsEmpty());
  EXPECT_THAT(Transfers(office_), IsEmpty());
  const Actor city = User({Role::kDiscipline}, kCity);
  ASSERT_EQ(Transfers(city).size(), 1u);
  const std::string id = Transfers(city)[0].id();
  EXPECT_THAT(Acknowledge(commission_, id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_OK(Acknowledge(city, id));
}

TEST_F(ConsultationTest, SealedLeadMakesOneLetterHoweverOftenItIsTold) {
  const events::v1::Envelope sealed = Sealed(Uuid::V7(absl::Now()));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(host_.Deliver(sealed), DeliveryResult::VERDICT_ACCEPTED) << host_.last_reason();
  const std::vector<v1::Transfer> transfers = Transfers(commission_);
  ASSERT_EQ(transfers.size(), 1u);
  EXPECT_EQ(transfers[0].state(), v1::TRANSFER_STATE_ISSUED);
  EXPECT_EQ(transfers[0].lead_id(), sealed.aggregate_id());
  EXPECT_EQ(host_.Payloads<v1::TransferIssued>().size(), 1u);
}

TEST_F(ConsultationTest, UmbrellaFlaggedWhileVerifyingMakesTheOneLetterOfItsLead) {
  const Uuid lead = Uuid::V7(absl::Now());
  EXPECT_TRUE(Tell(Flagged(lead, /*upward=*/false))) << host_.last_reason();
  EXPECT_TRUE(Tell(Sealed(lead))) << host_.last_reason();
  const std::vector<v1::Transfer> transfers = Transfers(commission_);
  ASSERT_EQ(transfers.size(), 1u);
  EXPECT_EQ(transfers[0].lead_id(), lead.ToString());
  EXPECT_EQ(host_.Payloads<v1::TransferIssued>().size(), 1u);
  EXPECT_EQ(transfers[0].origin(), v1::TRANSFER_ORIGIN_FLAGGED);
  EXPECT_OK(Acknowledge(commission_, transfers[0].id()));
}

TEST_F(ConsultationTest, FlagAboutTheTownsOwnLeaderGoesToTheSuperiorAlone) {
  ASSERT_TRUE(Tell(Flagged(Uuid::V7(absl::Now()), /*upward=*/true)));
  EXPECT_THAT(Transfers(commission_), IsEmpty());
  EXPECT_THAT(Transfers(office_), IsEmpty());
  EXPECT_EQ(Transfers(User({Role::kDiscipline}, kCity)).size(), 1u);
}

TEST_F(ConsultationTest, EachFlagOfALeadHasALetterAndADecisionOfItsOwn) {
  const Uuid lead = Uuid::V7(absl::Now());
  const events::v1::Envelope flag = Flagged(lead, /*upward=*/false);
  ASSERT_TRUE(Tell(flag)) << host_.last_reason();
  const std::string first = Transfers(commission_)[0].id();
  ASSERT_OK(Acknowledge(commission_, first));
  ASSERT_OK(Conclude(commission_, first, /*filed=*/true));

  // A second team, which suspects the town's own leader.
  ASSERT_TRUE(Tell(Flagged(lead, /*upward=*/true))) << host_.last_reason();
  const Actor superior = User({Role::kDiscipline}, kCity);
  EXPECT_EQ(Transfers(commission_).size(), 1u);
  ASSERT_EQ(Transfers(superior).size(), 2u);
  EXPECT_EQ(Transfers(superior)[0].letter_no(), "移-370481104-BZ2019-000007-2");
  // The lead is sealed while that one is open.
  const std::string second = Transfers(superior)[0].id();
  ASSERT_TRUE(Tell(Sealed(lead))) << host_.last_reason();
  EXPECT_EQ(Transfers(superior).size(), 2u) << "the superior's letter carries the seal";

  ASSERT_OK(Acknowledge(superior, second));
  ASSERT_OK(Conclude(superior, second, /*filed=*/false));
  const auto told = host_.Payloads<v1::TransferConcluded>();
  ASSERT_EQ(told.size(), 2u);
  verification::v1::UmbrellaFlagged flagged;
  flagged.ParseFromString(flag.payload());
  EXPECT_EQ(told[0].case_id(), flagged.case_id());
  EXPECT_FALSE(told[0].lead_waits());
  EXPECT_FALSE(told[1].filed());
  EXPECT_TRUE(told[1].filed_before());
}

TEST_F(ConsultationTest, LeadWaitsForTheLastOfItsLetters) {
  const Uuid lead = Uuid::V7(absl::Now());
  ASSERT_TRUE(Tell(Flagged(lead, /*upward=*/false)));
  ASSERT_TRUE(Tell(Flagged(lead, /*upward=*/false)));
  for (const v1::Transfer& letter : Transfers(commission_)) {
    ASSERT_OK(Acknowledge(commission_, letter.id()));
    ASSERT_OK(Conclude(commission_, letter.id(), /*filed=*/false));
  }
  const auto told = host_.Payloads<v1::TransferConcluded>();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].lead_waits());
  EXPECT_FALSE(told[1].lead_waits());
  EXPECT_FALSE(told[1].filed_before());
}

TEST_F(ConsultationTest, ReasonOfAFlagIsReadByWhoOpensTheLetterAlone) {
  const Uuid lead = Uuid::V7(absl::Now());
  ASSERT_TRUE(Tell(Flagged(lead, /*upward=*/false, "CANARY3C 某副镇长通风报信")));
  EXPECT_EQ(Transfers(commission_)[0].reason(), "CANARY3C 某副镇长通风报信");
  EXPECT_EQ(Transfers(office_)[0].reason(), "");
  EXPECT_THAT(host_.ColumnsHolding("CANARY3C"), IsEmpty());
  ASSERT_TRUE(Purge(lead)) << host_.last_reason();
  EXPECT_EQ(Transfers(commission_)[0].reason(), "");
}

TEST_F(ConsultationTest, LetterThatNobodySignsForInFiveWorkingDaysIsToldOnce) {
  // The day after is no working day here, so that the term is longer by one.
  verification::v1::CalendarChanged calendar;
  calendar.set_year(2019);
  verification::v1::CalendarChanged::Day& holiday = *calendar.add_days();
  holiday.set_date("2019-04-16");
  ASSERT_EQ(
      host_.Deliver(EnvelopeOf("verification", "calendar", Uuid::V7(absl::Now()), 1, calendar)),
      DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  const v1::Transfer issued = Issued();
  EXPECT_EQ(issued.origin(), v1::TRANSFER_ORIGIN_SEALED);
  EXPECT_EQ(events::FromTimestamp(issued.acknowledge_by()),
            WorkingDays({{absl::CivilDay(2019, 4, 16), false}}).After(kStart, 5));
  v1::ListTransfersRequest overdue;
  overdue.set_overdue(true);
  const auto count = [&] {
    return Ask<v1::ListTransfersResponse>(office_, "TransferService/ListTransfers", overdue)
        ->transfers_size();
  };
  host_.Turn("transfer.overdue");
  EXPECT_EQ(count(), 0);
  host_.clock().Advance(9 * kDay);
  for (int i = 0; i < 2; ++i) host_.Turn("transfer.overdue");
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(host_.Payloads<v1::TransferOverdue>().size(), 1u);
  ASSERT_OK(Acknowledge(commission_, issued.id()));
  EXPECT_EQ(count(), 0);
}

TEST_F(ConsultationTest, LetterOfAPurgedLeadHasNoWordsLeft) {
  const v1::Transfer issued = Issued();
  ASSERT_OK(Acknowledge(commission_, issued.id()));
  v1::ConcludeTransferRequest conclude;
  conclude.set_transfer_id(issued.id());
  conclude.set_opinion("查无实据");
  ASSERT_OK(Ask<v1::Transfer>(commission_, "TransferService/ConcludeTransfer", conclude));
  intake::v1::LeadPurged purged;
  purged.set_lead_id(issued.lead_id());
  ASSERT_EQ(
      host_.Deliver(EnvelopeOf("intake", "lead", Uuid::Parse(issued.lead_id()).value(), 9, purged)),
      DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  const std::vector<v1::Transfer> left = Transfers(commission_);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].opinion(), "");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM data_key WHERE shredded_at IS NULL"), 0);
  EXPECT_THAT(host_.Payloads<v1::TransferConcluded>(), IsEmpty());
}

TEST_F(ConsultationTest, OnlyTheCommissionSeesWhatIsInTheLetter) {
  const v1::Transfer issued = Issued();
  ASSERT_OK(Acknowledge(commission_, issued.id()));
  v1::ConcludeTransferRequest conclude;
  conclude.set_transfer_id(issued.id());
  conclude.set_filed(true);
  conclude.set_opinion("CANARY3C 已立案审查");
  ASSERT_OK_AND_ASSIGN(
      const v1::Transfer concluded,
      Ask<v1::Transfer>(commission_, "TransferService/ConcludeTransfer", conclude));
  EXPECT_EQ(concluded.opinion(), conclude.opinion());
  EXPECT_TRUE(concluded.filed());

  v1::GetTransferRequest get;
  get.set_transfer_id(issued.id());
  for (const Actor& actor : {office_, User({Role::kCityOffice}, kCity)}) {
    ASSERT_OK_AND_ASSIGN(const v1::Transfer stub,
                         Ask<v1::Transfer>(actor, "TransferService/GetTransfer", get));
    EXPECT_EQ(stub.letter_no(), "移-370481104-BZ2019-000007");
    EXPECT_EQ(stub.state(), v1::TRANSFER_STATE_CONCLUDED);
    EXPECT_TRUE(stub.opinion().empty());
    EXPECT_TRUE(stub.lead_id().empty());
    EXPECT_FALSE(stub.filed());
    EXPECT_EQ(Transfers(actor)[0].SerializeAsString(), stub.SerializeAsString());
  }
  const Actor elsewhere = User({Role::kDiscipline}, kNextTown);
  EXPECT_THAT(Ask<v1::Transfer>(elsewhere, "TransferService/GetTransfer", get),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Transfers(elsewhere), IsEmpty());
  EXPECT_THAT(Acknowledge(elsewhere, issued.id()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Acknowledge(office_, issued.id()), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(host_.ColumnsHolding("CANARY3C"), IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding("370481104-BZ2019-000007"), ElementsAre("transfer.lead_no"));
}

}  // namespace
}  // namespace hecha::consultation
