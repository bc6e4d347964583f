// A ReviewService runs the use cases of reviews. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/case_service.h"
#include "services/verification/case_store.h"
#include "services/verification/lead_bar_store.h"
#include "services/verification/review_store.h"
#include "services/verification/unit_store.h"

namespace hecha::verification {

// A review as its viewer may see it.
struct ReviewView {
  Review review;
  // False while the viewer must not learn the first conclusion.
  bool shows_first = false;
  // Once the second report is submitted.
  std::optional<Outcome> second_outcome;
  std::vector<FindingComparison> findings;
};

class ReviewService {
 public:
  // `case_service` outlives this.
  ReviewService(events::Journal& journal, ReviewStore reviews, CaseStore cases, UnitStore units,
                CaseService& case_service)
      : journal_(journal),
        reviews_(reviews),
        cases_(cases),
        units_(units),
        case_service_(case_service) {}

  // By the office or the city office. FailedPrecondition ALREADY_QUEUED while a review of the
  // case is open; otherwise what Review::Queue says.
  absl::StatusOr<Review> Request(const Call& call, CaseId first, const std::string& reason);

  // Gives it to `unit` and opens its case. UNIT_STILL_VERIFIES while the unit that has it did
  // not return it.
  absl::StatusOr<Review> Assign(const Call& call, ReviewId id, UnitId unit);

  // NotFound for whoever may not know of it.
  absl::StatusOr<ReviewView> Get(const Call& call, ReviewId id);
  absl::StatusOr<std::vector<Review>> List(const Call& call, ReviewFilter filter, const Page& page);

  // The first case, of which the caller may be shown what was alleged and done.
  absl::StatusOr<Case> Material(const Call& call, ReviewId id);

  // What others cause, inside their transaction.

  // Queues a case that just closed if it is of the focus class, or if its reporter asked for it.
  absl::Status QueueAtClose(db::Transaction& transaction, const Call& call, const Case& closed);
  // Queues the case of a lead for its reporter, or notes that the reporter asks for the review
  // that is open. What the reporter asks before the case closes is granted when it does.
  absl::Status QueueForReporter(db::Transaction& transaction, const Call& call, LeadId lead);
  // Compares, once the re-verification `second` is closed, and closes the first case again; queues
  // it once more where the reporter asked for that.
  absl::Status Conclude(db::Transaction& transaction, const Call& call, const Case& second);

 private:
  using AskedAt = std::optional<absl::Time>;
  absl::StatusOr<Review> Queue(db::Transaction& transaction, const Call& call, const Case& first,
                               ReviewOrigin origin, std::string reason, AskedAt asked_at = {});
  // Queues a closed case for its reporter, or joins the review of it that is open.
  absl::Status Grant(db::Transaction& transaction, const Call& call, const Case& first,
                     absl::Time asked_at);
  // Whether the second unit told the reporter what it concludes.
  absl::StatusOr<bool> ToldAgain(db::Transaction& transaction, const Case& first) const;
  absl::Status EndReview(db::Transaction& transaction, const Call& call, const Review& review);
  absl::Status BeginAgain(db::Transaction& transaction, const Call& call, const Review& review,
                          const Case& first);

  events::Journal& journal_;
  const ReviewStore reviews_;
  const CaseStore cases_;
  const UnitStore units_;
  const LeadBarStore bars_ = {};
  CaseService& case_service_;
};

}  // namespace hecha::verification
