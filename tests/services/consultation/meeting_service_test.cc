// A meeting keeps what was said, and hides it from whom its leads accuse.
#include <thread>

#include "tests/services/consultation/consultation_fixture.h"

namespace hecha::consultation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

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
