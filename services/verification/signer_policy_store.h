// A SignerPolicyStore reads the signer policies. Stateless; safe for concurrent use.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"
#include "services/verification/signer_policy.h"

namespace hecha::verification {

class SignerPolicyStore {
 public:
  // The policy for a lead's level that was in force at `at`: its own where it has one, else the
  // one for every level. Internal if there is none.
  absl::StatusOr<SignerPolicy> InForce(db::Transaction& transaction, Level level,
                                       absl::Time at) const;
};

}  // namespace hecha::verification
