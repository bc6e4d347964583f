// A RetentionStore persists retentions with their holds, and the terms; reasons are sealed at rest
// under the lead's data key and go with it. The only place that knows the tables `retention`,
// `retention_hold` and `retention_term`. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/retention.h"

namespace hecha::intake {

class RetentionStore {
 public:
  explicit RetentionStore(const security::Keyring& keyring) : keys_(keyring) {}

  // NotFound if the lead was never closed.
  absl::StatusOr<Retention> Find(db::Transaction& transaction, LeadId lead) const;

  // Saves a retention whose version its rule counted up by one, a first one too. Aborted if it
  // changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Retention& retention) const;

  // Those of a page whose term is over and that are not purged, and one more where there is one,
  // newest lead first; either the sealed ones or the others, and none of a lead that is about a
  // leader of `reader.division` or bars `reader.unit`.
  absl::StatusOr<std::vector<Retention>> ListDue(db::Transaction& transaction,
                                                 const std::string& division, bool sealed,
                                                 const Actor& reader, absl::Time now,
                                                 const Page& page) const;

  // The term in force at `at`; Internal if there is none for the outcome.
  absl::StatusOr<RetentionTerm> FindTerm(db::Transaction& transaction, Outcome outcome,
                                         absl::Time at) const;
  // By outcome, then by date.
  absl::StatusOr<std::vector<RetentionTerm>> ListTerms(db::Transaction& transaction) const;
  absl::Status PutTerm(db::Transaction& transaction, const RetentionTerm& term) const;

 private:
  absl::Status SaveHolds(db::Transaction& transaction, const Retention& retention) const;
  // Opens the reasons and adds the holds.
  absl::Status Complete(db::Transaction& transaction, Retention& retention) const;
  absl::StatusOr<std::string> SealReason(db::Transaction& transaction, const Retention& retention,
                                         std::string_view column, std::string_view text) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
