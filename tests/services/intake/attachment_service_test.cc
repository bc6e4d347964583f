// Files of leads on a real database behind a real server: whole or not there, sealed at rest, and
// read by nobody whom the lead does not concern.
#include "services/intake/attachment_service.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "hecha/common/v1/file.pb.h"
#include "hecha/intake/v1/attachment.pb.h"
#include "services/common/security/keyring.h"
#include "tests/services/intake/equal_cost.h"
#include "tests/services/intake/reporter_test_host.h"

namespace hecha::intake {
namespace {

using common::v1::FilePiece;
using testing::IsEmpty;

constexpr size_t kPiece = Attachment::kPiece;
constexpr char kStaff[] = "hecha.intake.v1.AttachmentService/";
constexpr char kByReceipt[] = "hecha.intake.v1.ReceiptAttachmentService/";

class AttachmentServiceTest : public ReporterSideTest {
 protected:
  absl::StatusOr<v1::Attachment> Begin(const Actor& actor, const std::string& lead, size_t size,
                                       const std::string& name = "录音.txt",
                                       const std::string& sha256 = "") {
    v1::CreateAttachmentRequest request;
    request.set_lead_id(lead);
    request.set_name(name);
    request.set_size(static_cast<int64_t>(size));
    request.set_sha256(sha256);
    return host_.Ask<v1::Attachment>(actor, std::string(kStaff) + "CreateAttachment", request);
  }

  absl::StatusOr<v1::Attachment> Append(const Actor& actor, const std::string& id, size_t offset,
                                        const std::string& data) {
    v1::AppendContentRequest request;
    request.set_attachment_id(id);
    request.set_offset(static_cast<int64_t>(offset));
    request.set_data(data);
    return host_.Ask<v1::Attachment>(actor, std::string(kStaff) + "AppendContent", request);
  }

  // The whole of `content`, from `offset` on.
  absl::StatusOr<v1::Attachment> Send(const Actor& actor, const std::string& id,
                                      const std::string& content, size_t offset = 0) {
    absl::StatusOr<v1::Attachment> last = absl::UnknownError("nothing sent");
    for (; offset < content.size(); offset += kPiece) {
      last = Append(actor, id, offset, content.substr(offset, kPiece));
      if (!last.ok()) break;
    }
    return last;
  }

  absl::StatusOr<v1::Attachment> Attach(const Actor& actor, const std::string& lead,
                                        const std::string& content,
                                        const std::string& name = "录音.txt") {
    ASSIGN_OR_RETURN(const v1::Attachment begun, Begin(actor, lead, content.size(), name));
    return Send(actor, begun.id(), content);
  }

  absl::StatusOr<FilePiece> ReadPiece(const Actor& actor, const std::string& id,
                                      size_t offset = 0) {
    v1::ReadContentRequest request;
    request.set_attachment_id(id);
    request.set_offset(static_cast<int64_t>(offset));
    return host_.Ask<FilePiece>(actor, std::string(kStaff) + "ReadContent", request);
  }

  absl::StatusOr<v1::Attachment> Release(const Actor& actor, const std::string& id,
                                         const std::string& reason = "核查需要原始音频") {
    v1::ReleaseOriginalRequest request;
    request.set_attachment_id(id);
    request.set_reason(reason);
    return host_.Ask<v1::Attachment>(actor, std::string(kStaff) + "ReleaseOriginal", request);
  }

  int Listed(const Actor& actor, const std::string& lead) {
    v1::ListAttachmentsRequest request;
    request.set_lead_id(lead);
    const auto response = host_.Ask<v1::ListAttachmentsResponse>(
        actor, std::string(kStaff) + "ListAttachments", request);
    return response.ok() ? response->attachments_size() : -1;
  }

  absl::StatusOr<v1::Attachment> BeginByReceipt(const std::string& receipt, size_t size) {
    v1::AttachToReceiptRequest request;
    request.set_receipt(receipt);
    request.set_name("CANARYNAME 张三的照片.txt");
    request.set_size(static_cast<int64_t>(size));
    return host_.Ask<v1::Attachment>(Actor(), std::string(kByReceipt) + "AttachToReceipt", request);
  }

  absl::StatusOr<v1::Attachment> AppendByReceipt(const std::string& receipt, const std::string& id,
                                                 const std::string& data) {
    v1::AppendReceiptContentRequest request;
    request.set_receipt(receipt);
    request.set_attachment_id(id);
    request.set_data(data);
    return host_.Ask<v1::Attachment>(Actor(), std::string(kByReceipt) + "AppendReceiptContent",
                                     request);
  }

  absl::StatusOr<v1::ListAttachmentsResponse> ListByReceipt(const std::string& receipt) {
    v1::ListReceiptAttachmentsRequest request;
    request.set_receipt(receipt);
    return host_.Ask<v1::ListAttachmentsResponse>(
        Actor(), std::string(kByReceipt) + "ListReceiptAttachments", request);
  }

  absl::StatusOr<FilePiece> ReadByReceipt(const std::string& receipt, const std::string& id) {
    v1::ReadReceiptContentRequest request;
    request.set_receipt(receipt);
    request.set_attachment_id(id);
    return host_.Ask<FilePiece>(Actor(), std::string(kByReceipt) + "ReadReceiptContent", request);
  }

  Actor Investigator(UnitId unit) const {
    Actor actor = User({Role::kInvestigator});
    actor.unit = unit;
    return actor;
  }
};

// Two pieces and a bit, with a canary in each.
std::string LongText() {
  std::string text;
  while (text.size() < 2 * kPiece + 100) text += "CANARYFILE 砂场夜里出车\n";
  return text;
}

TEST_F(AttachmentServiceTest, WhatWasSentIsReadAgain) {
  const std::string lead = Assigned().id();
  const std::string text = LongText();
  ASSERT_OK_AND_ASSIGN(const v1::Attachment stored, Attach(clerk_, lead, text));
  EXPECT_EQ(stored.state(), v1::ATTACHMENT_STATE_STORED);
  EXPECT_EQ(stored.type(), v1::ATTACHMENT_TYPE_TEXT);
  EXPECT_EQ(stored.sha256(), security::Sha256(text));
  std::string read;
  while (read.size() < text.size()) {
    ASSERT_OK_AND_ASSIGN(const FilePiece piece, ReadPiece(office_, stored.id(), read.size()));
    EXPECT_EQ(piece.size(), static_cast<int64_t>(text.size()));
    EXPECT_EQ(piece.file_name(), "录音.txt");
    read += piece.data();
  }
  EXPECT_EQ(read, text);
  EXPECT_THAT(ReadPiece(office_, stored.id(), 7), RefusedBy("WRONG_OFFSET"));

  EXPECT_THAT(host_.ColumnsHolding("CANARYFILE"), IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding("录音.txt"), IsEmpty());
  const auto told = host_.Payloads<v1::AttachmentStored>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].sha256(), stored.sha256());
  EXPECT_EQ(told[0].lead_id(), lead);
}

TEST_F(AttachmentServiceTest, EveryReadingOfAnOriginalIsTold) {
  const std::string lead = Assigned().id();
  const std::string id = Attach(clerk_, lead, LongText())->id();
  ASSERT_OK(ReadPiece(office_, id));
  ASSERT_OK(ReadPiece(office_, id, kPiece));
  EXPECT_EQ(host_.Payloads<v1::AttachmentRead>().size(), 1u) << "one reading, in two pieces";
  ASSERT_OK(ReadPiece(office_, id));
  EXPECT_EQ(host_.Payloads<v1::AttachmentRead>().size(), 2u);
  ASSERT_OK(ReadPiece(Investigator(station_), id, kPiece));
  const auto told = host_.Payloads<v1::AttachmentRead>();
  ASSERT_EQ(told.size(), 3u) << "nobody reads unseen by leaving out the first piece";
  EXPECT_EQ(told[1].user_id(), office_.user.ToString());
  host_.clock().Advance(absl::Hours(2));
  ASSERT_OK(ReadPiece(office_, id, kPiece));
  EXPECT_EQ(host_.Payloads<v1::AttachmentRead>().size(), 4u);
}

TEST_F(AttachmentServiceTest, AnInterruptedUploadIsInvisibleAndGoesOn) {
  const std::string lead = Assigned().id();
  const std::string text = LongText();
  const std::string id = Begin(clerk_, lead, text.size())->id();
  ASSERT_OK(Append(clerk_, id, 0, text.substr(0, kPiece)));
  EXPECT_EQ(Listed(clerk_, lead), 0);
  EXPECT_THAT(ReadPiece(clerk_, id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Append(office_, id, kPiece, text.substr(kPiece, kPiece)),
              StatusIs(absl::StatusCode::kNotFound))
      << "somebody else's upload";
  EXPECT_THAT(host_.Payloads<v1::AttachmentStored>(), IsEmpty());

  v1::GetAttachmentRequest get;
  get.set_attachment_id(id);
  ASSERT_OK_AND_ASSIGN(
      const v1::Attachment now,
      host_.Ask<v1::Attachment>(clerk_, std::string(kStaff) + "GetAttachment", get));
  EXPECT_EQ(now.uploaded_bytes(), static_cast<int64_t>(kPiece));
  EXPECT_THAT(Append(clerk_, id, 2 * kPiece, text.substr(2 * kPiece)), RefusedBy("WRONG_OFFSET"));
  ASSERT_OK(Append(clerk_, id, 0, text.substr(0, kPiece))) << "the first piece again";
  ASSERT_OK(Send(clerk_, id, text, kPiece));
  EXPECT_EQ(Listed(clerk_, lead), 1);
  EXPECT_EQ(host_.Payloads<v1::AttachmentStored>().at(0).sha256(), security::Sha256(text));
}

TEST_F(AttachmentServiceTest, WhatIsNotTakenLeavesNothing) {
  const std::string lead = Assigned().id();
  const std::string program = "MZ" + std::string(200, '\0');
  EXPECT_THAT(Attach(clerk_, lead, program, "照片.jpg"), RefusedBy("ATTACHMENT_TYPE"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment_chunk"), 0);
  const std::string id = Begin(clerk_, lead, 5, "a.txt", std::string(32, 'h'))->id();
  EXPECT_THAT(Append(clerk_, id, 0, "hello"), RefusedBy("HASH_MISMATCH"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment_chunk"), 0);
  EXPECT_EQ(Listed(clerk_, lead), 0);
  v1::AbandonAttachmentRequest give_up;
  give_up.set_attachment_id(id);
  EXPECT_OK(host_.Ask<v1::AbandonAttachmentResponse>(
      clerk_, std::string(kStaff) + "AbandonAttachment", give_up));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment"), 1) << "the other one";
}

TEST_F(AttachmentServiceTest, StaleUploadsAreDropped) {
  const std::string lead = Assigned().id();
  const std::string text = LongText();
  const std::string id = Begin(clerk_, lead, text.size())->id();
  ASSERT_OK(Append(clerk_, id, 0, text.substr(0, kPiece)));
  ASSERT_OK(Attach(clerk_, lead, "stays"));
  host_.Turn("attachment.sweep");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment"), 2);
  host_.clock().Advance(absl::Hours(25));
  host_.Turn("attachment.sweep");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment"), 1);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment_chunk"), 1);
  EXPECT_EQ(Listed(clerk_, lead), 1);
}

TEST_F(AttachmentServiceTest, OnlyWhoReadsTheNarrativeReadsTheFile) {
  const std::string lead = Assigned().id();
  const std::string id = Attach(clerk_, lead, "evidence")->id();
  EXPECT_OK(ReadPiece(office_, id));
  EXPECT_OK(ReadPiece(Investigator(station_), id));
  for (const Actor& stranger :
       {Investigator(bureau_), User({Role::kOffice}, kNextTown), User({Role::kDiscipline})}) {
    EXPECT_THAT(ReadPiece(stranger, id), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_EQ(Listed(stranger, lead), -1);
    EXPECT_THAT(Begin(stranger, lead, 5), StatusIs(absl::StatusCode::kNotFound));
  }
  for (Role role : {Role::kLeader, Role::kCityOffice, Role::kOperator})
    EXPECT_THAT(ReadPiece(User({role}), id), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(AttachmentServiceTest, PiecesOfOneMomentArriveOnce) {
  const std::string lead = Assigned().id();
  const std::string text = LongText();
  const std::string id = Begin(clerk_, lead, text.size())->id();
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&] { EXPECT_OK(Append(clerk_, id, 0, text.substr(0, kPiece))); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment_chunk"), 1);
  ASSERT_OK(Send(clerk_, id, text, kPiece));
  EXPECT_EQ(host_.Payloads<v1::AttachmentStored>().at(0).sha256(), security::Sha256(text));
}

TEST_F(AttachmentServiceTest, ALeadHoldsSoManyFiles) {
  const std::string lead = Assigned().id();
  for (int i = 0; i < 20; ++i) ASSERT_OK(Begin(clerk_, lead, 5));
  EXPECT_THAT(Begin(clerk_, lead, 5), RefusedBy("TOO_MANY_FILES"));
}

TEST_F(AttachmentServiceTest, APieceThatWasExchangedIsNotRead) {
  const std::string lead = Assigned().id();
  const std::string id = Attach(clerk_, lead, LongText())->id();
  host_.Tamper("UPDATE attachment_chunk SET position = 9 - position WHERE position < 2");
  host_.Tamper("UPDATE attachment_chunk SET position = position - 8 WHERE position > 2");
  EXPECT_FALSE(ReadPiece(office_, id).ok()) << "pieces in another order";
}

TEST_F(AttachmentServiceTest, AFileThatWasCutShortIsNotRead) {
  const std::string lead = Assigned().id();
  const std::string id = Attach(clerk_, lead, LongText())->id();
  host_.Tamper("DELETE FROM attachment_chunk WHERE position = 2");
  host_.Tamper("UPDATE attachment SET size = 524288, uploaded = 524288");
  EXPECT_FALSE(ReadPiece(office_, id, kPiece).ok()) << "it was not the last piece";
}

TEST_F(AttachmentServiceTest, TheReporterSendsAndTheUnitLearnsNoName) {
  const std::string receipt = File(Report())->receipt();
  const std::string lead = List(clerk_).leads(0).id();
  ASSERT_OK_AND_ASSIGN(const v1::Attachment begun, BeginByReceipt(receipt, 5));
  EXPECT_TRUE(begun.lead_id().empty());
  EXPECT_EQ(ListByReceipt(receipt)->attachments_size(), 1) << "to go on after an interruption";
  EXPECT_EQ(Listed(clerk_, lead), 0);
  ASSERT_OK(AppendByReceipt(receipt, begun.id(), "hello"));
  EXPECT_THAT(ReadByReceipt(receipt, begun.id()), StatusIs(absl::StatusCode::kNotFound))
      << "a receipt in other hands must not show it";
  EXPECT_EQ(ReadPiece(clerk_, begun.id())->file_name(), "CANARYNAME 张三的照片.txt");
  EXPECT_THAT(host_.ColumnsHolding("CANARYNAME"), IsEmpty());

  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
  ASSERT_OK(Assign(lead, station_));
  ASSERT_OK(Release(office_, begun.id()));
  ASSERT_OK_AND_ASSIGN(const FilePiece seen, ReadPiece(Investigator(station_), begun.id()));
  EXPECT_EQ(seen.file_name().find("CANARYNAME"), std::string::npos);
}

// The original may tell where, when and with what a picture was taken.
TEST_F(AttachmentServiceTest, TheUnitGetsAReportersOriginalOnTheOfficesWordOnly) {
  const std::string receipt = File(Report())->receipt();
  const std::string lead = List(clerk_).leads(0).id();
  const std::string id = BeginByReceipt(receipt, 5)->id();
  ASSERT_OK(AppendByReceipt(receipt, id, "hello"));
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
  ASSERT_OK(Assign(lead, station_));
  const Actor investigator = Investigator(station_);
  EXPECT_THAT(ReadPiece(investigator, id), RefusedBy("ORIGINAL_WITHHELD"));
  EXPECT_OK(ReadPiece(office_, id));
  EXPECT_THAT(Release(investigator, id), RefusedBy("ROLE_REQUIRED"));
  EXPECT_THAT(Release(office_, id, ""), RefusedBy("REQUIRED"));
  EXPECT_THAT(Release(User({Role::kOffice}, kNextTown), id), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const v1::Attachment released, Release(office_, id));
  EXPECT_TRUE(released.has_released_at());
  EXPECT_THAT(released.actions(), testing::ElementsAre("readContent"));
  EXPECT_EQ(ReadPiece(investigator, id)->data(), "hello");
  EXPECT_THAT(Release(office_, id), RefusedBy("NOT_WITHHELD"));
  ASSERT_EQ(host_.Payloads<v1::AttachmentReleased>().size(), 1u);
  EXPECT_EQ(host_.Payloads<v1::AttachmentReleased>()[0].user_id(), office_.user.ToString());
  // What the office itself attached was never kept back.
  const std::string own = Attach(clerk_, lead, "来信扫描")->id();
  EXPECT_OK(ReadPiece(investigator, own));
  EXPECT_THAT(Release(office_, own), RefusedBy("NOT_WITHHELD"));
}

TEST_F(AttachmentServiceTest, TheReporterGetsWhatIsMeantForTheReporter) {
  const std::string receipt = File(Report())->receipt();
  const std::string other = File(Report())->receipt();
  const std::string lead = List(clerk_).leads(1).id();
  ASSERT_OK(Attach(clerk_, lead, "for the office"));
  v1::CreateAttachmentRequest request;
  request.set_lead_id(lead);
  request.set_name("告知书.txt");
  request.set_size(5);
  request.set_visible_to_reporter(true);
  ASSERT_OK_AND_ASSIGN(
      const v1::Attachment begun,
      host_.Ask<v1::Attachment>(clerk_, std::string(kStaff) + "CreateAttachment", request));
  EXPECT_EQ(ListByReceipt(receipt)->attachments_size(), 0) << "before it is whole";
  ASSERT_OK(Send(clerk_, begun.id(), "hello"));
  ASSERT_OK_AND_ASSIGN(const v1::ListAttachmentsResponse listed, ListByReceipt(receipt));
  ASSERT_EQ(listed.attachments_size(), 1);
  EXPECT_TRUE(listed.attachments(0).user_id().empty()) << "the reporter learns who attached it";
  EXPECT_EQ(ReadByReceipt(receipt, begun.id())->data(), "hello");
  EXPECT_THAT(host_.Payloads<v1::AttachmentRead>(), IsEmpty()) << "when the reporter came";
  EXPECT_THAT(ReadByReceipt(other, begun.id()), StatusIs(absl::StatusCode::kNotFound));

  request.set_lead_id(Create(Draft())->id());
  EXPECT_THAT(host_.Ask<v1::Attachment>(clerk_, std::string(kStaff) + "CreateAttachment", request),
              RefusedBy("NO_RECEIPT"));
}

TEST_F(AttachmentServiceTest, WhatIsNoPictureHasNoPreview) {
  const std::string lead = Assigned().id();
  const std::string id = Attach(clerk_, lead, "\xFF\xD8\xFF no picture", "a.jpg")->id();
  v1::ReadPreviewRequest request;
  request.set_attachment_id(id);
  const auto read = [&] {
    return host_.Ask<FilePiece>(clerk_, std::string(kStaff) + "ReadPreview", request);
  };
  EXPECT_THAT(read(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment WHERE preview = 2"), 1);
  host_.Turn("attachment.preview");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment WHERE preview = 1"), 1);
  EXPECT_THAT(read(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_OK(ReadPiece(clerk_, id)) << "the original stays";
}

TEST_F(AttachmentServiceTest, AWrongReceiptLooksLikeAnUnknownOne) {
  const std::string receipt = File(Report())->receipt();
  const std::string id = BeginByReceipt(receipt, 5)->id();
  const std::string unknown = Receipt(std::string(16, 'x')).ToString();
  for (const std::string& wrong : {unknown, std::string("no receipt"), std::string()}) {
    const absl::Status listed = ListByReceipt(wrong).status();
    EXPECT_EQ(listed, AppendByReceipt(wrong, id, "hello").status());
    EXPECT_EQ(listed, BeginByReceipt(wrong, 5).status());
    EXPECT_EQ(listed, ReadByReceipt(wrong, id).status());
    EXPECT_THAT(listed, StatusIs(absl::StatusCode::kNotFound));
  }
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment_chunk"), 0);
}

TEST_F(AttachmentServiceTest, AttachingToAnUnknownReceiptTakesAsLongAndLeavesNothing) {
  const std::string unknown = Receipt(std::string(16, 'x')).ToString();
  std::string receipt = File(Report()).value().receipt();
  const auto hit = [&] { EXPECT_OK(BeginByReceipt(receipt, 100)); };
  const auto miss = [&] {
    EXPECT_THAT(BeginByReceipt(unknown, 100), StatusIs(absl::StatusCode::kNotFound));
  };
  const int each = AttachmentLimits().reporter_files;
  for (int i = 0; i < each; ++i) {
    hit();
    miss();
  }
  // As many as one receipt takes, and then another.
  constexpr int kReceipts = 300;
  std::vector<std::string> receipts;
  for (int i = 0; i < kReceipts; ++i) receipts.push_back(File(Report()).value().receipt());
  int used = 0;
  ExpectEqualCost(
      [&] {
        receipt = receipts[static_cast<size_t>(used++ / each)];
        hit();
      },
      // To take a row away again costs a little more than to leave it.
      miss, static_cast<size_t>(kReceipts * each), /*alike_within=*/0.12);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment"), used + each);
}

// What is written and deleted at once is in the database's logs all the same; here a trigger
// reads along as they do.
TEST_F(AttachmentServiceTest, WhatIsSentToAnUnknownReceiptIsNeverWrittenInTheClear) {
  host_.Tamper("CREATE TABLE seen (name BLOB NOT NULL)");
  host_.Tamper(
      "CREATE TRIGGER reading_along BEFORE INSERT ON attachment FOR EACH ROW INSERT INTO seen "
      "VALUES (NEW.name)");
  EXPECT_THAT(BeginByReceipt(Receipt(std::string(16, 'x')).ToString(), 100),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM seen"), 1);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM attachment"), 0);
  EXPECT_THAT(host_.ColumnsHolding("CANARYNAME"), IsEmpty());
}

TEST_F(AttachmentServiceTest, CallerIsToldWhatCanBeDone) {
  const std::string lead = Create(Draft()).value().id();
  const v1::Attachment begun = Begin(clerk_, lead, 3, "我叫李四.txt").value();
  EXPECT_THAT(begun.actions(), testing::ElementsAre("appendContent", "abandonAttachment"));
  EXPECT_THAT(begun.reporter_hints(), testing::ElementsAre("我叫李四.txt"));
  const v1::Attachment stored = Send(clerk_, begun.id(), "abc").value();
  EXPECT_THAT(stored.actions(), testing::ElementsAre("readContent"));
}

}  // namespace
}  // namespace hecha::intake
