// An ExportStore persists exports, their files sealed in pieces. Safe for concurrent use.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/keyring.h"
#include "services/supervision/export.h"

namespace hecha::supervision {

class ExportStore {
 public:
  explicit ExportStore(const security::Keyring& keyring) : keyring_(keyring) {}

  // An export that is about to be made, which has no lines yet.
  absl::Status Claim(db::Transaction& transaction, const Export& claimed) const;
  // What came of it, locked until the transaction ends. Aborted if it was forgotten meanwhile.
  absl::Status Complete(db::Transaction& transaction, const Export& made) const;
  // The piece that begins at `number` times Export::kPieceBytes.
  absl::Status InsertPiece(db::Transaction& transaction, ExportId id, int64_t number,
                           const std::string& data) const;

  // NotFound if there is none, or no such piece.
  absl::StatusOr<Export> Find(db::Transaction& transaction, ExportId id) const;
  absl::StatusOr<std::string> FindPiece(db::Transaction& transaction, ExportId id,
                                        int64_t number) const;

  // Deletes the files of exports that expired before `now`, and then the exports.
  absl::Status Forget(db::Transaction& transaction, absl::Time now) const;
  // The same of all that may hold a line of this town.
  absl::Status ForgetOf(db::Transaction& transaction, const std::string& town) const;

 private:
  const security::Keyring& keyring_;
};

}  // namespace hecha::supervision
