#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/supervision/inbox.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::v1::Envelope;

absl::Status AddCase(LedgerService& ledgers, db::Transaction& transaction, const Envelope& envelope,
                     const verification::v1::CaseOpened& event) {
  Line line;
  ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(event.case_id()));
  ASSIGN_OR_RETURN(line.lead, LeadId::Parse(event.lead_id()));
  ASSIGN_OR_RETURN(line.unit, UnitId::Parse(event.unit_id()));
  line.key = {Ledger::kCases, envelope.division(), id};
  line.object = "cases/" + event.case_id();
  line.opened_day = DayOf(FromTimestamp(envelope.occurred_at()));
  line.Set(Cell::kLeadNo, event.lead_no());
  line.Set(Cell::kUnitName, event.unit_name());
  return ledgers.Add(transaction, line);
}

// Registers `edit(event, when, line)` of the case's line for every `Event`.
template <class Event, class Edit>
void OnCase(events::Inbox& inbox, LedgerService& ledgers, Edit edit) {
  inbox.On<Event>([&ledgers, edit](db::Transaction& transaction, const Call&,
                                   const Envelope& envelope, const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(event.case_id()));
    return ledgers.Change(transaction, {Ledger::kCases, envelope.division(), id}, [&](Line& line) {
      edit(event, FromTimestamp(envelope.occurred_at()), line);
    });
  });
}

// What no line shows.
template <class Event>
void Pass(events::Inbox& inbox) {
  inbox.On<Event>([](db::Transaction&, const Call&, const Envelope&, const Event&) {
    return absl::OkStatus();
  });
}

// An edit of a submitted report voids it and its signatures.
void VoidReport(Line& line) {
  line.outcome = 0;
  line.Set(Cell::kSignatures, "");
}

int64_t NumberIn(const Line& line, Cell cell) {
  const std::string text = line.Get(cell);
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Replaces what was found of an allegation before: "1=3;2=1;".
void NoteFinding(Line& line, int allegation, int outcome) {
  std::string findings = line.Get(Cell::kFindings);
  const std::string begin = fmt::format("{}=", allegation);
  const size_t from =
      findings.starts_with(begin) ? 0 : findings.find(";" + begin) + 1;  // npos + 1 is 0
  if (findings.compare(from, begin.size(), begin) == 0)
    findings.erase(from, findings.find(';', from) + 1 - from);
  line.Set(Cell::kFindings, findings + fmt::format("{}{};", begin, outcome));
}

void FollowInvestigation(events::Inbox& inbox, LedgerService& ledgers) {
  using namespace verification::v1;  // events of one service

  OnCase<CasePlanned>(inbox, ledgers, [](const CasePlanned& event, absl::Time, Line& line) {
    line.Set(Cell::kInvestigators,
             fmt::format("{} {}人", line.Get(Cell::kUnitName), event.investigator_ids_size()));
    line.SetTime(Cell::kPlannedAt, FromTimestamp(event.planned_at()));
  });
  OnCase<StepRecorded>(inbox, ledgers, [](const StepRecorded& event, absl::Time, Line& line) {
    line.SetNumber(Cell::kSteps, NumberIn(line, Cell::kSteps) + 1);
    if (event.voided_report()) VoidReport(line);
  });
  OnCase<PersonRecused>(inbox, ledgers, [](const PersonRecused& event, absl::Time, Line& line) {
    if (event.voided_report()) VoidReport(line);
  });
  OnCase<FindingRecorded>(inbox, ledgers, [](const FindingRecorded& event, absl::Time, Line& line) {
    NoteFinding(line, event.allegation(), event.outcome());
    if (event.voided_report()) VoidReport(line);
  });
}

void FollowReports(events::Inbox& inbox, LedgerService& ledgers) {
  using namespace verification::v1;  // events of one service

  OnCase<ReportSubmitted>(inbox, ledgers, [](const ReportSubmitted& event, absl::Time, Line& line) {
    line.Set(Cell::kReportVersion,
             fmt::format("{} 第{}版", line.Get(Cell::kLeadNo), event.report_version()));
    line.outcome = event.outcome();
  });
  OnCase<ReportEndorsed>(
      inbox, ledgers, [](const ReportEndorsed& event, absl::Time when, Line& line) {
        const std::string before = line.Get(Cell::kSignatures);
        line.Set(Cell::kSignatures, fmt::format("{}{}{} {}", before, before.empty() ? "" : "；",
                                                event.signer_name(), PrintTime(when)));
      });
  OnCase<EndorsementRefused>(inbox, ledgers,
                             [](const auto&, absl::Time, Line& line) { VoidReport(line); });
  OnCase<ReportRejected>(inbox, ledgers,
                         [](const auto&, absl::Time, Line& line) { VoidReport(line); });
  inbox.On<CaseReportedUp>([&ledgers](db::Transaction& transaction, const Call&,
                                      const Envelope& envelope,
                                      const CaseReportedUp& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return ledgers.ChangeAbout(transaction, Ledger::kSuperior, lead, [&](Line& line) {
      line.SetTime(Cell::kReportedUpAt, FromTimestamp(envelope.occurred_at()));
    });
  });
  OnCase<CaseFiled>(inbox, ledgers, [](const CaseFiled& event, absl::Time, Line& line) {
    line.Set(Cell::kFilingNo, event.filing_no());
  });
}

}  // namespace

void FollowVerification(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  using namespace verification::v1;  // events of one service

  inbox.On<CaseOpened>([&ledgers](db::Transaction& transaction, const Call&,
                                  const Envelope& envelope, const CaseOpened& event) {
    return AddCase(ledgers, transaction, envelope, event);
  });
  // By then the clock runs: the lead was accepted and planned long after its assignment.
  inbox.On<CaseExtended>([&](db::Transaction& transaction, const Call& call, const Envelope&,
                             const CaseExtended& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    RETURN_IF_ERROR(clocks.Extend(transaction, call, lead, event.days()));
    return ledgers.ChangeAbout(transaction, Ledger::kSuperior, lead, [&](Line& line) {
      line.SetNumber(Cell::kExtendedDays, NumberIn(line, Cell::kExtendedDays) + event.days());
    });
  });
  OnCase<CaseReturned>(inbox, ledgers, [](const auto&, absl::Time when, Line& line) {
    line.MoveTo(Stage::kVoid, when);
  });
  OnCase<CaseRecalled>(inbox, ledgers, [](const auto&, absl::Time when, Line& line) {
    line.MoveTo(Stage::kVoid, when);
  });
  FollowInvestigation(inbox, ledgers);
  FollowReports(inbox, ledgers);
  Pass<CaseAccepted>(inbox);
  Pass<CaseSuspended>(inbox);
  Pass<CaseResumed>(inbox);
  Pass<CaseReverifying>(inbox);
}

}  // namespace hecha::supervision
