#include "services/intake/attachment_preview_service.h"

#include <optional>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/picture/preview.h"
#include "services/common/telemetry/log.h"

namespace hecha::intake {
namespace {

constexpr absl::Duration kStep = absl::Seconds(10);
constexpr absl::Duration kPicture = absl::Seconds(40);

// What is wrong with the picture or its pieces stays wrong; everything else is tried again.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsDataLoss(status);
}

absl::Time Soon() { return absl::Now() + kStep; }

}  // namespace

void AttachmentPreviewService::Run() {
  while (MakeNext()) {
  }
}

bool AttachmentPreviewService::MakeNext() {
  const absl::StatusOr<std::optional<Attachment>> next = database_.Read(
      Soon(), [&](db::Transaction& transaction) -> absl::StatusOr<std::optional<Attachment>> {
        ASSIGN_OR_RETURN(const std::optional<AttachmentId> id,
                         attachments_.NextWithoutPreview(transaction));
        if (!id.has_value()) return std::nullopt;
        ASSIGN_OR_RETURN(Attachment attachment, attachments_.Find(transaction, *id));
        return attachment;
      });
  if (!next.ok() || !next->has_value()) return false;
  const absl::StatusOr<std::string> preview = Make(**next);
  if (!preview.ok() && !IsFinal(preview.status())) {
    telemetry::Log(telemetry::Level::kError, "no preview can be made now", "",
                   {{"error", preview.status().ToString()}});
    return false;
  }
  return Save((*next)->id, preview).ok();
}

absl::StatusOr<std::string> AttachmentPreviewService::Make(const Attachment& attachment) {
  int64_t offset = 0;
  const auto next_piece = [&]() -> absl::StatusOr<std::string> {
    if (offset >= attachment.draft.size) return std::string();
    ASSIGN_OR_RETURN(std::string piece, database_.Read(Soon(), [&](db::Transaction& transaction) {
      return attachments_.FindPiece(transaction, attachment, Rendition::kOriginal, offset);
    }));
    offset += static_cast<int64_t>(piece.size());
    return piece;
  };
  return picture::MakePreview(next_piece, absl::Now() + kPicture);
}

absl::Status AttachmentPreviewService::Save(AttachmentId id,
                                            const absl::StatusOr<std::string>& preview) {
  return database_.Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(Attachment attachment, attachments_.Hold(transaction, id));
    if (attachment.preview != PreviewState::kPending) return absl::OkStatus();
    attachment.preview = preview.ok() ? PreviewState::kReady : PreviewState::kNone;
    attachment.preview_size = preview.ok() ? static_cast<int64_t>(preview->size()) : 0;
    for (int64_t offset = 0; offset < attachment.preview_size; offset += Attachment::kPiece) {
      RETURN_IF_ERROR(
          attachments_.InsertPiece(transaction, attachment, Rendition::kPreview, offset,
                                   std::string_view(*preview).substr(offset, Attachment::kPiece)));
    }
    return attachments_.Update(transaction, attachment);
  });
}

}  // namespace hecha::intake
