// A RevisitStore persists revisits and keeps the policies they are drawn by; notes are sealed at
// rest. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/verification/revisit.h"

namespace hecha::verification {

// Which revisits to list. An unset field filters nothing.
struct RevisitFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<RevisitState> state;
  std::optional<CaseId> case_id;
};

struct DatedRevisits {
  absl::Time effective_from;
  RevisitPolicy policy;
};

class RevisitStore {
 public:
  explicit RevisitStore(const security::Keyring& keyring) : keys_(keyring) {}

  // The policy in force at `at`; draws nothing where there is none.
  absl::StatusOr<RevisitPolicy> PolicyAt(db::Transaction& transaction, absl::Time at) const;

  // Every policy, by date.
  absl::StatusOr<std::vector<DatedRevisits>> ListPolicies(db::Transaction& transaction) const;

  // AlreadyExists if a policy begins at the same moment.
  absl::Status PutPolicy(db::Transaction& transaction, const DatedRevisits& dated) const;

  // AlreadyExists if the case has a revisit.
  absl::Status Insert(db::Transaction& transaction, const Revisit& revisit) const;

  // Saves a revisit whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Revisit& revisit) const;

  // NotFound if there is no such revisit.
  absl::StatusOr<Revisit> Find(db::Transaction& transaction, RevisitId id) const;

  // The revisits of a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<Revisit>> List(db::Transaction& transaction,
                                            const RevisitFilter& filter, const Page& page) const;

 private:
  absl::Status OpenNote(db::Transaction& transaction, Revisit& revisit) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
