// The rules of an upload: pieces in order, each once, and stored only as what was announced.
#include "services/intake/attachment.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

constexpr int64_t kPiece = Attachment::kPiece;
const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);

AttachmentDraft Draft(int64_t size, Speaker source = Speaker::kOffice) {
  AttachmentDraft draft;
  draft.name = "录音.txt";
  draft.size = size;
  draft.source = source;
  return draft;
}

Attachment Begun(int64_t size) {
  return Attachment::Begin(AttachmentId::New(kNow), Draft(size), {}, kNow).value();
}

TEST(Attachment, NameSizeAndHashAreChecked) {
  const auto refused = [](auto change) {
    AttachmentDraft draft = Draft(10);
    change(draft);
    return Attachment::Begin(AttachmentId::New(kNow), draft, {}, kNow);
  };
  EXPECT_THAT(refused([](auto& draft) { draft.name = ""; }), RefusedBy("REQUIRED"));
  for (const char* name : {"../etc/passwd", "c:\\a.txt", "a\nb", "\x7F"})
    EXPECT_THAT(refused([&](auto& draft) { draft.name = name; }), RefusedBy("FILE_NAME"));
  EXPECT_THAT(refused([](auto& draft) { draft.size = 0; }), RefusedBy("EMPTY_FILE"));
  EXPECT_THAT(refused([](auto& draft) { draft.size = (50 << 20) + 1; }),
              RefusedBy("FILE_TOO_LARGE"));
  EXPECT_THAT(refused([](auto& draft) { draft.sha256 = "short"; }), RefusedBy("NOT_A_HASH"));
}

TEST(Attachment, TakesThePieceThatComesNextAndNoOther) {
  Attachment attachment = Begun(kPiece + 5);
  const std::string piece(kPiece, 'a');
  EXPECT_THAT(attachment.Takes(kPiece, "bbbbb"), RefusedBy("WRONG_OFFSET"));
  EXPECT_THAT(attachment.Takes(-1, piece), RefusedBy("WRONG_OFFSET"));
  EXPECT_THAT(attachment.Takes(0, "too little"), RefusedBy("PIECE_SIZE"));
  EXPECT_THAT(attachment.Takes(0, ""), IsOkAndHolds(false));
  EXPECT_THAT(attachment.Takes(0, piece), IsOkAndHolds(true));
  EXPECT_FALSE(attachment.Add(kPiece));
  EXPECT_THAT(attachment.Takes(0, piece), IsOkAndHolds(false)) << "it is there already";
  EXPECT_THAT(attachment.Takes(kPiece, "bbbbbb"), RefusedBy("MORE_THAN_ANNOUNCED"));
  EXPECT_THAT(attachment.Takes(kPiece, "bbb"), RefusedBy("PIECE_SIZE"));
  EXPECT_THAT(attachment.Takes(kPiece, "bbbbb"), IsOkAndHolds(true));
  EXPECT_TRUE(attachment.Add(5));
}

TEST(Attachment, IsATextToItsEnd) {
  Attachment attachment = Begun(kPiece + 5);
  ASSERT_OK(attachment.Takes(0, std::string(kPiece, 'a')));
  attachment.Add(kPiece);
  EXPECT_THAT(attachment.Takes(kPiece, std::string("MZ\0\0\0", 5)), RefusedBy("ATTACHMENT_TYPE"));
}

TEST(Attachment, IsStoredAsWhatWasAnnounced) {
  Attachment attachment = Begun(5);
  attachment.draft.sha256 = std::string(32, 'h');
  ASSERT_OK(attachment.Takes(0, "hello"));
  attachment.Add(5);
  EXPECT_THAT(attachment.Store("hello", std::string(32, 'x'), kNow), RefusedBy("HASH_MISMATCH"));
  EXPECT_EQ(attachment.state, AttachmentState::kUploading);
  ASSERT_OK(attachment.Store("hello", std::string(32, 'h'), kNow));
  EXPECT_EQ(attachment.state, AttachmentState::kStored);
  EXPECT_EQ(attachment.version, 1);
}

TEST(Attachment, SoMuchFitsIntoALead) {
  const AttachmentLimits limits = {
      .file_bytes = 100, .files = 3, .reporter_files = 2, .reporter_bytes = 150};
  const auto of = [](Speaker source) {
    Attachment attachment;
    attachment.draft = Draft(100, source);
    return attachment;
  };
  const std::vector<Attachment> one = {of(Speaker::kReporter)};
  EXPECT_THAT(CheckRoom(Draft(51, Speaker::kReporter), one, limits), RefusedBy("TOO_MANY_BYTES"));
  EXPECT_OK(CheckRoom(Draft(50, Speaker::kReporter), one, limits));
  const std::vector<Attachment> two = {of(Speaker::kReporter), of(Speaker::kReporter)};
  EXPECT_THAT(CheckRoom(Draft(1, Speaker::kReporter), two, limits), RefusedBy("TOO_MANY_FILES"));
  EXPECT_OK(CheckRoom(Draft(100), two, limits));
  const std::vector<Attachment> three = {of(Speaker::kOffice), of(Speaker::kOffice),
                                         of(Speaker::kOffice)};
  EXPECT_THAT(CheckRoom(Draft(1), three, limits), RefusedBy("TOO_MANY_FILES"));
}

}  // namespace
}  // namespace hecha::intake
