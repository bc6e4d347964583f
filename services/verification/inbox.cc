#include "services/verification/inbox.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/directory/v1/events.pb.h"
#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

using events::v1::Envelope;

absl::StatusOr<Assignment> ToAssignment(const Envelope& envelope,
                                        const intake::v1::LeadAssigned& event) {
  Assignment assignment;
  ASSIGN_OR_RETURN(assignment.lead, LeadId::Parse(event.lead_id()));
  ASSIGN_OR_RETURN(assignment.unit, UnitId::Parse(event.unit_id()));
  assignment.lead_no = event.lead_no();
  assignment.division = envelope.division();
  assignment.unit_name = event.unit_name();
  assignment.level = static_cast<Level>(event.level());
  assignment.instruction = event.instruction();
  assignment.sector = event.sector();
  assignment.key_lead = event.key_lead();
  if (event.has_deadline()) assignment.deadline = events::FromTimestamp(event.deadline());
  assignment.round = event.round();
  assignment.channel = event.channel();
  assignment.return_overruled = event.return_overruled();
  assignment.reporter_reachable = event.reporter_reachable();
  return assignment;
}

absl::StatusOr<Unit> ToUnit(const directory::v1::UnitChanged& event) {
  Unit unit;
  ASSIGN_OR_RETURN(unit.id, UnitId::Parse(event.unit_id()));
  unit.division = event.division();
  unit.name = event.name();
  unit.verifies = event.function() == directory::v1::UNIT_FUNCTION_VERIFICATION;
  unit.active = event.active();
  return unit;
}

// Keyed fingerprints of names; see Taskforce.
template <class Event>
std::set<std::string> SubjectsOf(const Event& event) {
  return {event.subject_fingerprints().begin(), event.subject_fingerprints().end()};
}

// Units that must stand aside from the lead.
template <class Event>
absl::StatusOr<std::set<UnitId>> BarredBy(const Event& event) {
  std::set<UnitId> barred;
  for (const std::string& text : event.barred_unit_ids()) {
    ASSIGN_OR_RETURN(const UnitId unit, UnitId::Parse(text));
    barred.insert(unit);
  }
  return barred;
}

// What was merged has no case of its own.
template <class Event>
absl::StatusOr<LeadId> VerifiedLeadOf(const Event& event) {
  return LeadId::Parse(event.case_lead_id().empty() ? event.lead_id() : event.case_lead_id());
}

absl::StatusOr<Investigator> ToInvestigator(const Envelope& envelope,
                                            const directory::v1::UserChanged& event) {
  const auto& roles = event.roles();
  Investigator investigator;
  ASSIGN_OR_RETURN(investigator.id, UserId::Parse(event.user_id()));
  ASSIGN_OR_RETURN(investigator.unit, UnitId::Parse(event.unit_id()));
  investigator.active =
      !event.disabled() &&
      std::find(roles.begin(), roles.end(), options::v1::ROLE_INVESTIGATOR) != roles.end();
  investigator.division = envelope.division();
  return investigator;
}

// Keeps every event of this kind, its payload as it is.
template <class Payload>
void Attest(events::Inbox& inbox, ReportCopyService& copies) {
  inbox.On<Payload>([&copies](db::Transaction& transaction, const Call&, const Envelope& envelope,
                              const Payload&) -> absl::Status {
    Attestation attestation;
    ASSIGN_OR_RETURN(attestation.event, Uuid::Parse(envelope.id()));
    ASSIGN_OR_RETURN(attestation.aggregate, Uuid::Parse(envelope.aggregate_id()));
    attestation.type = envelope.type();
    attestation.version = envelope.aggregate_version();
    attestation.payload = envelope.payload();
    attestation.salt = envelope.salt();
    return copies.Keep(transaction, attestation);
  });
}

}  // namespace

void RegisterInbox(events::Inbox& inbox, CaseService& cases, TaskforceService& taskforces,
                   CaseRecallService& recalls, ReviewService& reviews,
                   const InvestigatorStore& investigators, const UnitStore& units) {
  inbox.On<intake::v1::LeadAssigned>([&](db::Transaction& transaction, const Call& call,
                                         const Envelope& envelope,
                                         const intake::v1::LeadAssigned& event) -> absl::Status {
    ASSIGN_OR_RETURN(Assignment assignment, ToAssignment(envelope, event));
    ASSIGN_OR_RETURN(const std::set<UnitId> barred, BarredBy(event));
    RETURN_IF_ERROR(recalls.LearnBars(transaction, call, assignment.lead, barred));
    return cases.Open(transaction, call, std::move(assignment), SubjectsOf(event)).status();
  });
  inbox.On<intake::v1::LeadSubjectsChanged>(
      [&](db::Transaction& transaction, const Call& call, const Envelope&,
          const intake::v1::LeadSubjectsChanged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        ASSIGN_OR_RETURN(const std::set<UnitId> barred, BarredBy(event));
        RETURN_IF_ERROR(recalls.LearnBars(transaction, call, lead, barred));
        return taskforces.LearnSubjects(transaction, call, lead, SubjectsOf(event), barred);
      });
  inbox.On<intake::v1::LeadAmended>([&cases](db::Transaction& transaction, const Call&,
                                             const Envelope&,
                                             const intake::v1::LeadAmended& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    std::optional<absl::Time> deadline;
    if (event.has_deadline()) deadline = events::FromTimestamp(event.deadline());
    return cases.FollowList(transaction, lead, deadline, event.key_lead());
  });
  inbox.On<intake::v1::ReviewRequested>(
      [&reviews](db::Transaction& transaction, const Call& call, const Envelope&,
                 const intake::v1::ReviewRequested& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, VerifiedLeadOf(event));
        return reviews.QueueForReporter(transaction, call, lead);
      });
  inbox.On<intake::v1::FeedbackConfirmed>(
      [&cases](db::Transaction& transaction, const Call& call, const Envelope&,
               const intake::v1::FeedbackConfirmed& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, VerifiedLeadOf(event));
        // Intake's codes are the first of ours.
        return cases.HearReporter(transaction, call, lead, static_cast<Attitude>(event.attitude()));
      });
  inbox.On<directory::v1::UnitChanged>(
      [&units](db::Transaction& transaction, const Call&, const Envelope&,
               const directory::v1::UnitChanged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const Unit unit, ToUnit(event));
        return units.Put(transaction, unit);
      });
  inbox.On<directory::v1::UserChanged>(
      [&investigators](db::Transaction& transaction, const Call&, const Envelope& envelope,
                       const directory::v1::UserChanged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const Investigator investigator, ToInvestigator(envelope, event));
        return investigators.Put(transaction, investigator);
      });
}

void FollowLetters(events::Inbox& inbox, const UmbrellaStore& umbrellas) {
  inbox.On<consultation::v1::TransferConcluded>(
      [umbrellas](db::Transaction& transaction, const Call& call, const Envelope&,
                  const consultation::v1::TransferConcluded& event) -> absl::Status {
        if (event.case_id().empty()) return absl::OkStatus();  // of a sealed lead: no case waits
        ASSIGN_OR_RETURN(const CaseId subject, CaseId::Parse(event.case_id()));
        return umbrellas.Conclude(transaction, subject, call.now);
      });
}

void RegisterAttestations(events::Inbox& inbox, ReportCopyService& copies) {
  Attest<v1::ReportSubmitted>(inbox, copies);
  Attest<v1::ReportEndorsed>(inbox, copies);
  Attest<v1::SigningKeyEnrolled>(inbox, copies);
  Attest<v1::SigningKeyConfirmed>(inbox, copies);
  Attest<v1::SigningKeyRevoked>(inbox, copies);
}

}  // namespace hecha::verification
