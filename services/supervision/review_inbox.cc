#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/supervision/inbox.h"
#include "services/supervision/ledger_column.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::v1::Envelope;

// As ledger_column.cc names them.
enum ReviewState { kToExplain = 1, kExplained, kQueued, kReviewing, kUpheld, kOverturned };

bool MustBeExplained(int outcome) {
  return outcome == verification::v1::OUTCOME_REFUTED ||
         outcome == verification::v1::OUTCOME_UNVERIFIABLE;
}

// The line of ledger 4 that a case's own line begins.
Line BeginWith(const Line& concluded, const Envelope& envelope) {
  Line line;
  line.key = concluded.key;
  line.key.ledger = Ledger::kReviews;
  line.lead = concluded.lead;
  line.object = concluded.object;
  line.unit = concluded.unit;
  line.state = kToExplain;
  line.opened_day = DayOf(FromTimestamp(envelope.occurred_at()));
  line.Set(Cell::kLeadNo, concluded.Get(Cell::kLeadNo));
  line.Set(Cell::kFirstUnit, concluded.Get(Cell::kUnitName));
  line.SetNumber(Cell::kFirstOutcome, concluded.outcome);
  return line;
}

// Changes the line of `case_id`, which begins with what ledger 3 says of the case.
absl::Status ChangeReview(LedgerService& ledgers, db::Transaction& transaction,
                          const Envelope& envelope, const std::string& case_id,
                          const LedgerService::Edit& edit) {
  ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(case_id));
  ASSIGN_OR_RETURN(const std::optional<Line> concluded,
                   ledgers.Find(transaction, {Ledger::kCases, envelope.division(), id}));
  if (!concluded.has_value()) return absl::NotFoundError("the case has no line yet");
  return ledgers.AddOrChange(transaction, BeginWith(*concluded, envelope), edit);
}

// Registers `edit(event, when, line)` of the line in ledger 4 for every `Event`.
template <class Event, class Edit>
void OnReview(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&,
                                   const Envelope& envelope, const Event& event) {
    return ChangeReview(ledgers, transaction, envelope, event.case_id(), [&](Line& line) {
      edit(event, FromTimestamp(envelope.occurred_at()), line);
    });
  });
}

absl::Status Close(LedgerService& ledgers, db::Transaction& transaction, const Envelope& envelope,
                   const verification::v1::CaseClosed& event) {
  ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(event.case_id()));
  const absl::Time closed = FromTimestamp(event.closed_at());
  RETURN_IF_ERROR(
      ledgers.Change(transaction, {Ledger::kCases, envelope.division(), id}, [&](Line& line) {
        line.outcome = event.outcome();
        line.SetTime(Cell::kClosedAt, closed);
        line.MoveTo(Stage::kDone, closed);
      }));
  if (!MustBeExplained(event.outcome())) {
    // Of the others there is a line where the reporter was told all the same.
    ASSIGN_OR_RETURN(const std::optional<Line> told,
                     ledgers.Find(transaction, {Ledger::kReviews, envelope.division(), id}));
    if (!told.has_value()) return absl::OkStatus();
  }
  return ChangeReview(ledgers, transaction, envelope, event.case_id(), [&](Line& line) {
    line.SetNumber(Cell::kFirstOutcome, event.outcome());
    if (line.state <= kExplained) line.MoveTo(Stage::kDone, closed);
  });
}

// The line of ledger 3 whose outcome the reporter was told last, if any was.
const Line* LastTold(const std::vector<Line>& cases, const std::vector<Line>& reviews) {
  const Line* last = nullptr;
  for (const Line& each : cases) {
    const bool told = std::any_of(reviews.begin(), reviews.end(), [&](const Line& review) {
      return review.key.subject == each.key.subject && !review.Get(Cell::kFeedbackAt).empty();
    });
    if (told || each.stage == Stage::kDone || (last == nullptr && each.stage == Stage::kOpen))
      last = &each;
  }
  return last;
}

// Intake tells it, whose events may come before those of verification that they answer.
absl::Status NoteReporterAttitude(LedgerService& ledgers, db::Transaction& transaction,
                                  const Envelope& envelope,
                                  const intake::v1::FeedbackConfirmed& event) {
  ASSIGN_OR_RETURN(
      const LeadId lead,
      LeadId::Parse(event.case_lead_id().empty() ? event.lead_id() : event.case_lead_id()));
  ASSIGN_OR_RETURN(const std::vector<Line> cases,
                   ledgers.FindAbout(transaction, Ledger::kCases, lead));
  ASSIGN_OR_RETURN(const std::vector<Line> reviews,
                   ledgers.FindAbout(transaction, Ledger::kReviews, lead));
  const Line* const told = LastTold(cases, reviews);
  // What the commission concluded has no case.
  if (told == nullptr) return absl::OkStatus();
  return ledgers.AddOrChange(transaction, BeginWith(*told, envelope), [&](Line& line) {
    line.Set(Cell::kReporterAttitude, AttitudeName(event.attitude()));
    if (line.state == kToExplain && told->stage == Stage::kDone) {
      line.state = kExplained;
      line.MoveTo(Stage::kDone, FromTimestamp(envelope.occurred_at()));
    }
  });
}

}  // namespace

void FollowReviews(events::Inbox& inbox, LedgerService& ledgers) {
  using namespace verification::v1;  // events of one service

  inbox.On<CaseClosed>(
      [&ledgers](db::Transaction& transaction, const Call&, const Envelope& envelope,
                 const CaseClosed& event) { return Close(ledgers, transaction, envelope, event); });
  OnReview<FeedbackGiven>(
      inbox, ledgers, [](const FeedbackGiven& event, absl::Time when, Line& line) {
        if (line.state == kToExplain) line.state = kExplained;
        line.SetTime(Cell::kFeedbackAt, when);
        line.Set(Cell::kFeedbackWay, event.no_channel() ? "无联系渠道" : "当面或凭回执告知");
        line.Set(Cell::kAttitude, AttitudeName(event.attitude()));
      });
  inbox.On<intake::v1::FeedbackConfirmed>([&ledgers](db::Transaction& transaction, const Call&,
                                                     const Envelope& envelope,
                                                     const intake::v1::FeedbackConfirmed& event) {
    return NoteReporterAttitude(ledgers, transaction, envelope, event);
  });
  OnReview<ReviewQueued>(inbox, ledgers, [](const ReviewQueued& event, absl::Time, Line& line) {
    line.state = kQueued;
    line.stage = Stage::kOpen;
    line.closed_day.reset();
    line.Set(Cell::kFirstUnit, event.first_unit_name());
    line.SetNumber(Cell::kFirstOutcome, event.first_outcome());
  });
  OnReview<ReviewAssigned>(inbox, ledgers, [](const ReviewAssigned& event, absl::Time, Line& line) {
    line.state = kReviewing;
    line.Set(Cell::kReviewUnit, event.unit_name());
  });
  OnReview<ReviewUpheld>(inbox, ledgers,
                         [](const ReviewUpheld& event, absl::Time when, Line& line) {
                           line.state = kUpheld;
                           line.SetNumber(Cell::kReviewOutcome, event.outcome());
                           line.MoveTo(Stage::kDone, when);
                         });
  OnReview<ReviewOverturned>(inbox, ledgers,
                             [](const ReviewOverturned& event, absl::Time when, Line& line) {
                               line.state = kOverturned;
                               line.SetNumber(Cell::kReviewOutcome, event.second_outcome());
                               line.MoveTo(Stage::kDone, when);
                             });
  OnReview<RevisitRecorded>(
      inbox, ledgers, [](const RevisitRecorded& event, absl::Time, Line& line) {
        line.Set(Cell::kRevisit,
                 fmt::format("{} {}", PrintTime(FromTimestamp(event.contacted_at())),
                             AttitudeName(event.attitude())));
      });
}

}  // namespace hecha::supervision
