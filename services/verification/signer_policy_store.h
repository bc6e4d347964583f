// A SignerPolicyStore keeps the signer policies. The only place that knows the table `signer_seat`.
// Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"
#include "services/verification/signer_policy.h"

namespace hecha::verification {

struct DatedSigners {
  // Unset for every level without a policy of its own.
  std::optional<Level> level;
  absl::Time effective_from;
  SignerPolicy policy;
};

class SignerPolicyStore {
 public:
  // The policy for a lead's level that was in force at `at`: its own where it has one, else the
  // one for every level. Internal if there is none.
  absl::StatusOr<SignerPolicy> InForce(db::Transaction& transaction, Level level,
                                       absl::Time at) const;

  // Every policy, by level and then by date.
  absl::StatusOr<std::vector<DatedSigners>> List(db::Transaction& transaction) const;

  // AlreadyExists if the level has a policy from the same moment on.
  absl::Status Put(db::Transaction& transaction, const DatedSigners& dated) const;
};

}  // namespace hecha::verification
