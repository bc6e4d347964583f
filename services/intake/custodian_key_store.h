// A CustodianKeyStore persists the public keys of custodians. Stateless; safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/intake/custodian_key.h"

namespace hecha::intake {

class CustodianKeyStore {
 public:
  // AlreadyExists if the public key is enrolled, whoever's it is.
  absl::Status Insert(db::Transaction& transaction, const CustodianKey& key) const;

  // Saves a key whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const CustodianKey& key) const;

  // NotFound if there is no such key.
  absl::StatusOr<CustodianKey> Find(db::Transaction& transaction, CustodianKeyId id) const;

  // The keys that the identities of `town` are sealed to: the confirmed ones of the town and of
  // the territories that it lies in.
  absl::StatusOr<std::vector<CustodianKey>> ListSealing(db::Transaction& transaction,
                                                        const std::string& town) const;
  // The confirmed keys of one person.
  absl::StatusOr<std::vector<CustodianKey>> ListOf(db::Transaction& transaction, UserId user) const;

  // The keys below the division prefix, of a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<CustodianKey>> List(db::Transaction& transaction,
                                                 const std::string& division,
                                                 const Page& page) const;
};

}  // namespace hecha::intake
