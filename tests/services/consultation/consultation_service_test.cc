// Consultation on a real database behind a real server: a sealed lead makes one letter that only
// the commission reads, a transfer one joint file, and a meeting keeps what was said.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/consultation/v1/joint_file.pb.h"
#include "hecha/consultation/v1/meeting.pb.h"
#include "hecha/consultation/v1/transfer.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/working_days.h"
#include "services/consultation/consultation.h"
#include "tests/testing/service_host.h"

namespace hecha::consultation {
namespace {

using events::v1::DeliveryResult;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);

class ConsultationTest : public testing::Test {
 protected:
  static events::v1::Envelope Sealed(Uuid lead) {
    intake::v1::LeadSealed event;
    event.set_lead_id(lead.ToString());
    event.set_lead_no("370481104-BZ2019-000007");
    events::SetTimestamp(kStart, event.mutable_sealed_at());
    return EnvelopeOf("intake", "lead", lead, 3, event);
  }

  // A team's flag of a lead that it verifies.
  static events::v1::Envelope Flagged(Uuid lead, bool upward, const std::string& reason = "") {
    verification::v1::UmbrellaFlagged event;
    event.set_case_id(Uuid::V7(absl::Now()).ToString());
    event.set_lead_id(lead.ToString());
    event.set_lead_no("370481104-BZ2019-000007");
    event.set_upward(upward);
    event.set_reason(reason);
    return EnvelopeOf("verification", "case", Uuid::V7(absl::Now()), 5, event);
  }

  // False if the event was not accepted.
  bool Tell(const events::v1::Envelope& envelope) {
    return host_.Deliver(envelope) == DeliveryResult::VERDICT_ACCEPTED;
  }

  // That the lead accuses the unit.
  bool Bar(Uuid lead, UnitId unit) {
    intake::v1::LeadSubjectsChanged event;
    event.set_lead_id(lead.ToString());
    event.add_barred_unit_ids(unit.ToString());
    return Tell(EnvelopeOf("intake", "lead", lead, 2, event));
  }

  template <class Response, class Request>
  absl::StatusOr<Response> Ask(const Actor& actor, const std::string& method,
                               const Request& request) {
    return host_.Ask<Response>(actor, "hecha.consultation.v1." + method, request);
  }

  std::vector<v1::Transfer> Transfers(const Actor& actor) {
    const v1::ListTransfersResponse response =
        Ask<v1::ListTransfersResponse>(actor, "TransferService/ListTransfers",
                                       v1::ListTransfersRequest())
            .value();
    return {response.transfers().begin(), response.transfers().end()};
  }

  // The letter of a sealed lead.
  v1::Transfer Issued() {
    EXPECT_EQ(host_.Deliver(Sealed(Uuid::V7(absl::Now()))), DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
    return Transfers(commission_)[0];
  }

  absl::StatusOr<v1::Transfer> Acknowledge(const Actor& actor, const std::string& id) {
    v1::AcknowledgeTransferRequest request;
    request.set_transfer_id(id);
    return Ask<v1::Transfer>(actor, "TransferService/AcknowledgeTransfer", request);
  }

  absl::StatusOr<v1::Transfer> Conclude(const Actor& actor, const std::string& id, bool filed) {
    v1::ConcludeTransferRequest request;
    request.set_transfer_id(id);
    request.set_filed(filed);
    request.set_opinion("查无实据");
    return Ask<v1::Transfer>(actor, "TransferService/ConcludeTransfer", request);
  }

  absl::StatusOr<v1::JointFile> Open(const std::string& transfer) {
    v1::OpenJointFileRequest request;
    request.set_transfer_id(transfer);
    request.set_police_unit_id(police_.unit.ToString());
    return Ask<v1::JointFile>(commission_, "JointFileService/OpenJointFile", request);
  }

  absl::StatusOr<v1::JointFile> File(const Actor& actor, const std::string& id, v1::Side side) {
    v1::RecordFilingRequest request;
    request.set_joint_file_id(id);
    request.set_side(side);
    request.set_filing_no("滕公立字〔2019〕21 号");
    return Ask<v1::JointFile>(actor, "JointFileService/RecordFiling", request);
  }

  template <class Request>
  absl::StatusOr<v1::Meeting> Do(const Actor& actor, const std::string& method,
                                 const Request& request) {
    return Ask<v1::Meeting>(actor, "MeetingService/" + method, request);
  }

  absl::StatusOr<v1::Meeting> Propose(Uuid lead = Uuid::V7(kStart)) {
    v1::ProposeMeetingRequest request;
    request.set_division(kTown);
    request.set_subject("CANARY3C 砂石场案会商");
    request.add_lead_ids(lead.ToString());
    return Do(office_, "ProposeMeeting", request);
  }

  v1::Meeting Convened() { return Convene(Propose().value().id()); }

  v1::Meeting Convene(const std::string& id) { return TryToConvene(office_, id).value(); }

  absl::StatusOr<v1::Meeting> TryToConvene(const Actor& actor, const std::string& id) {
    v1::ConveneMeetingRequest request;
    request.set_meeting_id(id);
    request.set_chair_id(chair_.user.ToString());
    request.add_required_unit_ids(police_.unit.ToString());
    request.add_required_unit_ids(commission_.unit.ToString());
    events::SetTimestamp(kStart + kDay, request.mutable_takes_place());
    request.set_place("三楼会议室");
    return Do(actor, "ConveneMeeting", request);
  }

  absl::StatusOr<v1::Meeting> GiveOpinion(const Actor& actor, const std::string& id,
                                          const std::string& text, bool dissents,
                                          const std::string& lead = "") {
    v1::GiveOpinionRequest request;
    request.set_meeting_id(id);
    request.set_text(text);
    request.set_dissents(dissents);
    request.set_lead_id(lead);
    return Do(actor, "GiveOpinion", request);
  }

  // A meeting about one or two leads whose minutes are written, with an opinion, an item and a
  // resolution on the first, and an opinion and an item on the second.
  v1::Meeting Minuted(Uuid first, Uuid second) {
    v1::ProposeMeetingRequest propose;
    propose.set_division(kTown);
    propose.set_subject("CANARY3C 两案会商");
    propose.add_lead_ids(first.ToString());
    propose.add_lead_ids(second.ToString());
    const std::string id = Convene(Do(office_, "ProposeMeeting", propose).value().id()).id();
    EXPECT_OK(GiveOpinion(police_, id, "CANARY3C 甲案证据不足", true, first.ToString()));
    EXPECT_OK(GiveOpinion(commission_, id, "CANARY3C 乙案证据充分", false, second.ToString()));
    v1::HoldMeetingRequest hold;
    hold.set_meeting_id(id);
    hold.add_attending_unit_ids(police_.unit.ToString());
    hold.add_attending_unit_ids(commission_.unit.ToString());
    EXPECT_OK(Do(office_, "HoldMeeting", hold));
    v1::SubmitMinutesRequest submit;
    submit.set_meeting_id(id);
    submit.set_minutes("CANARY3C 会议纪要");
    v1::MinutesItem& item = *submit.add_items();
    item.set_lead_id(first.ToString());
    item.set_text("CANARY3C 甲案补查");
    if (second != first) {
      v1::MinutesItem& another = *submit.add_items();
      another.set_lead_id(second.ToString());
      another.set_text("CANARY3C 乙案移交");
    }
    v1::Resolution& resolution = *submit.add_resolutions();
    resolution.set_owner_unit_id(police_.unit.ToString());
    resolution.set_text("CANARY3C 一周内补查甲案");
    resolution.set_lead_id(first.ToString());
    events::SetTimestamp(kStart + kDay, resolution.mutable_due());
    return Do(office_, "SubmitMinutes", submit).value();
  }

  v1::Meeting Seen(const std::string& id) { return TryToSee(office_, id).value(); }

  absl::StatusOr<v1::Meeting> TryToSee(const Actor& actor, const std::string& id) {
    v1::GetMeetingRequest get;
    get.set_meeting_id(id);
    return Do(actor, "GetMeeting", get);
  }

  // Whether the meeting is there for the actor; a list and what it names agree.
  bool Knows(const Actor& actor, const std::string& id) {
    const v1::ListMeetingsResponse list =
        Ask<v1::ListMeetingsResponse>(actor, "MeetingService/ListMeetings",
                                      v1::ListMeetingsRequest())
            .value();
    const bool listed = std::any_of(list.meetings().begin(), list.meetings().end(),
                                    [&](const v1::Meeting& each) { return each.id() == id; });
    EXPECT_EQ(listed, TryToSee(actor, id).ok());
    return listed;
  }

  // False if the event was not accepted.
  bool Purge(Uuid lead) {
    intake::v1::LeadPurged purged;
    purged.set_lead_id(lead.ToString());
    return host_.Deliver(EnvelopeOf("intake", "lead", lead, 9, purged)) ==
           DeliveryResult::VERDICT_ACCEPTED;
  }

  ServiceHost host_{{"consultation", kMigrations, Build}};
  const Actor commission_ = User({Role::kDiscipline});
  const Actor police_ = User({Role::kUnitHead});
  const Actor office_ = User({Role::kOffice});
  const Actor chair_ = User({Role::kLeader});
};

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

TEST_F(ConsultationTest, MeetingForgetsWhatItSaidOfAPurgedLead) {
  const Uuid first = Uuid::V7(kStart);
  const Uuid second = Uuid::V7(kStart);
  v1::Meeting meeting = Minuted(first, second);
  ASSERT_EQ(meeting.items_size(), 2);
  EXPECT_THAT(host_.ColumnsHolding("CANARY3C"), IsEmpty());

  ASSERT_TRUE(Purge(first)) << host_.last_reason();
  meeting = Seen(meeting.id());
  EXPECT_THAT(meeting.lead_ids(), ElementsAre(second.ToString()));
  EXPECT_EQ(meeting.subject(), "CANARY3C 两案会商");
  EXPECT_EQ(meeting.minutes(), "CANARY3C 会议纪要");
  EXPECT_EQ(meeting.opinions(0).text(), "");
  EXPECT_EQ(meeting.opinions(1).text(), "CANARY3C 乙案证据充分");
  EXPECT_EQ(meeting.items(0).text(), "");
  EXPECT_EQ(meeting.items(1).text(), "CANARY3C 乙案移交");
  EXPECT_EQ(meeting.resolutions(0).text(), "");

  // With the last of its leads go the words that were about all of them.
  ASSERT_TRUE(Purge(second)) << host_.last_reason();
  meeting = Seen(meeting.id());
  EXPECT_THAT(meeting.lead_ids(), IsEmpty());
  EXPECT_EQ(meeting.subject(), "");
  EXPECT_EQ(meeting.minutes(), "");
  EXPECT_EQ(meeting.opinions(1).text(), "");
  EXPECT_EQ(meeting.items(1).text(), "");
  EXPECT_EQ(meeting.state(), v1::MEETING_STATE_MINUTES_SIGNING);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM data_key WHERE shredded_at IS NULL"), 0);
}

TEST_F(ConsultationTest, CopyOfAMeetingsWordsIsUnreadableOnceItsLeadIsPurged) {
  const Uuid lead = Uuid::V7(kStart);
  const v1::Meeting meeting = Minuted(lead, lead);
  host_.Tamper("CREATE TABLE kept AS SELECT meeting_id, number, text FROM meeting_item");
  ASSERT_TRUE(Purge(lead)) << host_.last_reason();
  host_.Tamper(
      "REPLACE INTO meeting_item (meeting_id, number, lead_id, text) "
      "SELECT meeting_id, number, X'00000000000000000000000000000000', text FROM kept");
  EXPECT_EQ(Seen(meeting.id()).items(0).text(), "");
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

TEST_F(ConsultationTest, TransferHasOneJointFile) {
  const std::string transfer = Issued().id();
  EXPECT_THAT(Open(transfer), RefusedBy("TRANSFER_NOT_ACKNOWLEDGED"));
  ASSERT_OK(Acknowledge(commission_, transfer));
  ASSERT_OK(Open(transfer));
  EXPECT_THAT(Open(transfer), RefusedBy("JOINT_FILE_EXISTS"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM joint_file"), 1);
  EXPECT_EQ(host_.Payloads<v1::JointFileOpened>().size(), 1u);
}

TEST_F(ConsultationTest, OfTwoJointFilesAtOnceOneIsOpened) {
  const std::string transfer = Issued().id();
  ASSERT_OK(Acknowledge(commission_, transfer));
  absl::Status first, second;
  std::thread a([&] { first = Open(transfer).status(); });
  std::thread b([&] { second = Open(transfer).status(); });
  a.join();
  b.join();
  EXPECT_NE(first.ok(), second.ok()) << first << " " << second;
  EXPECT_THAT(first.ok() ? second : first, RefusedBy("JOINT_FILE_EXISTS"));
}

TEST_F(ConsultationTest, JointFilePairsTheTwoFilingsAndAlarmsOnAGap) {
  const std::string transfer = Issued().id();
  ASSERT_OK(Acknowledge(commission_, transfer));
  const std::string id = Open(transfer).value().id();
  EXPECT_THAT(File(police_, id, v1::SIDE_DISCIPLINE), RefusedBy("NOT_YOUR_SIDE"));
  EXPECT_THAT(File(User({Role::kUnitHead}), id, v1::SIDE_POLICE),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK(File(police_, id, v1::SIDE_POLICE));
  host_.clock().Advance(8 * kDay);
  v1::GetJointFileRequest get;
  get.set_joint_file_id(id);
  ASSERT_OK_AND_ASSIGN(const v1::JointFile lagging,
                       Ask<v1::JointFile>(police_, "JointFileService/GetJointFile", get));
  EXPECT_EQ(lagging.gap_days(), 8);
  EXPECT_TRUE(lagging.gap_alarm());
  v1::CloseJointFileRequest close;
  close.set_joint_file_id(id);
  const auto closed = [&] {
    return Ask<v1::JointFile>(commission_, "JointFileService/CloseJointFile", close);
  };
  EXPECT_THAT(closed(), RefusedBy("BOTH_SIDES_MUST_FILE"));
  ASSERT_OK(File(commission_, id, v1::SIDE_DISCIPLINE));
  ASSERT_OK_AND_ASSIGN(const v1::JointFile done, closed());
  EXPECT_EQ(done.state(), v1::JOINT_FILE_STATE_CLOSED);
  EXPECT_EQ(done.filings_size(), 2);
  EXPECT_TRUE(done.gap_alarm());
  const v1::ListJointFilesRequest list;
  EXPECT_EQ(Ask<v1::ListJointFilesResponse>(police_, "JointFileService/ListJointFiles", list)
                ->joint_files_size(),
            1);
  EXPECT_EQ(Ask<v1::ListJointFilesResponse>(User({Role::kUnitHead}),
                                            "JointFileService/ListJointFiles", list)
                ->joint_files_size(),
            0);
}

TEST_F(ConsultationTest, MeetingGoesFromProposalToItsLastResolution) {
  const std::string id = Convened().id();
  ASSERT_OK(GiveOpinion(police_, id, "CANARY3C 证据尚不充分", true));
  v1::HoldMeetingRequest hold;
  hold.set_meeting_id(id);
  hold.add_attending_unit_ids(police_.unit.ToString());
  const absl::Status absent = Do(office_, "HoldMeeting", hold).status();
  EXPECT_THAT(absent, RefusedBy("REQUIRED_UNIT_ABSENT"));
  EXPECT_EQ(RefusalOf(absent)->field, "attending_unit_ids");
  EXPECT_EQ(RefusalOf(absent)->zh, "应到单位须全部到会");
  EXPECT_EQ(RefusalOf(absent)->en, "every required unit must attend");
  hold.add_attending_unit_ids(commission_.unit.ToString());
  ASSERT_OK(Do(office_, "HoldMeeting", hold));
  ASSERT_OK(GiveOpinion(commission_, id, "CANARY3C 同意", false));
  v1::SubmitMinutesRequest minutes;
  minutes.set_meeting_id(id);
  minutes.set_minutes("CANARY3C 会议纪要");
  v1::Resolution& resolution = *minutes.add_resolutions();
  resolution.set_owner_unit_id(police_.unit.ToString());
  resolution.set_text("CANARY3C 一周内核实砂石来源");
  events::SetTimestamp(kStart + 7 * kDay, resolution.mutable_due());
  ASSERT_OK(Do(office_, "SubmitMinutes", minutes));
  v1::SignMinutesRequest sign;
  sign.set_meeting_id(id);
  EXPECT_THAT(Do(office_, "SignMinutes", sign), RefusedBy("ONLY_THE_CHAIR_SIGNS"));
  ASSERT_OK(Do(chair_, "SignMinutes", sign));
  v1::CloseMeetingRequest close;
  close.set_meeting_id(id);
  EXPECT_THAT(Do(office_, "CloseMeeting", close), RefusedBy("RESOLUTIONS_OPEN"));
  v1::CompleteResolutionRequest complete;
  complete.set_meeting_id(id);
  complete.set_number(1);
  complete.set_result("CANARY3C 已核实");
  ASSERT_OK(Do(police_, "CompleteResolution", complete));
  ASSERT_OK_AND_ASSIGN(const v1::Meeting closed, Do(office_, "CloseMeeting", close));

  EXPECT_EQ(closed.state(), v1::MEETING_STATE_CLOSED);
  EXPECT_EQ(closed.subject(), "CANARY3C 砂石场案会商");
  EXPECT_EQ(closed.lead_ids_size(), 1);
  EXPECT_EQ(closed.required_unit_ids_size(), 2);
  EXPECT_EQ(closed.attending_unit_ids_size(), 2);
  ASSERT_EQ(closed.opinions_size(), 2);
  EXPECT_EQ(closed.opinions(0).text(), "CANARY3C 证据尚不充分");
  EXPECT_TRUE(closed.opinions(0).dissents());
  EXPECT_EQ(closed.minutes(), minutes.minutes());
  ASSERT_EQ(closed.resolutions_size(), 1);
  EXPECT_EQ(closed.resolutions(0).number(), 1);
  EXPECT_EQ(closed.resolutions(0).result(), complete.result());
  EXPECT_THAT(host_.ColumnsHolding("CANARY3C"), IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding("三楼会议室"), ElementsAre("meeting.place"));
}

TEST_F(ConsultationTest, OpinionsGivenAtOnceAreAllKept) {
  const std::string id = Convened().id();
  std::vector<std::thread> threads;
  for (const Actor* actor : {&police_, &commission_, &police_, &commission_})
    threads.emplace_back([this, actor, id] { EXPECT_OK(GiveOpinion(*actor, id, "同意", false)); });
  for (std::thread& thread : threads) thread.join();
  v1::GetMeetingRequest get;
  get.set_meeting_id(id);
  ASSERT_OK_AND_ASSIGN(const v1::Meeting meeting, Do(office_, "GetMeeting", get));
  EXPECT_EQ(meeting.opinions_size(), 4);
  EXPECT_EQ(host_.Payloads<v1::OpinionGiven>().size(), 4u);
}

TEST_F(ConsultationTest, LedgerIsToldOfEachResolutionThatIsDone) {
  const Uuid lead = Uuid::V7(kStart);
  const std::string id = Minuted(lead, lead).id();
  v1::SignMinutesRequest sign;
  sign.set_meeting_id(id);
  ASSERT_OK(Do(chair_, "SignMinutes", sign));
  v1::CompleteResolutionRequest complete;
  complete.set_meeting_id(id);
  complete.set_number(1);
  complete.set_result("已补查");
  ASSERT_OK(Do(police_, "CompleteResolution", complete));
  const v1::MeetingProgressed told = host_.Payloads<v1::MeetingProgressed>().back();
  EXPECT_EQ(told.state(), "RESOLVING");
  EXPECT_EQ(told.resolutions(), 1);
  EXPECT_EQ(told.resolutions_done(), 1);
}

TEST_F(ConsultationTest, UnitThatALeadAccusesIsKeptFromItsMeetingsAndFiles) {
  const Uuid lead = Uuid::V7(absl::Now());
  const std::string id = Propose(lead).value().id();
  ASSERT_TRUE(Bar(lead, police_.unit)) << host_.last_reason();
  EXPECT_THAT(TryToConvene(office_, id), RefusedBy("UNIT_MUST_STAND_ASIDE"));
  ASSERT_TRUE(Tell(Sealed(lead)));
  const std::string transfer = Transfers(commission_)[0].id();
  ASSERT_OK(Acknowledge(commission_, transfer));
  const absl::Status opened = Open(transfer).status();
  EXPECT_THAT(opened, RefusedBy("UNIT_MUST_STAND_ASIDE"));
  EXPECT_EQ(RefusalOf(opened)->field, "police_unit_id");
}

TEST_F(ConsultationTest, UnitThatIsAccusedLaterLosesSightOfMeetingAndFile) {
  const Uuid lead = Uuid::V7(absl::Now());
  const std::string id = Convene(Propose(lead).value().id()).id();
  ASSERT_TRUE(Tell(Sealed(lead)));
  const std::string transfer = Transfers(commission_)[0].id();
  ASSERT_OK(Acknowledge(commission_, transfer));
  v1::GetJointFileRequest get;
  get.set_joint_file_id(Open(transfer).value().id());
  const auto seen = [&](const Actor& actor) {
    return Ask<v1::JointFile>(actor, "JointFileService/GetJointFile", get).status();
  };
  EXPECT_TRUE(Knows(police_, id));
  EXPECT_OK(seen(police_));
  ASSERT_TRUE(Bar(lead, police_.unit));
  EXPECT_FALSE(Knows(police_, id));
  EXPECT_TRUE(Knows(commission_, id));
  EXPECT_THAT(seen(police_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_OK(seen(commission_));
  EXPECT_EQ(Ask<v1::ListJointFilesResponse>(police_, "JointFileService/ListJointFiles",
                                            v1::ListJointFilesRequest())
                ->joint_files_size(),
            0);
  // Cleared again, it takes its seat again.
  ASSERT_TRUE(Bar(lead, User({Role::kUnitHead}).unit));
  EXPECT_TRUE(Knows(police_, id));
}

TEST_F(ConsultationTest, MeetingAboutASealedLeadIsTheCommissionsToLead) {
  const Uuid lead = Uuid::V7(absl::Now());
  ASSERT_TRUE(Tell(Sealed(lead)));
  const std::string id = Propose(lead).value().id();
  const Actor other = User({Role::kDiscipline});
  EXPECT_FALSE(Knows(office_, id));
  EXPECT_FALSE(Knows(chair_, id));
  EXPECT_TRUE(Knows(other, id));
  EXPECT_FALSE(Knows(User({Role::kDiscipline}, kNextTown), id));
  EXPECT_THAT(TryToConvene(office_, id), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK(TryToConvene(other, id));
  for (const Actor& partaker : {chair_, police_, commission_, other})
    EXPECT_TRUE(Knows(partaker, id));
  EXPECT_FALSE(Knows(office_, id));
  EXPECT_FALSE(Knows(User({Role::kLeader}), id));
}

TEST_F(ConsultationTest, StrangersAreToldThatThereIsNoMeeting) {
  const std::string id = Convened().id();
  v1::GetMeetingRequest get;
  get.set_meeting_id(id);
  for (const Actor& stranger : {User({Role::kUnitHead}), User({Role::kOffice}, kNextTown)}) {
    EXPECT_THAT(Do(stranger, "GetMeeting", get), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(GiveOpinion(stranger, id, "同意", false), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_EQ(Ask<v1::ListMeetingsResponse>(stranger, "MeetingService/ListMeetings",
                                            v1::ListMeetingsRequest())
                  ->meetings_size(),
              0);
  }
  for (const Actor& partaker : {office_, chair_, police_, commission_})
    EXPECT_EQ(Ask<v1::ListMeetingsResponse>(partaker, "MeetingService/ListMeetings",
                                            v1::ListMeetingsRequest())
                  ->meetings_size(),
              1);
}

}  // namespace
}  // namespace hecha::consultation
