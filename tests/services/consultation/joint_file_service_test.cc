// A transfer has one joint file, whose two sides file together.
#include <thread>

#include "tests/services/consultation/consultation_fixture.h"

namespace hecha::consultation {
namespace {

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

}  // namespace
}  // namespace hecha::consultation
