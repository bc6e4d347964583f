#include "services/verification/review.h"

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxReason = 500;

// Codes of hecha.intake.v1: 转办, 交办, 督办; and the four ways in which citizens report.
constexpr int kFirstPassedDown = 2;
constexpr int kLastPassedDown = 4;
constexpr int kFirstPublicChannel = 1;
constexpr int kLastPublicChannel = 4;

absl::Status RefuseConcluded() {
  return RefuseState("ILLEGAL_TRANSITION", "复核已经结束", "the review is concluded");
}

bool SeesTerritory(const Actor& actor, std::string_view division) {
  const bool of_town =
      actor.division == division && (actor.Has(Role::kOffice) || actor.Has(Role::kLeader));
  return of_town || (actor.Has(Role::kCityOffice) && actor.Covers(division));
}

}  // namespace

absl::StatusOr<Review> Review::Queue(ReviewId id, const Case& first, ReviewOrigin origin,
                                     std::string reason, absl::Time now) {
  if (first.state != CaseState::kClosed)
    return RefuseState("NOT_CLOSED", "只有办结的案件可以复核", "only a closed case is reviewed");
  if (first.assignment.review_of.has_value())
    return RefuseState("REVIEW_OF_REVIEW", "复核案件不再复核",
                       "a re-verification is not verified once more");
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  Review review;
  review.id = id;
  review.version = 1;
  review.origin = origin;
  review.reason = std::move(reason);
  review.first_case = first.id;
  review.lead = first.assignment.lead;
  review.lead_no = first.assignment.lead_no;
  review.division = first.assignment.division;
  review.first_unit = first.assignment.unit;
  review.first_unit_name = first.assignment.unit_name;
  review.first_outcome = *first.outcome;
  review.queued_at = now;
  return review;
}

absl::Status Review::AdmitAssign(const Actor& by) const {
  if (by.Has(Role::kOffice) && by.division == division) return absl::OkStatus();
  return RefuseCaller("NOT_OFFICE", "只有本镇扫黑办可以办理",
                      "only the office of the town may do this");
}

absl::Status Review::CheckUnit(const Unit& to) const {
  if (to.id == first_unit)
    return RefuseField("FIRST_UNIT", "unit_id", "复核须由原核查单位以外的单位承办",
                       "another unit than the first verifies again");
  if (!to.active || !to.verifies || to.division != division)
    return RefuseField("UNIT_CANNOT_VERIFY", "unit_id", "该单位不能承办本镇核查",
                       "that unit does not verify leads of this town");
  return absl::OkStatus();
}

absl::Status Review::Assign(const Unit& to, CaseId review_case_id, absl::Time now) {
  if (!IsOpen()) return RefuseConcluded();
  RETURN_IF_ERROR(CheckUnit(to));
  unit = to.id;
  unit_name = to.name;
  review_case = review_case_id;
  assigned_at = now;
  state = ReviewState::kAssigned;
  ++version;
  return absl::OkStatus();
}

absl::Status Review::Recall() {
  if (state != ReviewState::kAssigned)
    return RefuseState("ILLEGAL_TRANSITION", "复核不在办理中", "the review is not ASSIGNED");
  unit.reset();
  unit_name.clear();
  assigned_at.reset();
  state = ReviewState::kQueued;
  ++version;
  return absl::OkStatus();
}

absl::Status Review::Join(absl::Time asked_at) {
  if (!IsOpen()) return RefuseConcluded();
  reporter_asked_at = asked_at;
  ++version;
  return absl::OkStatus();
}

absl::Status Review::Conclude(Outcome second, absl::Time now) {
  if (state != ReviewState::kAssigned)
    return RefuseState("ILLEGAL_TRANSITION", "复核不在办理中", "the review is not ASSIGNED");
  second_outcome = second;
  concluded_at = now;
  state = second == first_outcome ? ReviewState::kUpheld : ReviewState::kOverturned;
  ++version;
  return absl::OkStatus();
}

bool Review::VisibleTo(const Actor& actor) const {
  if (aside.contains(actor.user)) return false;
  const bool verifies = actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead);
  return SeesTerritory(actor, division) || (verifies && unit == actor.unit);
}

bool Review::IsBlindFor(const Actor& actor) const {
  return IsOpen() && !SeesTerritory(actor, division);
}

bool IsInFocusClass(const Case& closed) {
  const Assignment& lead = closed.assignment;
  const bool unproven = closed.outcome.has_value() && IsUnproven(*closed.outcome);
  const bool passed_down = lead.level <= Level::kPrefecture &&
                           lead.instruction >= kFirstPassedDown &&
                           lead.instruction <= kLastPassedDown;
  const bool reported = lead.channel >= kFirstPublicChannel && lead.channel <= kLastPublicChannel;
  return unproven && (passed_down || reported);
}

std::vector<FindingComparison> Compare(const Case& first, const Case& second) {
  std::vector<FindingComparison> compared;
  const std::vector<std::string>& again = second.plan.allegations;
  for (size_t i = 0; i < first.plan.allegations.size(); ++i) {
    const Finding* found = first.FindingOn(static_cast<int>(i) + 1);
    if (found == nullptr) continue;
    FindingComparison row{first.plan.allegations[i], found->outcome, std::nullopt};
    const auto same = std::find(again.begin(), again.end(), row.allegation);
    const Finding* other = same == again.end()
                               ? nullptr
                               : second.FindingOn(static_cast<int>(same - again.begin()) + 1);
    if (other != nullptr) row.second = other->outcome;
    compared.push_back(std::move(row));
  }
  return compared;
}

}  // namespace hecha::verification
