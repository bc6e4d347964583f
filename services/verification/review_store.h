// A ReviewStore persists reviews, and wishes for some to come; reasons are sealed at rest. Safe for
// concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/verification/review.h"

namespace hecha::verification {

// Which reviews to list. An unset field filters nothing.
struct ReviewFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<ReviewState> state;
  // The unit that verifies again.
  std::optional<UnitId> unit;
  // The case that is reviewed.
  std::optional<CaseId> first_case;
  // Nothing of a lead that this person stands aside from.
  UserId viewer;
};

class ReviewStore {
 public:
  explicit ReviewStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const Review& review) const;

  // Saves a review whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Review& review) const;

  // NotFound if there is no such review.
  absl::StatusOr<Review> Find(db::Transaction& transaction, ReviewId id) const;

  // The reviews of a page and one more where there is one, newest first, without reasons.
  absl::StatusOr<std::vector<Review>> List(db::Transaction& transaction, const ReviewFilter& filter,
                                           const Page& page) const;

  // The newest review of a case, if it ever had one.
  absl::StatusOr<std::optional<Review>> FindOf(db::Transaction& transaction, CaseId first) const;

  // Keeps that the reporter of a lead asks for a review of what is not closed yet; the first time
  // counts.
  absl::Status PutWish(db::Transaction& transaction, LeadId lead, absl::Time asked_at) const;
  // Since when the wish is there, which is gone with that; nothing if there is none.
  absl::StatusOr<std::optional<absl::Time>> TakeWish(db::Transaction& transaction,
                                                     LeadId lead) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
