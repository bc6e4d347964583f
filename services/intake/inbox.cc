#include "services/intake/inbox.h"

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/directory/v1/events.pb.h"
#include "hecha/events/v1/envelope.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::v1::Envelope;

absl::Status KeepUnit(const UnitStore& units, db::Transaction& transaction,
                      const directory::v1::UnitChanged& event) {
  Unit unit;
  ASSIGN_OR_RETURN(unit.id, UnitId::Parse(event.unit_id()));
  unit.division = event.division();
  unit.name = event.name();
  unit.verifies = event.function() == directory::v1::UNIT_FUNCTION_VERIFICATION;
  unit.active = event.active();
  for (int sector : event.sectors()) unit.sectors.insert(static_cast<Sector>(sector));
  return units.Put(transaction, unit);
}

// True for what tells of a re-verification: the lead's own way is over by then.
bool OfReverification(const Envelope& envelope) { return envelope.aggregate() == "reverification"; }

// Every `Event` has a lead_id, and moves that lead to one state.
template <class Event>
void Follow(events::Inbox& inbox, LeadService& leads, LeadState to) {
  inbox.On<Event>([&leads, to](db::Transaction& transaction, const Call& call,
                               const Envelope& envelope, const Event& event) -> absl::Status {
    if (OfReverification(envelope)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return leads.Progress(transaction, call, lead, to);
  });
}

// An edit voids a submitted report, and only then is the lead's state another.
template <class Event>
absl::Status FollowVoiding(db::Transaction& transaction, const Call& call, LeadService& leads,
                           const Envelope& envelope, const Event& event) {
  if (!event.voided_report() || OfReverification(envelope)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
  return leads.Progress(transaction, call, lead, LeadState::kVerifying);
}

template <class Event>
void FollowEdit(events::Inbox& inbox, LeadService& leads) {
  inbox.On<Event>([&leads](db::Transaction& transaction, const Call& call, const Envelope& envelope,
                           const Event& event) {
    return FollowVoiding(transaction, call, leads, envelope, event);
  });
}

absl::StatusOr<std::vector<UserId>> TeamOf(const verification::v1::PlanProposed& event) {
  std::vector<UserId> team;
  for (const std::string& text : event.investigator_ids()) {
    ASSIGN_OR_RETURN(const UserId user, UserId::Parse(text));
    team.push_back(user);
  }
  return team;
}

// Whoever is in the team of a case reads its lead, of whatever unit.
void FollowTeams(events::Inbox& inbox, const LeadPersonStore& persons) {
  inbox.On<verification::v1::PlanProposed>(
      [&persons](db::Transaction& transaction, const Call&, const Envelope&,
                 const verification::v1::PlanProposed& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        ASSIGN_OR_RETURN(const CaseId of, CaseId::Parse(event.case_id()));
        ASSIGN_OR_RETURN(const std::vector<UserId> team, TeamOf(event));
        return persons.ReplaceTeam(transaction, lead, of, team);
      });
  inbox.On<verification::v1::TeamChanged>(
      [&persons](db::Transaction& transaction, const Call&, const Envelope&,
                 const verification::v1::TeamChanged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        ASSIGN_OR_RETURN(const CaseId of, CaseId::Parse(event.case_id()));
        if (!event.from_user_id().empty()) {
          ASSIGN_OR_RETURN(const UserId from, UserId::Parse(event.from_user_id()));
          RETURN_IF_ERROR(persons.Leave(transaction, lead, of, from));
        }
        if (event.to_user_id().empty()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const UserId to, UserId::Parse(event.to_user_id()));
        return persons.Join(transaction, lead, of, to);
      });
}

// The case is nobody's to work on any more.
template <class Event>
absl::Status Disband(db::Transaction& transaction, const LeadPersonStore& persons,
                     const Event& event) {
  ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
  ASSIGN_OR_RETURN(const CaseId of, CaseId::Parse(event.case_id()));
  return persons.ReplaceTeam(transaction, lead, of, {});
}

// After `Event`, no unit verifies the lead again, or none yet.
template <class Event>
void EndReview(events::Inbox& inbox, LeadService& leads) {
  inbox.On<Event>([&leads](db::Transaction& transaction, const Call& call, const Envelope&,
                           const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return leads.Review(transaction, call, lead, UnitId());
  });
}

// Who verifies again reads the lead until its own conclusion.
void FollowReviews(events::Inbox& inbox, LeadService& leads) {
  inbox.On<verification::v1::ReviewAssigned>(
      [&leads](db::Transaction& transaction, const Call& call, const Envelope&,
               const verification::v1::ReviewAssigned& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        ASSIGN_OR_RETURN(const UnitId unit, UnitId::Parse(event.unit_id()));
        return leads.Review(transaction, call, lead, unit);
      });
  EndReview<verification::v1::ReviewQueued>(inbox, leads);
  EndReview<verification::v1::ReviewUpheld>(inbox, leads);
  EndReview<verification::v1::ReviewOverturned>(inbox, leads);
}

}  // namespace

void RegisterInbox(events::Inbox& inbox, const UnitStore& units, const LeadPersonStore& persons,
                   LeadService& leads, ReporterService& reporters, RetentionService& retentions) {
  inbox.On<directory::v1::UnitChanged>([&units](db::Transaction& transaction, const Call&,
                                                const Envelope&,
                                                const directory::v1::UnitChanged& event) {
    return KeepUnit(units, transaction, event);
  });

  Follow<verification::v1::CaseAccepted>(inbox, leads, LeadState::kAccepted);
  Follow<verification::v1::CasePlanned>(inbox, leads, LeadState::kVerifying);
  Follow<verification::v1::CaseSuspended>(inbox, leads, LeadState::kSuspended);
  Follow<verification::v1::CaseResumed>(inbox, leads, LeadState::kVerifying);
  Follow<verification::v1::ReportSubmitted>(inbox, leads, LeadState::kSigning);
  Follow<verification::v1::EndorsementRefused>(inbox, leads, LeadState::kVerifying);
  Follow<verification::v1::CaseReportedUp>(inbox, leads, LeadState::kReported);
  Follow<verification::v1::ReportRejected>(inbox, leads, LeadState::kVerifying);
  Follow<verification::v1::CaseFiled>(inbox, leads, LeadState::kFiled);
  FollowEdit<verification::v1::FindingRecorded>(inbox, leads);
  FollowEdit<verification::v1::StepRecorded>(inbox, leads);
  FollowTeams(inbox, persons);
  inbox.On<verification::v1::PersonRecused>(
      [&](db::Transaction& transaction, const Call& call, const Envelope& envelope,
          const verification::v1::PersonRecused& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        ASSIGN_OR_RETURN(const CaseId of, CaseId::Parse(event.case_id()));
        ASSIGN_OR_RETURN(const UserId user, UserId::Parse(event.user_id()));
        RETURN_IF_ERROR(persons.StandAside(transaction, lead, of, user));
        return FollowVoiding(transaction, call, leads, envelope, event);
      });

  inbox.On<verification::v1::ReportEndorsed>(
      [&leads](db::Transaction& transaction, const Call& call, const Envelope& envelope,
               const verification::v1::ReportEndorsed& event) -> absl::Status {
        if (!event.complete() || OfReverification(envelope)) return absl::OkStatus();
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        return leads.Progress(transaction, call, lead, LeadState::kSigned);
      });
  inbox.On<verification::v1::CaseClosed>(
      [&](db::Transaction& transaction, const Call& call, const Envelope&,
          const verification::v1::CaseClosed& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        // The second unit reads it until then; the first keeps what it has.
        RETURN_IF_ERROR(event.reverification()
                            ? Disband(transaction, persons, event)
                            : leads.Progress(transaction, call, lead, LeadState::kClosed));
        // Whoever reported it learns of every conclusion, and may want it verified again.
        if (event.without_feedback())
          RETURN_IF_ERROR(reporters.Inform(transaction, call, lead, ""));
        const absl::Time at =
            event.has_closed_at() ? events::FromTimestamp(event.closed_at()) : call.now;
        return retentions.Conclude(transaction, call, lead, static_cast<Outcome>(event.outcome()),
                                   at);
      });
  inbox.On<verification::v1::CaseReverifying>(
      [&retentions](db::Transaction& transaction, const Call& call, const Envelope&,
                    const verification::v1::CaseReverifying& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        return retentions.Unrestrict(transaction, call, lead);
      });
  inbox.On<verification::v1::CaseReturned>(
      [&leads](db::Transaction& transaction, const Call& call, const Envelope& envelope,
               const verification::v1::CaseReturned& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        if (OfReverification(envelope)) return leads.Review(transaction, call, lead, UnitId());
        return leads.Return(transaction, call, lead, event.reason());
      });
  inbox.On<verification::v1::CaseRecalled>(
      [&](db::Transaction& transaction, const Call& call, const Envelope& envelope,
          const verification::v1::CaseRecalled& event) -> absl::Status {
        RETURN_IF_ERROR(Disband(transaction, persons, event));
        if (OfReverification(envelope)) return absl::OkStatus();
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        return leads.NoteRecall(transaction, call, lead);
      });
  inbox.On<verification::v1::UmbrellaFlagged>(
      [&leads](db::Transaction& transaction, const Call& call, const Envelope&,
               const verification::v1::UmbrellaFlagged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        return leads.CallCommission(transaction, call, lead, event.upward());
      });
  FollowReviews(inbox, leads);
  inbox.On<verification::v1::FeedbackGiven>(
      [&](db::Transaction& transaction, const Call& call, const Envelope& envelope,
          const verification::v1::FeedbackGiven& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        // Words about a missing channel are for the file, not for whoever holds the receipt.
        RETURN_IF_ERROR(reporters.Inform(transaction, call, lead,
                                         event.no_channel() ? "" : event.explanation()));
        if (OfReverification(envelope)) return absl::OkStatus();
        return leads.Progress(transaction, call, lead, LeadState::kFeedback);
      });
  inbox.On<consultation::v1::TransferConcluded>(
      [&](db::Transaction& transaction, const Call& call, const Envelope&,
          const consultation::v1::TransferConcluded& event) -> absl::Status {
        // Of several letters about a lead the last one ends it.
        if (event.lead_waits()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        const bool filed = event.filed() || event.filed_before();
        const absl::Status concluded = leads.ConcludeTransfer(transaction, call, lead, filed);
        // The letter of a lead that was flagged, not sealed: the lead stays with its unit.
        if (absl::IsFailedPrecondition(concluded)) return absl::OkStatus();
        RETURN_IF_ERROR(concluded);
        RETURN_IF_ERROR(reporters.Inform(transaction, call, lead, ""));
        const Outcome outcome = filed ? Outcome::kSubstantiated : Outcome::kRefuted;
        return retentions.Conclude(transaction, call, lead, outcome, call.now);
      });
}

}  // namespace hecha::intake
