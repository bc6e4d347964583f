#include "services/intake/attachment.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxName = 200;
constexpr size_t kHashSize = 32;

// A name that a path or a header could be made of is nobody's file's.
absl::Status CheckName(std::string_view name) {
  RETURN_IF_ERROR(CheckLength("name", name, 1, kMaxName));
  const bool plain = std::none_of(name.begin(), name.end(),
                                  [](char c) { return IsControl(c) || c == '/' || c == '\\'; });
  if (plain) return absl::OkStatus();
  return RefuseField("FILE_NAME", "name", "文件名不能含路径或控制字符",
                     "a file name holds no path and no control characters");
}

absl::Status CheckSize(int64_t size, int64_t most) {
  if (size < 1)
    return RefuseField("EMPTY_FILE", "size", "文件不能为空", "an attachment is not empty");
  if (size > most)
    return RefuseField("FILE_TOO_LARGE", "size", fmt::format("每个文件不超过 {} MB", most >> 20),
                       fmt::format("a file has at most {} MiB", most >> 20));
  return absl::OkStatus();
}

absl::Status RefuseOffset(int64_t expected) {
  return Refuse(absl::StatusCode::kAborted,
                {"WRONG_OFFSET", "offset", fmt::format("应从第 {} 字节续传", expected),
                 fmt::format("the upload goes on at byte {}", expected)});
}

// What the piece at `offset` must hold.
int64_t PieceSize(int64_t offset, int64_t size) {
  return std::min(Attachment::kPiece, size - offset);
}

// Only pictures that the preview program reads.
bool HasPreview(AttachmentType type) {
  return type == AttachmentType::kJpeg || type == AttachmentType::kPng ||
         type == AttachmentType::kWebp;
}

}  // namespace

absl::StatusOr<Attachment> Attachment::Begin(AttachmentId id, AttachmentDraft draft,
                                             const AttachmentLimits& limits, absl::Time now) {
  RETURN_IF_ERROR(CheckName(draft.name));
  RETURN_IF_ERROR(CheckSize(draft.size, limits.file_bytes));
  if (!draft.sha256.empty() && draft.sha256.size() != kHashSize)
    return RefuseField("NOT_A_HASH", "sha256", "SHA-256 应为 32 字节", "a SHA-256 has 32 bytes");
  Attachment attachment;
  attachment.id = id;
  attachment.draft = std::move(draft);
  attachment.begun_at = now;
  return attachment;
}

absl::StatusOr<bool> Attachment::Takes(int64_t offset, std::string_view piece) {
  const auto length = static_cast<int64_t>(piece.size());
  if (offset < 0 || offset > uploaded) return RefuseOffset(uploaded);
  if (length <= uploaded - offset) return false;
  if (offset != uploaded) return RefuseOffset(uploaded);
  if (length > draft.size - uploaded)
    return RefuseField("MORE_THAN_ANNOUNCED", "data", "文件超过申报的大小",
                       "the file is larger than was announced");
  if (length != PieceSize(uploaded, draft.size))
    return RefuseField("PIECE_SIZE", "data", "除最后一段外，每段应为 262144 字节",
                       "a piece has 262,144 bytes unless it is the last");
  if (uploaded == 0) {
    ASSIGN_OR_RETURN(type, TypeOfHead(piece));
  }
  if (type == AttachmentType::kText && !IsText(piece))
    return RefuseField("ATTACHMENT_TYPE", "data", "文件不是纯文本", "the file is no plain text");
  return true;
}

bool Attachment::Add(int64_t size) {
  uploaded += size;
  return uploaded == draft.size;
}

absl::Status Attachment::Store(std::string_view tail, std::string hash, absl::Time now) {
  if (!draft.sha256.empty() && draft.sha256 != hash)
    return RefuseField("HASH_MISMATCH", "sha256", "文件与申报的 SHA-256 不符，请重新上传",
                       "the file does not have the hash that was announced; upload it anew");
  if (!type.has_value()) {
    ASSIGN_OR_RETURN(type, TypeOfArchive(tail));
  }
  sha256 = std::move(hash);
  state = AttachmentState::kStored;
  stored_at = now;
  preview = HasPreview(*type) ? PreviewState::kPending : PreviewState::kNone;
  version = 1;
  return absl::OkStatus();
}

absl::Status Attachment::Release(UserId by, absl::Time now) {
  if (!Withheld())
    return RefuseState("NOT_WITHHELD", "该附件的原件未受限，无需提供",
                       "nothing keeps units from the original of this file");
  released_by = by;
  released_at = now;
  ++version;
  return absl::OkStatus();
}

bool Attachment::GivesOriginalTo(const Actor& actor) const {
  return !Withheld() || actor.Has(Role::kClerk) || actor.Has(Role::kOffice) ||
         actor.Has(Role::kDiscipline);
}

std::vector<std::string_view> Attachment::ActionsOf(const Actor& actor) const {
  if (state == AttachmentState::kUploading) {
    if (draft.user != actor.user) return {};
    return {"appendContent", "abandonAttachment"};
  }
  std::vector<std::string_view> actions;
  if (GivesOriginalTo(actor)) actions.push_back("readContent");
  if (preview == PreviewState::kReady) actions.push_back("readPreview");
  if (Withheld() && (actor.Has(Role::kClerk) || actor.Has(Role::kOffice)))
    actions.push_back("releaseOriginal");
  return actions;
}

absl::Status CheckRoom(const AttachmentDraft& draft, std::span<const Attachment> present,
                       const AttachmentLimits& limits) {
  int files = 1;
  int reporter_files = 1;
  int64_t reporter_bytes = draft.size;
  for (const Attachment& each : present) {
    ++files;
    if (each.draft.source != Speaker::kReporter) continue;
    ++reporter_files;
    reporter_bytes += each.draft.size;
  }
  const bool by_reporter = draft.source == Speaker::kReporter;
  const int most = by_reporter ? limits.reporter_files : limits.files;
  if (files > limits.files || (by_reporter && reporter_files > limits.reporter_files))
    return RefuseState("TOO_MANY_FILES", fmt::format("附件已达 {} 个上限", most),
                       fmt::format("no more than {} files can be attached", most));
  if (by_reporter && reporter_bytes > limits.reporter_bytes)
    return RefuseState(
        "TOO_MANY_BYTES", fmt::format("附件总量不超过 {} MB", limits.reporter_bytes >> 20),
        fmt::format("attachments have at most {} MiB together", limits.reporter_bytes >> 20));
  return absl::OkStatus();
}

absl::Status CheckReadOffset(int64_t offset, int64_t size) {
  if (offset >= 0 && offset < size && offset % Attachment::kPiece == 0) return absl::OkStatus();
  return RefuseField("WRONG_OFFSET", "offset", "offset 应为 262144 的倍数且在文件之内",
                     "offset is a multiple of 262,144 within the file");
}

}  // namespace hecha::intake
