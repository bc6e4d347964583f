// A LedgerStore persists the lines of the ledgers; what is somebody's words is sealed at rest under
// the data key of the line's lead. A page is read by an index for each town, so that it costs the
// same however many lines there are. Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/supervision/ledger.h"

namespace hecha::supervision {

class LedgerStore {
 public:
  explicit LedgerStore(const security::Keyring& keyring) : keys_(keyring) {}

  // Inserts each line or replaces it.
  absl::Status PutAll(db::Transaction& transaction, std::span<const Line> lines) const;

  // The line, locked until the transaction ends; nullopt if there is none.
  absl::StatusOr<std::optional<Line>> Find(db::Transaction& transaction, const LineKey& key) const;

  // The lines of one ledger that are about a lead, or about what `object` names, each locked until
  // the transaction ends; oldest first.
  absl::StatusOr<std::vector<Line>> FindByLead(db::Transaction& transaction, Ledger ledger,
                                               LeadId lead) const;
  absl::StatusOr<std::vector<Line>> FindByObject(db::Transaction& transaction,
                                                 const std::string& object) const;

  // A page of lines, and one more where there is one, in the order that the filter says.
  absl::StatusOr<std::vector<Line>> List(db::Transaction& transaction, const LineFilter& filter,
                                         const Page& page) const;

 private:
  struct Sealed;

  // A line's words as they are stored.
  absl::StatusOr<std::string> SealWords(db::Transaction& transaction, const Line& line) const;
  static Sealed Read(const db::Row& row);
  // The line with its words, as far as the key is there.
  static absl::StatusOr<Line> Open(Sealed sealed, absl::StatusOr<security::DataKey> key);
  absl::StatusOr<std::vector<Line>> Lock(db::Transaction& transaction, const char* sql,
                                         const std::vector<db::Param>& params) const;
  absl::Status ReadRange(db::Transaction& transaction, const std::string& sql,
                         const std::vector<db::Param>& params, std::vector<Line>& lines) const;

  security::DataKeyStore keys_;
};

}  // namespace hecha::supervision
