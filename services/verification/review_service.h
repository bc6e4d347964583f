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

  // Queues a case that just closed if it is of the focus class.
  absl::Status QueueIfFocus(db::Transaction& transaction, const Call& call, const Case& closed);
  // Queues the newest closed case of a lead for its reporter; nothing if there is none, or if
  // it is queued already.
  absl::Status QueueForReporter(db::Transaction& transaction, const Call& call, LeadId lead);
  // Compares, once the re-verification `second` is closed, and closes the first case again.
  absl::Status Conclude(db::Transaction& transaction, const Call& call, const Case& second);

 private:
  absl::StatusOr<Review> Queue(db::Transaction& transaction, const Call& call, const Case& first,
                               ReviewOrigin origin, std::string reason);
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
