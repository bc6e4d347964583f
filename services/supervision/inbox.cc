#include "services/supervision/inbox.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::v1::Envelope;

absl::Status AddLead(LedgerService& ledgers, db::Transaction& transaction,
                     const intake::v1::LeadRegistered& event) {
  LeadLine line;
  ASSIGN_OR_RETURN(line.lead, LeadId::Parse(event.lead_id()));
  line.lead_no = event.lead_no();
  line.division = event.division();
  line.received_at = FromTimestamp(event.received_at());
  line.channel = event.channel();
  line.level = event.level();
  line.identity = event.identity();
  line.sector = event.sector();
  line.state = intake::v1::STATE_REGISTERED;
  return ledgers.AddLead(transaction, line);
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
  return clocks.Start(transaction, call, std::move(assignment), event.instruction());
}

// Clocks follow intake alone, although verification is where a case returns or closes: events
// of one lead from one service keep their order, those of two services do not.
absl::Status FollowWithClock(ClockService& clocks, db::Transaction& transaction, const Call& call,
                             LeadId lead, intake::v1::State state) {
  switch (state) {
    case intake::v1::STATE_RETURNED:
    case intake::v1::STATE_CLOSED:
      return clocks.Stop(transaction, call, lead);
    case intake::v1::STATE_SUSPENDED:
      return clocks.Pause(transaction, call, lead);
    case intake::v1::STATE_VERIFYING:
      return clocks.ResumeIfPaused(transaction, call, lead);
    default:
      return absl::OkStatus();
  }
}

absl::Status AddCase(LedgerService& ledgers, db::Transaction& transaction, const Envelope& envelope,
                     const verification::v1::CaseOpened& event) {
  CaseLine line;
  ASSIGN_OR_RETURN(line.id, CaseId::Parse(event.case_id()));
  ASSIGN_OR_RETURN(line.lead, LeadId::Parse(event.lead_id()));
  line.lead_no = event.lead_no();
  line.division = envelope.division();
  ASSIGN_OR_RETURN(line.unit, UnitId::Parse(event.unit_id()));
  line.unit_name = event.unit_name();
  return ledgers.AddCase(transaction, line);
}

// Registers `edit(event, line)` of the lead's line for every `Event`.
template <class Event, class Edit>
void EditLead(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&, const Envelope&,
                                   const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return ledgers.EditLead(transaction, lead, [&](LeadLine& line) { edit(event, line); });
  });
}

// The same for the case's line.
template <class Event, class Edit>
void EditCase(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&, const Envelope&,
                                   const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(event.case_id()));
    return ledgers.EditCase(transaction, id, [&](CaseLine& line) { edit(event, line); });
  });
}

// The lead waits again for whoever will deal with it.
constexpr auto kBackToTriage = [](const auto&, LeadLine& line) {
  line.state = intake::v1::STATE_TRIAGED;
  line.destination.clear();
};

// What a case's line does not show.
constexpr auto kUnchanged = [](const auto&, CaseLine&) {};

void RegisterIntake(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  inbox.On<intake::v1::LeadRegistered>([&ledgers](db::Transaction& transaction, const Call&,
                                                  const Envelope&,
                                                  const intake::v1::LeadRegistered& event) {
    return AddLead(ledgers, transaction, event);
  });
  inbox.On<intake::v1::LeadAssigned>([&](db::Transaction& transaction, const Call& call,
                                         const Envelope& envelope,
                                         const intake::v1::LeadAssigned& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    RETURN_IF_ERROR(ledgers.EditLead(transaction, lead, [&](LeadLine& line) {
      line.state = intake::v1::STATE_ASSIGNED;
      line.destination = event.unit_name();
    }));
    return StartClock(clocks, transaction, call, envelope, event);
  });
  EditLead<intake::v1::LeadTriaged>(inbox, ledgers, [](const auto& event, LeadLine& line) {
    line.state = intake::v1::STATE_TRIAGED;
    line.sector = event.sector();
    line.summary = event.summary();
    line.opinion = event.opinion();
  });
  EditLead<intake::v1::LeadAmended>(inbox, ledgers, [](const auto& event, LeadLine& line) {
    line.received_at = FromTimestamp(event.received_at());
    line.level = event.level();
    line.sector = event.sector();
  });
  EditLead<intake::v1::LeadMerged>(inbox, ledgers, [](const auto& event, LeadLine& line) {
    line.state = intake::v1::STATE_MERGED;
    line.destination = fmt::format("并入 {}", event.survivor_lead_no());
  });
  EditLead<intake::v1::LeadUnmerged>(inbox, ledgers, kBackToTriage);
  EditLead<intake::v1::LeadReturnUpheld>(inbox, ledgers, kBackToTriage);
  EditLead<intake::v1::LeadSealed>(inbox, ledgers, [](const auto&, LeadLine& line) {
    line.state = intake::v1::STATE_SEALED;
    line.sealed = true;
  });
  inbox.On<intake::v1::LeadProgressed>(
      [&](db::Transaction& transaction, const Call& call, const Envelope&,
          const intake::v1::LeadProgressed& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        RETURN_IF_ERROR(ledgers.EditLead(transaction, lead,
                                         [&](LeadLine& line) { line.state = event.state(); }));
        return FollowWithClock(clocks, transaction, call, lead, event.state());
      });
}

void RegisterVerification(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  using namespace verification::v1;  // fifteen events of one service

  // By then the clock runs: the lead was accepted and planned long after its assignment.
  inbox.On<CaseExtended>([&clocks](db::Transaction& transaction, const Call& call, const Envelope&,
                                   const CaseExtended& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return clocks.Extend(transaction, call, lead, event.days());
  });

  // An edit of a submitted report voids it and its signatures.
  const auto void_report = [](CaseLine& line) {
    line.outcome = 0;
    line.signatures.clear();
  };

  inbox.On<CaseOpened>([&ledgers](db::Transaction& transaction, const Call&,
                                  const Envelope& envelope, const CaseOpened& event) {
    return AddCase(ledgers, transaction, envelope, event);
  });
  EditCase<CaseAccepted>(inbox, ledgers, kUnchanged);
  EditCase<CaseReturned>(inbox, ledgers,
                         [](const CaseReturned&, CaseLine& line) { line.returned = true; });
  EditCase<CaseSuspended>(inbox, ledgers, kUnchanged);
  EditCase<CaseResumed>(inbox, ledgers, kUnchanged);
  EditCase<CasePlanned>(inbox, ledgers, [](const CasePlanned& event, CaseLine& line) {
    line.investigators = event.investigator_ids_size();
    line.planned_at = FromTimestamp(event.planned_at());
  });
  EditCase<StepRecorded>(inbox, ledgers, [=](const StepRecorded& event, CaseLine& line) {
    ++line.steps;
    if (event.voided_report()) void_report(line);
  });
  EditCase<PersonRecused>(inbox, ledgers, [=](const PersonRecused& event, CaseLine& line) {
    if (event.voided_report()) void_report(line);
  });
  EditCase<FindingRecorded>(inbox, ledgers, [=](const FindingRecorded& event, CaseLine& line) {
    line.findings[event.allegation()] = event.outcome();
    if (event.voided_report()) void_report(line);
  });
  EditCase<ReportSubmitted>(inbox, ledgers, [](const ReportSubmitted& event, CaseLine& line) {
    line.report_version = event.report_version();
    line.outcome = event.outcome();
  });
  inbox.On<ReportEndorsed>([&ledgers](db::Transaction& transaction, const Call&,
                                      const Envelope& envelope,
                                      const ReportEndorsed& event) -> absl::Status {
    ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(event.case_id()));
    const std::string when = PrintTime(FromTimestamp(envelope.occurred_at()));
    return ledgers.EditCase(transaction, id, [&](CaseLine& line) {
      line.signatures.push_back(fmt::format("{} {}", event.signer_name(), when));
    });
  });
  EditCase<EndorsementRefused>(
      inbox, ledgers, [=](const EndorsementRefused&, CaseLine& line) { void_report(line); });
  EditCase<ReportRejected>(inbox, ledgers,
                           [=](const ReportRejected&, CaseLine& line) { void_report(line); });
  EditCase<CaseReportedUp>(inbox, ledgers, kUnchanged);
  EditCase<FeedbackGiven>(inbox, ledgers, kUnchanged);
  EditCase<CaseFiled>(inbox, ledgers, [](const CaseFiled& event, CaseLine& line) {
    line.filing_no = event.filing_no();
  });
  EditCase<CaseClosed>(inbox, ledgers, [](const CaseClosed& event, CaseLine& line) {
    line.outcome = event.outcome();
    line.closed_at = FromTimestamp(event.closed_at());
  });
}

}  // namespace

void RegisterInbox(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers,
                   ProblemService& problems) {
  RegisterIntake(inbox, clocks, ledgers);
  inbox.On<intake::v1::LeadPurged>([&](db::Transaction& transaction, const Call&, const Envelope&,
                                       const intake::v1::LeadPurged& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    RETURN_IF_ERROR(problems.Purge(transaction, lead));
    // The line stays, and is counted: number, dates and state are not what was purged.
    return ledgers.EditLead(transaction, lead, [](LeadLine& line) {
      line.summary.clear();
      line.opinion.clear();
    });
  });
  RegisterVerification(inbox, clocks, ledgers);
}

}  // namespace hecha::supervision
