// An AttachmentStore persists attachments and their pieces; names and pieces are sealed at rest
// under the lead's data key, each piece bound to its place and to whether it is the last. The only
// place that knows the tables `attachment`, `attachment_chunk` and `attachment_reading`. Safe for
// concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/attachment.h"

namespace hecha::intake {

class AttachmentStore {
 public:
  explicit AttachmentStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const Attachment& attachment) const;

  // NotFound if there is no such attachment.
  absl::StatusOr<Attachment> Find(db::Transaction& transaction, AttachmentId id) const;
  // The same, and holds it: whoever else asks waits until this transaction ends.
  absl::StatusOr<Attachment> Hold(db::Transaction& transaction, AttachmentId id) const;
  // Saves a held attachment.
  absl::Status Update(db::Transaction& transaction, const Attachment& attachment) const;

  // Those of `lead`, uploads under way included; oldest first.
  absl::StatusOr<std::vector<Attachment>> ListOf(db::Transaction& transaction, LeadId lead) const;
  // The same without their names, and holds them: nobody adds another until this transaction ends.
  // No key is asked for, so that a lead with files answers no later than one without.
  absl::StatusOr<std::vector<Attachment>> HoldOf(db::Transaction& transaction, LeadId lead) const;

  // Takes the time of Insert, for a lead that nobody has, and leaves nothing that can be read.
  absl::Status FeignInsert(db::Transaction& transaction, const Attachment& attachment) const;

  // Adds the piece at `offset`. AlreadyExists if there is one.
  absl::Status InsertPiece(db::Transaction& transaction, const Attachment& attachment,
                           Rendition rendition, int64_t offset, std::string_view piece) const;
  // The piece at `offset`. DataLoss if it is missing, or not what was put there.
  absl::StatusOr<std::string> FindPiece(db::Transaction& transaction, const Attachment& attachment,
                                        Rendition rendition, int64_t offset) const;

  // Notes that `user` begins to read.
  absl::Status NoteReading(db::Transaction& transaction, AttachmentId id, Rendition rendition,
                           UserId user, absl::Time now) const;
  // Whether `user` began to read it after `since`.
  absl::StatusOr<bool> HasReading(db::Transaction& transaction, AttachmentId id,
                                  Rendition rendition, UserId user, absl::Time since) const;

  // One that waits for its preview, if any does.
  absl::StatusOr<std::optional<AttachmentId>> NextWithoutPreview(
      db::Transaction& transaction) const;
  // One whose upload was begun before `limit` and never finished, if there is any.
  absl::StatusOr<std::optional<AttachmentId>> NextStale(db::Transaction& transaction,
                                                        absl::Time limit) const;

  // Leaves nothing of it; does nothing if there is no such attachment.
  absl::Status Delete(db::Transaction& transaction, AttachmentId id) const;
  // The same for all of a lead's, stored or not.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  static absl::Status InsertUnder(db::Transaction& transaction, const security::DataKey& key,
                                  const Attachment& attachment);
  absl::StatusOr<Attachment> FindBy(db::Transaction& transaction, const char* sql,
                                    AttachmentId id) const;
  absl::StatusOr<std::vector<Attachment>> ListBy(db::Transaction& transaction, const char* sql,
                                                 LeadId lead) const;
  // Opens what Read left sealed.
  absl::Status Unseal(db::Transaction& transaction, std::vector<Attachment>& attachments) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
