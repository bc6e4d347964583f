#include <fmt/format.h>

#include <sstream>
#include <utility>

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/supervision/inbox.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::v1::Envelope;

// Numbers of hecha.consultation.v1.TransferState.
enum TransferState { kIssued = 1, kAcknowledged, kConcluded };

// What the line of a letter is about.
template <class Event>
std::string ObjectOf(const Event& event) {
  return "transfers/" + event.transfer_id();
}

absl::Status AddTransfer(LedgerService& ledgers, db::Transaction& transaction,
                         const Envelope& envelope, const consultation::v1::TransferIssued& event) {
  Line line;
  ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(event.transfer_id()));
  ASSIGN_OR_RETURN(line.lead, LeadId::Parse(event.lead_id()));
  const absl::Time when = FromTimestamp(envelope.occurred_at());
  line.key = {Ledger::kTransfers, envelope.division(), id};
  line.object = ObjectOf(event);
  line.state = kIssued;
  line.opened_day = DayOf(when);
  line.Set(Cell::kLetterNo, event.letter_no());
  line.SetTime(Cell::kIssuedAt, when);
  return ledgers.Add(transaction, line);
}

// Registers `edit(event, when, line)` of the letter's line for every `Event` of a letter.
template <class Event, class Edit>
void OnTransfer(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&,
                                   const Envelope& envelope, const Event& event) -> absl::Status {
    return ledgers.ChangeOf(transaction, ObjectOf(event), [&](Line& line) {
      edit(event, FromTimestamp(envelope.occurred_at()), line);
    });
  });
}

// Adds `part` to a cell that lists several, once.
void AddPart(Line& line, Cell cell, const std::string& part) {
  const std::string before = line.Get(cell);
  if (before.find(part) == std::string::npos)
    line.Set(cell, before + (before.empty() ? "" : "；") + part);
}

// Adds up what the meetings about a letter's lead resolved, of each what it said last: "UUID 2
// 1\n".
void NoteResolutions(Line& line, const consultation::v1::MeetingProgressed& event) {
  int resolutions = 0;
  int done = 0;
  std::string figures;
  const auto add = [&](const std::string& meeting, int resolved, int settled) {
    resolutions += resolved;
    done += settled;
    figures += fmt::format("{} {} {}\n", meeting, resolved, settled);
  };
  std::istringstream before(line.Get(Cell::kMeetingFigures));
  std::string meeting;
  int resolved = 0;
  int settled = 0;
  while (before >> meeting >> resolved >> settled)
    if (meeting != event.meeting_id()) add(meeting, resolved, settled);
  add(event.meeting_id(), event.resolutions(), event.resolutions_done());
  line.Set(Cell::kMeetingFigures, figures);
  line.Set(Cell::kResolutions, fmt::format("{} 项，已落实 {} 项", resolutions, done));
}

absl::Status NoteFiling(LedgerService& ledgers, db::Transaction& transaction,
                        const consultation::v1::JointFileFiled& event) {
  ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
  return ledgers.ChangeAbout(transaction, Ledger::kTransfers, lead, [&](Line& line) {
    AddPart(line, Cell::kJointFilings,
            fmt::format("{} {}", event.side() == "POLICE" ? "公安" : "纪委",
                        PrintDay(DayOf(FromTimestamp(event.filed_at())))));
  });
}

absl::Status NoteMeeting(LedgerService& ledgers, db::Transaction& transaction,
                         const consultation::v1::MeetingProgressed& event) {
  if (!event.has_takes_place()) return absl::OkStatus();
  for (const std::string& id : event.lead_ids()) {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(id));
    RETURN_IF_ERROR(ledgers.ChangeAbout(transaction, Ledger::kTransfers, lead, [&](Line& line) {
      AddPart(line, Cell::kMeetings,
              fmt::format("会商 {}", PrintDay(DayOf(FromTimestamp(event.takes_place())))));
      if (event.resolutions() > 0) NoteResolutions(line, event);
    }));
  }
  return absl::OkStatus();
}

}  // namespace

void FollowConsultation(events::Inbox& inbox, LedgerService& ledgers) {
  using namespace consultation::v1;  // events of one service

  inbox.On<TransferIssued>([&ledgers](db::Transaction& transaction, const Call&,
                                      const Envelope& envelope, const TransferIssued& event) {
    return AddTransfer(ledgers, transaction, envelope, event);
  });
  OnTransfer<TransferAcknowledged>(inbox, ledgers, [](const auto& event, absl::Time, Line& line) {
    line.state = kAcknowledged;
    line.SetTime(Cell::kAcknowledgedAt, FromTimestamp(event.acknowledged_at()));
  });
  OnTransfer<TransferConcluded>(inbox, ledgers, [](const auto& event, absl::Time when, Line& line) {
    line.state = kConcluded;
    line.Set(Cell::kDecision, event.filed() ? "受理立案" : "不予立案");
    line.SetTime(Cell::kClosedAt, when);
    line.MoveTo(Stage::kDone, when);
  });
  inbox.On<JointFileFiled>(
      [&ledgers](db::Transaction& transaction, const Call&, const Envelope&,
                 const JointFileFiled& event) { return NoteFiling(ledgers, transaction, event); });
  inbox.On<MeetingProgressed>([&ledgers](db::Transaction& transaction, const Call&, const Envelope&,
                                         const MeetingProgressed& event) {
    return NoteMeeting(ledgers, transaction, event);
  });
}

}  // namespace hecha::supervision
