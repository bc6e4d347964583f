// An AttestationStore keeps attestations for ever. Stateless; safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/attestation.h"

namespace hecha::verification {

class AttestationStore {
 public:
  // AlreadyExists if the event is attested.
  absl::Status Insert(db::Transaction& transaction, const Attestation& attestation) const;

  // Those of one aggregate, in the order of its versions.
  absl::StatusOr<std::vector<Attestation>> ListOf(db::Transaction& transaction,
                                                  const Uuid& aggregate) const;
};

}  // namespace hecha::verification
