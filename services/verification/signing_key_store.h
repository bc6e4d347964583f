// A SigningKeyStore persists the public keys of signatories. Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/verification/signing_key.h"

namespace hecha::verification {

// Which keys to list. An unset field filters nothing.
struct SigningKeyFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<EnrolledKeyState> state;
  std::optional<UserId> user;
};

class SigningKeyStore {
 public:
  // AlreadyExists if the public key is enrolled, whoever's it is.
  absl::Status Insert(db::Transaction& transaction, const SigningKey& key) const;

  // Saves a key whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const SigningKey& key) const;

  // NotFound if there is no such key.
  absl::StatusOr<SigningKey> Find(db::Transaction& transaction, SigningKeyId id) const;
  absl::StatusOr<SigningKey> FindByPublicKey(db::Transaction& transaction,
                                             std::string_view public_key) const;

  // The keys of a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<SigningKey>> List(db::Transaction& transaction,
                                               const SigningKeyFilter& filter,
                                               const Page& page) const;
};

}  // namespace hecha::verification
