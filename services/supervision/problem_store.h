// A ProblemStore persists problems; their texts are sealed at rest, under the data key of the lead
// that a problem is about, or under its own. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/common/security/text_vault.h"
#include "services/supervision/problem.h"

namespace hecha::supervision {

struct ProblemFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<ProblemState> state;
  std::optional<UnitId> unit;
};

class ProblemStore {
 public:
  explicit ProblemStore(const security::Keyring& keyring) : keys_(keyring) {}

  // NotFound if the lead it is about was purged.
  absl::Status Insert(db::Transaction& transaction, const Problem& problem) const;

  // Saves a problem whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Problem& problem) const;

  // NotFound if there is no such problem.
  absl::StatusOr<Problem> Find(db::Transaction& transaction, ProblemId id) const;

  // A page of problems, and one more where there is one, newest first.
  absl::StatusOr<std::vector<Problem>> List(db::Transaction& transaction,
                                            const ProblemFilter& filter, const Page& page) const;

  // Leaves no word of the problems about a purged lead. The lead's key is not shredded.
  absl::Status EraseOf(db::Transaction& transaction, LeadId lead) const;

 private:
  absl::StatusOr<security::TextVault> VaultOf(db::Transaction& transaction,
                                              const Problem& problem) const;
  absl::Status OpenTexts(db::Transaction& transaction, Problem& problem) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::supervision
