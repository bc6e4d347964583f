// An AttachmentPreviewService makes the pictures that are looked at in place of the originals:
// smaller, and without what a camera writes beside the pixels. Behind the upload, so that nobody
// waits for it. Two at once do the same work twice, and no harm. Safe for concurrent use.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/database.h"
#include "services/intake/attachment.h"
#include "services/intake/attachment_store.h"

namespace hecha::intake {

class AttachmentPreviewService {
 public:
  AttachmentPreviewService(db::Database& database, AttachmentStore attachments)
      : database_(database), attachments_(attachments) {}

  // Makes the previews that are waited for. A picture that cannot be read has none, and its
  // original stays as it is.
  void Run();

 private:
  // False if none is waited for, or the database is away.
  bool MakeNext();
  absl::StatusOr<std::string> Make(const Attachment& attachment);
  absl::Status Save(AttachmentId id, const absl::StatusOr<std::string>& preview);

  db::Database& database_;
  const AttachmentStore attachments_;
};

}  // namespace hecha::intake
