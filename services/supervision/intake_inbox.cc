#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/supervision/inbox.h"
#include "services/supervision/lead_bar_store.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::v1::Envelope;

std::optional<absl::Time> TimeIf(bool set, const google::protobuf::Timestamp& time) {
  return set ? std::optional<absl::Time>(FromTimestamp(time)) : std::nullopt;
}

void MoveLead(Line& line, int state, const Envelope& envelope) {
  supervision::MoveLead(line, state, FromTimestamp(envelope.occurred_at()));
}

bool FromAbove(intake::v1::Instruction instruction) {
  return instruction != intake::v1::INSTRUCTION_UNSPECIFIED &&
         instruction != intake::v1::INSTRUCTION_OWN;
}

// What a superior said with the lead; of leads from above only.
template <class Event>
void NoteInstruction(Line& line, const Event& event) {
  line.SetNumber(Cell::kInstruction, event.instruction());
  line.Set(Cell::kDocumentNo, event.document_no());
  line.Set(Cell::kIssuingBody, event.issuing_body());
  line.Set(Cell::kInstructedBy, event.instructed_by());
  line.SetTime(Cell::kDeadline, TimeIf(event.has_deadline(), event.deadline()));
}

// The lead's line, and one more of a lead from above.
absl::Status AddLines(const intake::v1::LeadRegistered& event, std::vector<Line>& lines) {
  Line line;
  ASSIGN_OR_RETURN(line.lead, LeadId::Parse(event.lead_id()));
  line.key = {Ledger::kLeads, event.division(), line.lead->uuid};
  line.object = "leads/" + event.lead_id();
  line.state = intake::v1::STATE_REGISTERED;
  line.sector = event.sector();
  line.channel = event.channel();
  // Of the clock that the town's office has from now on.
  line.light = static_cast<int>(Light::kNone);
  const absl::Time received = FromTimestamp(event.received_at());
  line.opened_day = DayOf(received);
  line.Set(Cell::kLeadNo, event.lead_no());
  line.SetTime(Cell::kReceivedAt, received);
  line.SetNumber(Cell::kLevel, event.level());
  line.SetNumber(Cell::kIdentity, event.identity());
  const bool from_above = FromAbove(event.instruction());
  if (from_above) NoteInstruction(line, event);
  lines.push_back(line);
  if (!from_above) return absl::OkStatus();
  line.key.ledger = Ledger::kSuperior;
  lines.push_back(std::move(line));
  return absl::OkStatus();
}

absl::Status StartClock(ClockService& clocks, db::Transaction& transaction, const Call& call,
                        const Envelope& envelope, const intake::v1::LeadAssigned& event) {
  Assignment assignment;
  ASSIGN_OR_RETURN(assignment.lead, LeadId::Parse(event.lead_id()));
  ASSIGN_OR_RETURN(assignment.unit, UnitId::Parse(event.unit_id()));
  assignment.lead_no = event.lead_no();
  assignment.division = envelope.division();
  assignment.unit_name = event.unit_name();
  if (event.has_deadline()) assignment.deadline = FromTimestamp(event.deadline());
  return clocks.Start(transaction, call, std::move(assignment), event.instruction(),
                      FromTimestamp(envelope.occurred_at()));
}

// Clocks follow intake alone, although verification is where a case returns or closes: events
// of one lead from one service keep their order, those of two services do not.
absl::Status FollowWithClock(ClockService& clocks, db::Transaction& transaction, const Call& call,
                             LeadId lead, intake::v1::State state, absl::Time when) {
  switch (state) {
    case intake::v1::STATE_RETURNED:
    case intake::v1::STATE_CLOSED:
      return clocks.Stop(transaction, call, lead);
    case intake::v1::STATE_SUSPENDED:
      return clocks.PauseIfRunning(transaction, call, lead, when);
    case intake::v1::STATE_VERIFYING:
      return clocks.ResumeIfPaused(transaction, call, lead, when);
    default:
      return absl::OkStatus();
  }
}

// The units that an event says must stand aside from its lead.
template <class Event>
absl::Status AddBars(const Event& event, std::vector<Bar>& bars) {
  ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
  for (const std::string& text : event.barred_unit_ids()) {
    ASSIGN_OR_RETURN(const UnitId unit, UnitId::Parse(text));
    bars.push_back({lead, unit});
  }
  return absl::OkStatus();
}

// Where it says so of all of them.
template <class Event>
absl::Status ReplaceBars(db::Transaction& transaction, const Event& event) {
  ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
  std::vector<Bar> bars;
  RETURN_IF_ERROR(AddBars(event, bars));
  RETURN_IF_ERROR(LeadBarStore().Forget(transaction, lead));
  return LeadBarStore().AddAll(transaction, bars);
}

// Registers `edit(event, envelope, line)` of the lead's lines for every `Event`.
template <class Event, class Edit>
void OnLead(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&,
                                   const Envelope& envelope, const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return ledgers.ChangeLead(transaction, envelope.division(), lead,
                              [&](Line& line) { edit(event, envelope, line); });
  });
}

// Registers `edit` as OnLead does, and with it the step for which the office is waited from then
// on.
template <class Event, class Edit, class Step>
void OnStep(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers, Edit edit,
            Step step_of) {
  inbox.On<Event>([&, edit, step_of](db::Transaction& transaction, const Call& call,
                                     const Envelope& envelope, const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    RETURN_IF_ERROR(ledgers.ChangeLead(transaction, envelope.division(), lead,
                                       [&](Line& line) { edit(event, envelope, line); }));
    if constexpr (requires { event.barred_unit_ids(); }) {
      std::vector<Bar> bars;
      RETURN_IF_ERROR(AddBars(event, bars));
      RETURN_IF_ERROR(LeadBarStore().AddAll(transaction, bars));
    }
    const std::optional<ClockStep> step = step_of(event);
    if (!step.has_value()) return clocks.Stop(transaction, call, lead);
    return clocks.StartStep(transaction, call, lead, envelope.division(), *step,
                            FromTimestamp(envelope.occurred_at()));
  });
}

constexpr auto kWaitsForAssignment = [](const auto&) { return std::optional(ClockStep::kAssign); };
constexpr auto kWaitsForNothing = [](const auto&) { return std::optional<ClockStep>(); };

// The lead waits again for whoever will deal with it.
constexpr auto kBackToTriage = [](const auto&, const Envelope& envelope, Line& line) {
  MoveLead(line, intake::v1::STATE_TRIAGED, envelope);
  line.Set(Cell::kDestination, "");
  line.unit = UnitId();
};

// Every umbrella flag ends in a decision, and none may rest.
std::optional<ClockStep> StepAfterTriage(const intake::v1::LeadTriaged& event) {
  return event.umbrella() == intake::v1::UMBRELLA_SUSPECTED ? ClockStep::kSeal : ClockStep::kAssign;
}

// The list that a lead came from says otherwise: its line does, and its clock where one runs.
void FollowAmendments(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  inbox.On<intake::v1::LeadAmended>([&](db::Transaction& transaction, const Call& call,
                                        const Envelope& envelope,
                                        const intake::v1::LeadAmended& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    bool another_deadline = false;
    Line amended;
    RETURN_IF_ERROR(ledgers.ChangeLead(transaction, envelope.division(), lead, [&](Line& line) {
      const absl::Time received = FromTimestamp(event.received_at());
      line.opened_day = DayOf(received);
      line.SetTime(Cell::kReceivedAt, received);
      line.SetNumber(Cell::kLevel, event.level());
      line.sector = event.sector();
      const std::string deadline = line.Get(Cell::kDeadline);
      NoteInstruction(line, event);
      another_deadline |= line.Get(Cell::kDeadline) != deadline;
      amended = line;
    }));
    if (FromAbove(event.instruction())) {
      // It may have been the town's own until now.
      amended.key.ledger = Ledger::kSuperior;
      RETURN_IF_ERROR(ledgers.AddOrChange(transaction, amended, [](Line&) {}));
    }
    if (!another_deadline) return absl::OkStatus();
    return clocks.Reset(transaction, call, lead, TimeIf(event.has_deadline(), event.deadline()),
                        event.instruction(), FromTimestamp(envelope.occurred_at()));
  });
}

void FollowAssignments(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  inbox.On<intake::v1::LeadAssigned>([&](db::Transaction& transaction, const Call& call,
                                         const Envelope& envelope,
                                         const intake::v1::LeadAssigned& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    ASSIGN_OR_RETURN(const UnitId unit, UnitId::Parse(event.unit_id()));
    RETURN_IF_ERROR(ledgers.ChangeLead(transaction, envelope.division(), lead, [&](Line& line) {
      MoveLead(line, intake::v1::STATE_ASSIGNED, envelope);
      line.Set(Cell::kDestination, event.unit_name());
      line.unit = unit;
    }));
    RETURN_IF_ERROR(ReplaceBars(transaction, event));
    return StartClock(clocks, transaction, call, envelope, event);
  });
  inbox.On<intake::v1::LeadProgressed>(
      [&](db::Transaction& transaction, const Call& call, const Envelope& envelope,
          const intake::v1::LeadProgressed& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        RETURN_IF_ERROR(ledgers.ChangeLead(transaction, envelope.division(), lead, [&](Line& line) {
          MoveLead(line, event.state(), envelope);
        }));
        return FollowWithClock(clocks, transaction, call, lead, event.state(),
                               FromTimestamp(envelope.occurred_at()));
      });
}

void FollowRegistrations(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  inbox.OnAll<intake::v1::LeadRegistered>(
      [&](db::Transaction& transaction, std::span<const Envelope* const> envelopes,
          std::span<const intake::v1::LeadRegistered> events) -> absl::Status {
        std::vector<Line> lines;
        std::vector<ClockService::Registered> leads;
        std::vector<Bar> bars;
        for (size_t i = 0; i < events.size(); ++i) {
          RETURN_IF_ERROR(AddLines(events[i], lines));
          RETURN_IF_ERROR(AddBars(events[i], bars));
          leads.push_back({*lines.back().lead, events[i].lead_no(), events[i].division(),
                           FromTimestamp(envelopes[i]->occurred_at())});
        }
        RETURN_IF_ERROR(ledgers.AddAll(transaction, lines));
        RETURN_IF_ERROR(LeadBarStore().AddAll(transaction, bars));
        return clocks.StartTriage(transaction, leads);
      });
  inbox.On<intake::v1::LeadSubjectsChanged>(
      [](db::Transaction& transaction, const Call&, const Envelope&,
         const intake::v1::LeadSubjectsChanged& event) { return ReplaceBars(transaction, event); });
}

// What the town's office does with a lead before a unit has it.
void FollowOffice(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  OnStep<intake::v1::LeadTriaged>(
      inbox, clocks, ledgers,
      [](const auto& event, const Envelope& envelope, Line& line) {
        MoveLead(line, intake::v1::STATE_TRIAGED, envelope);
        line.sector = event.sector();
        line.Set(Cell::kSummary, event.summary());
        line.Set(Cell::kOpinion, event.opinion());
      },
      StepAfterTriage);
  OnStep<intake::v1::LeadMerged>(
      inbox, clocks, ledgers,
      [](const auto& event, const Envelope& envelope, Line& line) {
        MoveLead(line, intake::v1::STATE_MERGED, envelope);
        line.Set(Cell::kDestination, fmt::format("并入 {}", event.survivor_lead_no()));
      },
      kWaitsForNothing);
  OnStep<intake::v1::UmbrellaCleared>(
      inbox, clocks, ledgers, [](const auto&, const Envelope&, Line&) {}, kWaitsForAssignment);
  OnStep<intake::v1::LeadUnmerged>(inbox, clocks, ledgers, kBackToTriage, kWaitsForAssignment);
  OnStep<intake::v1::LeadReturnUpheld>(inbox, clocks, ledgers, kBackToTriage, kWaitsForAssignment);
}

void FollowSealing(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  inbox.On<intake::v1::LeadSealed>([&](db::Transaction& transaction, const Call& call,
                                       const Envelope& envelope,
                                       const intake::v1::LeadSealed& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    RETURN_IF_ERROR(ledgers.ChangeLead(transaction, envelope.division(), lead, [&](Line& line) {
      MoveLead(line, intake::v1::STATE_SEALED, envelope);
      KeepStubOnly(line);
    }));
    // A unit may have verified it in part before somebody saw what it is about.
    RETURN_IF_ERROR(ledgers.ChangeAbout(transaction, Ledger::kCases, lead, KeepStubOnly));
    RETURN_IF_ERROR(ledgers.ChangeAbout(transaction, Ledger::kReviews, lead, KeepStubOnly));
    return clocks.Stop(transaction, call, lead);
  });
}

// What becomes of a lead that was dealt with.
void FollowRetention(events::Inbox& inbox, LedgerService& ledgers) {
  OnLead<intake::v1::LeadConcluded>(
      inbox, ledgers,
      [](const auto& event, const Envelope&, Line& line) { line.restricted = event.restricted(); });
  OnLead<intake::v1::LeadArchived>(inbox, ledgers,
                                   [](const auto&, const Envelope& envelope, Line& line) {
                                     // One that was merged into another stays so.
                                     if (line.state != intake::v1::STATE_MERGED)
                                       MoveLead(line, intake::v1::STATE_ARCHIVED, envelope);
                                   });
}

}  // namespace

void FollowIntake(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  FollowAmendments(inbox, clocks, ledgers);
  OnLead<intake::v1::MergedLeadSealed>(
      inbox, ledgers, [](const auto&, const Envelope&, Line& line) { KeepStubOnly(line); });
  OnLead<intake::v1::IdentityChecked>(inbox, ledgers,
                                      [](const auto& event, const Envelope&, Line& line) {
                                        line.SetNumber(Cell::kIdentity, event.identity());
                                      });
  FollowRegistrations(inbox, clocks, ledgers);
  FollowOffice(inbox, clocks, ledgers);
  FollowSealing(inbox, clocks, ledgers);
  FollowAssignments(inbox, clocks, ledgers);
  FollowRetention(inbox, ledgers);
}

}  // namespace hecha::supervision
