#include "services/verification/review_service.h"

#include <algorithm>
#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/verification/case_event.h"
#include "services/verification/review_event.h"

namespace hecha::verification {
namespace {

using events::Event;

constexpr char kFocusReason[] = "方案规定的查否复核类别";
constexpr char kReporterReason[] = "举报人申请复核";

absl::Status RefuseUnknownReview() { return RefuseUnknown("复核", "review"); }

Event ConclusionEvent(const Review& review) {
  if (review.state == ReviewState::kUpheld) {
    auto event = About<v1::ReviewUpheld>(review);
    event.set_outcome(static_cast<v1::Outcome>(review.first_outcome));
    return Tell(review, "review.uphold", std::move(event));
  }
  auto event = About<v1::ReviewOverturned>(review);
  event.set_lead_no(review.lead_no);
  event.set_first_outcome(static_cast<v1::Outcome>(review.first_outcome));
  event.set_second_outcome(static_cast<v1::Outcome>(*review.second_outcome));
  event.set_first_unit_id(review.first_unit.ToString());
  event.set_first_unit_name(review.first_unit_name);
  event.set_unit_id(review.unit->ToString());
  event.set_unit_name(review.unit_name);
  return Tell(review, "review.overturn", std::move(event));
}

// What the second unit is given: the lead as it was, to verify from the start.
Assignment AssignmentTo(const Unit& unit, const Case& first, int round) {
  Assignment assignment = first.assignment;
  assignment.unit = unit.id;
  assignment.unit_name = unit.name;
  assignment.deadline.reset();
  assignment.round = round;
  assignment.review_of = first.id;
  return assignment;
}

}  // namespace

absl::StatusOr<Review> ReviewService::Queue(db::Transaction& transaction, const Call& call,
                                            const Case& first, ReviewOrigin origin,
                                            std::string reason, AskedAt asked_at) {
  ASSIGN_OR_RETURN(const std::optional<Review> earlier, reviews_.FindOf(transaction, first.id));
  if (earlier.has_value() && earlier->IsOpen())
    return RefuseState("ALREADY_QUEUED", "本案已在复核", "the case is under review already");
  ASSIGN_OR_RETURN(Review review, Review::Queue(ReviewId::New(call.now), first, origin,
                                                std::move(reason), call.now));
  review.reporter_asked_at = asked_at;
  RETURN_IF_ERROR(reviews_.Insert(transaction, review));
  RETURN_IF_ERROR(journal_.Append(transaction, call, QueuedEvent(review, "review.queue")));
  return review;
}

absl::StatusOr<Review> ReviewService::Request(const Call& call, CaseId first,
                                              const std::string& reason) {
  const ReviewOrigin origin =
      call.actor.Has(Role::kCityOffice) ? ReviewOrigin::kCity : ReviewOrigin::kOffice;
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        // Whoever asks at the same moment would not see this review, nor we theirs.
        RETURN_IF_ERROR(cases_.Hold(transaction, first));
        ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, first));
        if (subject.VisibleTo(call.actor) == Visibility::kNothing)
          return RefuseUnknown("案件", "case");
        ASSIGN_OR_RETURN(const Review queued, Queue(transaction, call, subject, origin, reason));
        return queued.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return reviews_.Find(transaction, ReviewId{id});
      });
}

absl::StatusOr<Review> ReviewService::Assign(const Call& call, ReviewId id, UnitId unit) {
  const auto admit = [&call](const Review& review) -> absl::Status {
    if (!review.VisibleTo(call.actor)) return RefuseUnknownReview();
    return review.AdmitAssign(call.actor);
  };
  return journal_.Change(
      call, reviews_, id, admit,
      [&](db::Transaction& transaction, Review& review) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const Unit to, units_.Find(transaction, unit));
        RETURN_IF_ERROR(review.CheckUnit(to));
        // Whoever learns now whom the lead bars would not see the new case.
        RETURN_IF_ERROR(cases_.HoldOf(transaction, review.lead));
        RETURN_IF_ERROR(bars_.CheckMayWork(transaction, review.lead, to.id));
        ASSIGN_OR_RETURN(const Case first, cases_.Find(transaction, review.first_case));
        RETURN_IF_ERROR(BeginAgain(transaction, call, review, first));
        ASSIGN_OR_RETURN(const int last_round, cases_.LastRound(transaction, review.lead));
        ASSIGN_OR_RETURN(
            const CaseId opened,
            case_service_.Open(transaction, call, AssignmentTo(to, first, last_round + 1),
                               first.taskforce.subjects));
        RETURN_IF_ERROR(review.Assign(to, opened, call.now));
        auto event = About<v1::ReviewAssigned>(review);
        event.set_unit_id(to.id.ToString());
        event.set_unit_name(to.name);
        event.set_review_case_id(opened.ToString());
        return Tell(review, "review.assign", std::move(event));
      });
}

// CLOSED → REVERIFYING, unless a unit before had it and gave it back or had to.
absl::Status ReviewService::BeginAgain(db::Transaction& transaction, const Call& call,
                                       const Review& review, const Case& first) {
  if (review.review_case.has_value()) {
    ASSIGN_OR_RETURN(const Case second, cases_.Find(transaction, *review.review_case));
    const bool given_up =
        second.state == CaseState::kReturned || second.state == CaseState::kRecalled;
    if (given_up) return absl::OkStatus();
    return RefuseState("UNIT_STILL_VERIFIES", "已交由其他单位复核，未退回",
                       "the unit that was given the review has not returned it");
  }
  return journal_.ChangeWithin(transaction, call, cases_, first.id,
                               [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                                 RETURN_IF_ERROR(subject.Reverify());
                                 auto event = About<v1::CaseReverifying>(subject);
                                 event.set_review_id(review.id.ToString());
                                 return Tell(subject, "case.reverify", std::move(event));
                               });
}

absl::StatusOr<ReviewView> ReviewService::Get(const Call& call, ReviewId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<ReviewView> {
        ReviewView view;
        ASSIGN_OR_RETURN(view.review, reviews_.Find(transaction, id));
        if (!view.review.VisibleTo(call.actor)) return RefuseUnknownReview();
        view.shows_first = !view.review.IsBlindFor(call.actor);
        if (!view.review.review_case.has_value()) return view;
        ASSIGN_OR_RETURN(const Case second, cases_.Find(transaction, *view.review.review_case));
        if (!second.outcome.has_value()) return view;
        // It has said its own word now.
        view.shows_first = true;
        view.second_outcome = second.outcome;
        ASSIGN_OR_RETURN(const Case first, cases_.Find(transaction, view.review.first_case));
        if (!call.actor.Has(Role::kCityOffice)) view.findings = Compare(first, second);
        return view;
      });
}

absl::StatusOr<std::vector<Review>> ReviewService::List(const Call& call, ReviewFilter filter,
                                                        const Page& page) {
  const Actor& actor = call.actor;
  RETURN_IF_ERROR(NarrowToScope(actor, filter.division));
  filter.viewer = actor.user;
  if (!actor.Has(Role::kOffice) && !actor.Has(Role::kLeader) && !actor.Has(Role::kCityOffice))
    filter.unit = actor.unit;
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return reviews_.List(transaction, filter, page);
  });
}

absl::StatusOr<Case> ReviewService::Material(const Call& call, ReviewId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(const Review review, reviews_.Find(transaction, id));
        if (!review.VisibleTo(call.actor)) return RefuseUnknownReview();
        return cases_.Find(transaction, review.first_case);
      });
}

absl::Status ReviewService::QueueAtClose(db::Transaction& transaction, const Call& call,
                                         const Case& closed) {
  ASSIGN_OR_RETURN(const AskedAt asked_at, reviews_.TakeWish(transaction, closed.assignment.lead));
  if (IsInFocusClass(closed))
    return Queue(transaction, call, closed, ReviewOrigin::kFocusClass, kFocusReason, asked_at)
        .status();
  return asked_at.has_value() ? Grant(transaction, call, closed, *asked_at) : absl::OkStatus();
}

absl::Status ReviewService::QueueForReporter(db::Transaction& transaction, const Call& call,
                                             LeadId lead) {
  // Whoever closes it now would not see the wish, nor we that it is closed.
  RETURN_IF_ERROR(cases_.HoldOf(transaction, lead));
  CaseFilter filter;
  filter.lead = lead;
  ASSIGN_OR_RETURN(const std::vector<Case> cases, cases_.List(transaction, filter, Page()));
  const auto first = std::find_if(cases.begin(), cases.end(), [](const Case& each) {
    return !each.assignment.review_of.has_value() &&
           (each.state == CaseState::kClosed || each.state == CaseState::kReverifying);
  });
  if (first == cases.end()) return reviews_.PutWish(transaction, lead, call.now);
  ASSIGN_OR_RETURN(const bool told_again, ToldAgain(transaction, *first));
  if (told_again) return reviews_.PutWish(transaction, lead, call.now);
  return Grant(transaction, call, *first, call.now);
}

absl::StatusOr<bool> ReviewService::ToldAgain(db::Transaction& transaction,
                                              const Case& first) const {
  if (first.state != CaseState::kReverifying) return false;
  ASSIGN_OR_RETURN(const std::optional<Review> review, reviews_.FindOf(transaction, first.id));
  if (!review.has_value() || !review->review_case.has_value()) return false;
  ASSIGN_OR_RETURN(const Case second, cases_.Find(transaction, *review->review_case));
  return second.feedback.has_value();
}

absl::Status ReviewService::Grant(db::Transaction& transaction, const Call& call, const Case& first,
                                  absl::Time asked_at) {
  ASSIGN_OR_RETURN(const std::optional<Review> earlier, reviews_.FindOf(transaction, first.id));
  if (!earlier.has_value() || !earlier->IsOpen())
    return Queue(transaction, call, first, ReviewOrigin::kReporter, kReporterReason, asked_at)
        .status();
  return journal_.ChangeWithin(transaction, call, reviews_, earlier->id,
                               [&](db::Transaction&, Review& review) -> absl::StatusOr<Event> {
                                 RETURN_IF_ERROR(review.Join(asked_at));
                                 return Tell(review, "review.join",
                                             About<v1::ReviewJoined>(review));
                               });
}

absl::Status ReviewService::Conclude(db::Transaction& transaction, const Call& call,
                                     const Case& second) {
  const CaseId first = *second.assignment.review_of;
  ASSIGN_OR_RETURN(std::optional<Review> review, reviews_.FindOf(transaction, first));
  if (!review.has_value()) return absl::InternalError("a re-verification has no review");
  RETURN_IF_ERROR(review->Conclude(*second.outcome, call.now));
  RETURN_IF_ERROR(reviews_.Update(transaction, *review));
  RETURN_IF_ERROR(journal_.Append(transaction, call, ConclusionEvent(*review)));
  RETURN_IF_ERROR(EndReview(transaction, call, *review));
  ASSIGN_OR_RETURN(const AskedAt asked_at, reviews_.TakeWish(transaction, review->lead));
  if (!asked_at.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Case closed_again, cases_.Find(transaction, first));
  return Grant(transaction, call, closed_again, *asked_at);
}

// REVERIFYING → CLOSED.
absl::Status ReviewService::EndReview(db::Transaction& transaction, const Call& call,
                                      const Review& review) {
  return journal_.ChangeWithin(
      transaction, call, cases_, review.first_case,
      [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(subject.ConcludeReview());
        auto event = About<v1::CaseReverified>(subject);
        event.set_review_id(review.id.ToString());
        event.set_outcome(static_cast<v1::Outcome>(*review.second_outcome));
        event.set_overturned(review.state == ReviewState::kOverturned);
        return Tell(subject, "case.reverified", std::move(event));
      });
}

}  // namespace hecha::verification
