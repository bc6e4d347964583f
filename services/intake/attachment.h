// An Attachment 附件 is a file of a lead: begun with its name and size, filled piece by piece, and
// stored with its last byte, if its content is of a type that is taken and has the hash that was
// announced. Until then nobody but its uploader knows of it.
//
// An Attachment is a value; the pieces themselves lie with the store.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/intake/attachment_type.h"
#include "services/intake/dialogue.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// Codes; numbers equal those of hecha.intake.v1.
enum class AttachmentState : uint8_t { kUploading = 1, kStored };
enum class PreviewState : uint8_t { kNone = 1, kPending, kReady };
enum class Rendition : uint8_t { kOriginal = 1, kPreview };

struct Attachment;
using AttachmentId = Id<Attachment>;

// How much is taken of one lead.
struct AttachmentLimits {
  int64_t file_bytes = 50 << 20;
  int files = 20;
  // Of these, what may come through the lead's receipt.
  int reporter_files = 10;
  int64_t reporter_bytes = 100 << 20;
};

// What the uploader says of a file before it comes.
struct AttachmentDraft {
  LeadId lead;
  std::string division;
  Speaker source = Speaker::kOffice;
  // Nil for the reporter.
  UserId user;
  std::string name;
  int64_t size = 0;
  // SHA-256, or empty.
  std::string sha256;
  bool visible_to_reporter = false;
};

struct Attachment {
  // Files are sent, sealed and read in pieces of this size; the last is what remains.
  static constexpr int64_t kPiece = 256 << 10;
  // An upload that rests for so long is given up.
  static constexpr absl::Duration kUploadPeriod = absl::Hours(24);

  AttachmentId id;
  // 0 until it is stored.
  int64_t version = 0;
  AttachmentDraft draft;
  AttachmentState state = AttachmentState::kUploading;
  // Unset while only its end can tell.
  std::optional<AttachmentType> type;
  int64_t uploaded = 0;
  // How far the hash of what was uploaded is (security::RunningHash); empty at either end.
  std::string hashing;
  std::string sha256;
  absl::Time begun_at;
  std::optional<absl::Time> stored_at;
  PreviewState preview = PreviewState::kNone;
  int64_t preview_size = 0;
  // Who gave units the original of a reporter's file, and when.
  UserId released_by;
  std::optional<absl::Time> released_at;

  // A new upload. InvalidArgument that names the field for a name without characters or with a
  // path, an empty or too large file, or a hash of another size.
  static absl::StatusOr<Attachment> Begin(AttachmentId id, AttachmentDraft draft,
                                          const AttachmentLimits& limits, absl::Time now);

  // Whether a piece at `offset` is new: the one that comes next, and neither more nor less than
  // it must hold. False if all of it is there already. Aborted WRONG_OFFSET if something is
  // missing before it. Refuses a first piece of a file that is not taken, and bytes that do not
  // belong to a text.
  absl::StatusOr<bool> Takes(int64_t offset, std::string_view piece);

  // Notes that a piece of `size` bytes was added; true if it was the last.
  bool Add(int64_t size);

  // UPLOADING → STORED, version 1. `tail` is the file's last 256 KiB at least, or all of it.
  // InvalidArgument HASH_MISMATCH if `hash` is not what was announced.
  absl::Status Store(std::string_view tail, std::string hash, absl::Time now);

  // Gives units the original. FailedPrecondition NOT_WITHHELD where nothing keeps it from them.
  absl::Status Release(UserId by, absl::Time now);

  // Whether it is kept from units: it is a reporter's, whose place, time and device it may tell.
  bool Withheld() const {
    return state == AttachmentState::kStored && draft.source == Speaker::kReporter &&
           !released_at.has_value();
  }
  // Whether `actor`, who may read the lead in full, may have it as it came.
  bool GivesOriginalTo(const Actor& actor) const;
  // Whether somebody who may read the lead in full may know of it.
  bool KnownTo(UserId user) const {
    return state == AttachmentState::kStored || draft.user == user;
  }
  // What somebody who may read the lead in full may do with it now.
  std::vector<std::string_view> ActionsOf(const Actor& actor) const;
  int64_t SizeOf(Rendition rendition) const {
    return rendition == Rendition::kOriginal ? draft.size : preview_size;
  }
};

// Whether one more file fits in, beside those that are there. FailedPrecondition TOO_MANY_FILES
// or TOO_MANY_BYTES.
absl::Status CheckRoom(const AttachmentDraft& draft, std::span<const Attachment> present,
                       const AttachmentLimits& limits);

// Whether pieces can be read from `offset` on. InvalidArgument WRONG_OFFSET if no piece of a
// file of `size` bytes begins there.
absl::Status CheckReadOffset(int64_t offset, int64_t size);

}  // namespace hecha::intake
