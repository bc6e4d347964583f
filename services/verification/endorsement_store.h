// An EndorsementStore keeps signatures for ever, those under voided reports too. Stateless;
// safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/endorsement.h"

namespace hecha::verification {

class EndorsementStore {
 public:
  // AlreadyExists if the signer or the unit has signed this version.
  absl::Status Insert(db::Transaction& transaction, CaseId case_id,
                      const Endorsement& endorsement) const;

  // Takes a signature of the case out of List, for one that is given in its place.
  absl::Status SetAside(db::Transaction& transaction, CaseId case_id,
                        const Endorsement& lapsed) const;

  // The signatures under one report version, in the order of signing, without those set aside.
  absl::StatusOr<std::vector<Endorsement>> List(db::Transaction& transaction, CaseId case_id,
                                                int report_version) const;
};

}  // namespace hecha::verification
