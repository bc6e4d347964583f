#include <fmt/format.h>

#include <utility>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/supervision/inbox.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::v1::Envelope;

// A line for each unit that was asked.
absl::Status AddParts(LedgerService& ledgers, db::Transaction& transaction,
                      const Envelope& envelope, const intake::v1::SweepOpened& event) {
  ASSIGN_OR_RETURN(const Uuid sweep, Uuid::Parse(event.sweep_id()));
  for (int i = 0; i < event.unit_ids_size(); ++i) {
    Line line;
    ASSIGN_OR_RETURN(line.unit, UnitId::Parse(event.unit_ids(i)));
    line.key = {Ledger::kSweeps, envelope.division(), SweepPart(sweep, line.unit.uuid)};
    line.object = "sweeps/" + event.sweep_id();
    line.state = intake::v1::SWEEP_ANSWER_AWAITED;
    line.sector = event.sector();
    line.opened_day = DayOf(FromTimestamp(envelope.occurred_at()));
    line.Set(Cell::kRound, fmt::format("第{}轮", event.round()));
    line.SetNumber(Cell::kSweepType, event.type());
    line.Set(Cell::kTitle, event.title());
    if (i < event.unit_names_size()) line.Set(Cell::kUnitName, event.unit_names(i));
    line.SetTime(Cell::kDeadline, FromTimestamp(event.deadline()));
    RETURN_IF_ERROR(ledgers.Add(transaction, line));
  }
  return absl::OkStatus();
}

// Registers `edit(event, when, line)` of the unit's line for every `Event`.
template <class Event, class Edit>
void OnPart(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&,
                                   const Envelope& envelope, const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const Uuid sweep, Uuid::Parse(event.sweep_id()));
    ASSIGN_OR_RETURN(const Uuid unit, Uuid::Parse(event.unit_id()));
    const LineKey key = {Ledger::kSweeps, envelope.division(), SweepPart(sweep, unit)};
    return ledgers.Change(transaction, key, [&](Line& line) {
      edit(event, FromTimestamp(envelope.occurred_at()), line);
    });
  });
}

// The same of the lines of all its units.
template <class Event, class Edit>
void OnSweep(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&,
                                   const Envelope& envelope, const Event& event) {
    return ledgers.ChangeOf(transaction, "sweeps/" + event.sweep_id(), [&](Line& line) {
      edit(event, FromTimestamp(envelope.occurred_at()), line);
    });
  });
}

}  // namespace

void FollowSweeps(events::Inbox& inbox, LedgerService& ledgers) {
  inbox.On<intake::v1::SweepOpened>([&ledgers](db::Transaction& transaction, const Call&,
                                               const Envelope& envelope,
                                               const intake::v1::SweepOpened& event) {
    return AddParts(ledgers, transaction, envelope, event);
  });
  OnPart<intake::v1::SweepReported>(
      inbox, ledgers, [](const auto& event, absl::Time when, Line& line) {
        line.state = event.answer();
        line.Set(Cell::kUnitName, event.unit_name());
        line.Set(Cell::kLeadsFound, std::to_string(event.leads_found()));
        line.SetTime(Cell::kAnsweredAt, when);
        line.Set(Cell::kLate, event.late() ? "逾期" : "");
        line.MoveTo(Stage::kDone, when);
      });
  OnPart<intake::v1::SweepGapExplained>(inbox, ledgers,
                                        [](const auto& event, absl::Time when, Line& line) {
                                          line.state = intake::v1::SWEEP_ANSWER_EXPLAINED;
                                          line.Set(Cell::kGapReason, event.reason());
                                          line.MoveTo(Stage::kDone, when);
                                        });
  OnSweep<intake::v1::SweepExtended>(inbox, ledgers, [](const auto& event, absl::Time, Line& line) {
    line.SetTime(Cell::kDeadline, FromTimestamp(event.deadline()));
  });
  OnSweep<intake::v1::SweepClosed>(inbox, ledgers, [](const auto&, absl::Time when, Line& line) {
    line.SetTime(Cell::kClosedAt, when);
  });
}

}  // namespace hecha::supervision
