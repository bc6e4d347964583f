// A SigningKeyService runs the use cases of signing keys. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/signing_key.h"
#include "services/verification/signing_key_store.h"

namespace hecha::verification {

class SigningKeyService {
 public:
  SigningKeyService(events::Journal& journal, SigningKeyStore keys)
      : journal_(journal), keys_(keys) {}

  // Enrols the caller's own key. InvalidArgument BAD_PROOF unless `proof` is the key's signature
  // of PossessionPayload. AlreadyExists KEY_TAKEN if it is enrolled, whoever's it is.
  absl::StatusOr<SigningKey> Enrol(const Call& call, const std::string& public_key,
                                   const std::string& proof);
  absl::StatusOr<SigningKey> Confirm(const Call& call, SigningKeyId id);
  absl::StatusOr<SigningKey> Revoke(const Call& call, SigningKeyId id, const std::string& reason,
                                    absl::Time from);

  // A page as SigningKeyStore::List reads it; of the caller's own keys unless it is an office.
  absl::StatusOr<std::vector<SigningKey>> List(const Call& call, SigningKeyFilter filter,
                                               const Page& page);

 private:
  events::Journal& journal_;
  const SigningKeyStore keys_;
};

}  // namespace hecha::verification
