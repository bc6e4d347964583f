#include "services/verification/case_recall_service.h"

#include <optional>
#include <utility>
#include <vector>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/verification/case_event.h"
#include "services/verification/review_event.h"

namespace hecha::verification {
namespace {

using events::Event;

// A lead has no more rounds and re-verifications than this in sight.
constexpr int kMaxCases = 100;

}  // namespace

absl::Status CaseRecallService::LearnBars(db::Transaction& transaction, const Call& call,
                                          LeadId lead, const std::set<UnitId>& barred) {
  // First: whoever decides on a case of it now waits, or is undone.
  RETURN_IF_ERROR(cases_.NoteLearning(transaction, lead));
  RETURN_IF_ERROR(bars_.Replace(transaction, lead, barred));
  CaseFilter filter;
  filter.lead = lead;
  Page page;
  page.size = kMaxCases;
  ASSIGN_OR_RETURN(const std::vector<Case> cases, cases_.List(transaction, filter, page));
  for (const Case& line : cases)
    if (barred.contains(line.assignment.unit) && kCaseTable.Next(line.state, Action::kRecall).ok())
      RETURN_IF_ERROR(Recall(transaction, call, line.id));
  return absl::OkStatus();
}

absl::Status CaseRecallService::Recall(db::Transaction& transaction, const Call& call, CaseId id) {
  return journal_.ChangeWithin(
      transaction, call, cases_, id,
      [&](db::Transaction& inner, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const int voided, subject.Recall());
        if (voided > 0) RETURN_IF_ERROR(reports_.Void(inner, id, voided, "RECALL", call.now));
        if (subject.assignment.review_of.has_value())
          RETURN_IF_ERROR(QueueAgain(inner, call, subject));
        auto event = About<v1::CaseRecalled>(subject);
        event.set_unit_id(subject.assignment.unit.ToString());
        return Tell(subject, "case.recall", std::move(event));
      });
}

absl::Status CaseRecallService::QueueAgain(db::Transaction& transaction, const Call& call,
                                           const Case& recalled) {
  ASSIGN_OR_RETURN(std::optional<Review> review,
                   reviews_.FindOf(transaction, *recalled.assignment.review_of));
  if (!review.has_value()) return absl::InternalError("a re-verification has no review");
  RETURN_IF_ERROR(review->Recall());
  RETURN_IF_ERROR(reviews_.Update(transaction, *review));
  return journal_.Append(transaction, call, QueuedEvent(*review, "review.recall"));
}

}  // namespace hecha::verification
