#include "services/verification/review_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/verification/v1/review.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

std::string ReviewMethod(std::string_view method) {
  return fmt::format("hecha.verification.v1.ReviewService/{}", method);
}

v1::Review ToProto(const Review& review, const Actor& actor, bool shows_first) {
  v1::Review out;
  out.set_id(review.id.ToString());
  out.set_etag(fmt::format("{}", review.version));
  out.set_case_id(review.first_case.ToString());
  out.set_lead_id(review.lead.ToString());
  out.set_lead_no(review.lead_no);
  out.set_division(review.division);
  out.set_state(static_cast<v1::Review::State>(review.state));
  out.set_origin(static_cast<v1::ReviewOrigin>(review.origin));
  out.set_reason(review.reason);
  out.set_first_unit_id(review.first_unit.ToString());
  out.set_first_unit_name(review.first_unit_name);
  if (review.unit.has_value()) out.set_unit_id(review.unit->ToString());
  out.set_unit_name(review.unit_name);
  if (review.review_case.has_value()) out.set_review_case_id(review.review_case->ToString());
  SetTimestamp(review.queued_at, out.mutable_queued_at());
  if (review.assigned_at.has_value()) SetTimestamp(*review.assigned_at, out.mutable_assigned_at());
  if (review.concluded_at.has_value())
    SetTimestamp(*review.concluded_at, out.mutable_concluded_at());
  if (review.reporter_asked_at.has_value())
    SetTimestamp(*review.reporter_asked_at, out.mutable_reporter_asked_at());
  if (shows_first) out.set_first_outcome(static_cast<v1::Outcome>(review.first_outcome));
  if (review.second_outcome.has_value())
    out.set_second_outcome(static_cast<v1::Outcome>(*review.second_outcome));
  if (review.IsOpen() && review.AdmitAssign(actor).ok()) out.add_actions("assign");
  return out;
}

v1::Review ToProto(const ReviewView& view, const Actor& actor) {
  v1::Review out = ToProto(view.review, actor, view.shows_first);
  if (view.second_outcome.has_value())
    out.set_second_outcome(static_cast<v1::Outcome>(*view.second_outcome));
  for (const FindingComparison& finding : view.findings) {
    v1::FindingComparison& added = *out.add_findings();
    added.set_allegation(finding.allegation);
    added.set_first_outcome(static_cast<v1::Outcome>(finding.first));
    if (finding.second.has_value())
      added.set_second_outcome(static_cast<v1::Outcome>(*finding.second));
  }
  return out;
}

absl::StatusOr<v1::ListReviewsResponse> ListReviews(ReviewService& reviews, const Call& call,
                                                    const v1::ListReviewsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ReviewFilter filter;
  filter.division = request.division();
  if (request.state() != v1::Review::STATE_UNSPECIFIED)
    filter.state = static_cast<ReviewState>(request.state());
  if (!request.case_id().empty()) {
    ASSIGN_OR_RETURN(filter.first_case, ParseId<CaseId>("case_id", request.case_id()));
  }
  ASSIGN_OR_RETURN(std::vector<Review> found, reviews.List(call, std::move(filter), page));
  v1::ListReviewsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Review& review) { return review.id; }));
  for (const Review& review : found)
    *response.add_reviews() = ToProto(review, call.actor, !review.IsBlindFor(call.actor));
  return response;
}

absl::StatusOr<v1::ReviewMaterial> GetMaterial(ReviewService& reviews, const Call& call,
                                               const v1::GetReviewMaterialRequest& request) {
  ASSIGN_OR_RETURN(const ReviewId id, ParseId<ReviewId>("review_id", request.review_id()));
  ASSIGN_OR_RETURN(const Case first, reviews.Material(call, id));
  v1::ReviewMaterial material;
  material.set_review_id(request.review_id());
  for (const std::string& allegation : first.plan.allegations) material.add_allegations(allegation);
  for (size_t i = 0; i < first.steps.size(); ++i)
    *material.add_steps() = ToProto(first.steps[i], static_cast<int>(i) + 1);
  return material;
}

}  // namespace

void RegisterReviewRpc(rpc::Router& router, ReviewService& reviews) {
  router.Handle(ReviewMethod("RequestReview"),
                [&reviews](const Call& call,
                           const v1::RequestReviewRequest& request) -> absl::StatusOr<v1::Review> {
                  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
                  ASSIGN_OR_RETURN(const Review review,
                                   reviews.Request(call, id, request.reason()));
                  return ToProto(review, call.actor, /*shows_first=*/true);
                });
  router.Handle(
      ReviewMethod("AssignReview"),
      [&reviews](const Call& call,
                 const v1::AssignReviewRequest& request) -> absl::StatusOr<v1::Review> {
        ASSIGN_OR_RETURN(const ReviewId id, ParseId<ReviewId>("review_id", request.review_id()));
        ASSIGN_OR_RETURN(const UnitId unit, ParseId<UnitId>("unit_id", request.unit_id()));
        ASSIGN_OR_RETURN(const Review review, reviews.Assign(call, id, unit));
        return ToProto(review, call.actor, /*shows_first=*/true);
      });
  router.Handle(ReviewMethod("GetReview"),
                [&reviews](const Call& call,
                           const v1::GetReviewRequest& request) -> absl::StatusOr<v1::Review> {
                  ASSIGN_OR_RETURN(const ReviewId id,
                                   ParseId<ReviewId>("review_id", request.review_id()));
                  ASSIGN_OR_RETURN(const ReviewView view, reviews.Get(call, id));
                  return ToProto(view, call.actor);
                });
  router.Handle(ReviewMethod("ListReviews"),
                [&reviews](const Call& call, const v1::ListReviewsRequest& request) {
                  return ListReviews(reviews, call, request);
                });
  router.Handle(ReviewMethod("GetReviewMaterial"),
                [&reviews](const Call& call, const v1::GetReviewMaterialRequest& request) {
                  return GetMaterial(reviews, call, request);
                });
}

}  // namespace hecha::verification
