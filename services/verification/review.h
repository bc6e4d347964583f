// A Review 查否复核 is the verification of a closed case's conclusion by another unit, which does
// not know that conclusion until it has submitted its own.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/verification/case.h"
#include "services/verification/unit.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.Review.State.
enum class ReviewState : uint8_t { kQueued = 1, kAssigned, kUpheld, kOverturned };

// Numbers equal those of hecha.verification.v1.ReviewOrigin.
enum class ReviewOrigin : uint8_t { kFocusClass = 1, kReporter, kOffice, kCity };

struct Review;
using ReviewId = Id<Review>;

struct Review {
  ReviewId id;
  int64_t version = 0;
  ReviewState state = ReviewState::kQueued;
  ReviewOrigin origin = ReviewOrigin::kFocusClass;
  std::string reason;
  CaseId first_case;
  LeadId lead;
  std::string lead_no;
  std::string division;
  UnitId first_unit;
  std::string first_unit_name;
  Outcome first_outcome = Outcome::kUnverifiable;
  // Who verifies again, in which case; unset while it is queued.
  std::optional<UnitId> unit;
  std::string unit_name;
  std::optional<CaseId> review_case;
  std::optional<Outcome> second_outcome;
  // When the reporter asked for it, if the reporter did.
  std::optional<absl::Time> reporter_asked_at;
  absl::Time queued_at;
  std::optional<absl::Time> assigned_at;
  std::optional<absl::Time> concluded_at;
  // Who stands aside from the lead; of a review that is read by itself.
  std::set<UserId> aside;

  // A new review, QUEUED, version 1. FailedPrecondition NOT_CLOSED unless `first` is closed,
  // REVIEW_OF_REVIEW for a case that was itself a re-verification.
  static absl::StatusOr<Review> Queue(ReviewId id, const Case& first, ReviewOrigin origin,
                                      std::string reason, absl::Time now);

  // PermissionDenied NOT_OFFICE for anyone but the town's office.
  absl::Status AdmitAssign(const Actor& by) const;
  // QUEUED → ASSIGNED; ASSIGNED again where the unit returned its case. InvalidArgument FIRST_UNIT
  // for the first unit, UNIT_CANNOT_VERIFY for one of another town or without the function.
  absl::Status Assign(const Unit& to, CaseId review_case_id, absl::Time now);
  absl::Status CheckUnit(const Unit& to) const;
  // ASSIGNED → QUEUED: the second unit must stand aside.
  absl::Status Recall();
  // The reporter asks for what is queued or under way already. FailedPrecondition once it is
  // concluded.
  absl::Status Join(absl::Time asked_at);
  // ASSIGNED → UPHELD where both outcomes agree, OVERTURNED where they differ.
  absl::Status Conclude(Outcome second, absl::Time now);

  bool IsOpen() const { return state == ReviewState::kQueued || state == ReviewState::kAssigned; }
  // True for the offices and leaders of its territory, and for members of the second unit, unless
  // they stand aside.
  bool VisibleTo(const Actor& actor) const;
  // True if `actor` must not learn the first conclusion while the second report is not submitted.
  bool IsBlindFor(const Actor& actor) const;
};

// True for what the plan wants verified twice: outcome 查否 or 无法查证, of a lead that the
// prefecture or above passed down (转办, 交办, 督办) or that a citizen reported.
bool IsInFocusClass(const Case& closed);

// What both cases found on one allegation.
struct FindingComparison {
  std::string allegation;
  Outcome first = Outcome::kUnverifiable;
  // Unset where the second case has no allegation in the same words, or no finding on it.
  std::optional<Outcome> second;
};
std::vector<FindingComparison> Compare(const Case& first, const Case& second);

}  // namespace hecha::verification
