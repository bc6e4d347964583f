#include "services/intake/lead_service.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/intake/commission_call_store.h"
#include "services/intake/employer.h"
#include "services/intake/lead_event.h"
#include "services/intake/reporter_hint.h"

namespace hecha::intake {
namespace {

// Says NotFound to whoever may not read the lead in full: the verbs are the office's.
auto VisibleInFull(const Call& call) {
  return [&call](const Lead& lead) -> absl::Status {
    if (lead.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
    return absl::OkStatus();
  };
}

}  // namespace

absl::StatusOr<Lead> LeadService::Get(const Call& call, LeadId id) {
  ASSIGN_OR_RETURN(Lead lead,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return leads_.Find(transaction, id);
                   }));
  if (lead.VisibleTo(call.actor) == Visibility::kNothing) return RefuseUnknown("线索", "lead");
  return lead;
}

absl::StatusOr<std::vector<Lead>> LeadService::List(const Call& call, LeadFilter filter,
                                                    const Page& page) {
  const Actor& actor = call.actor;
  RETURN_IF_ERROR(NarrowToScope(actor, filter.division));
  filter.not_accusing = actor.unit;
  filter.viewer = actor.user;
  filter.opens_sealed = actor.Has(Role::kDiscipline);
  filter.own_division = actor.division;
  const bool office = actor.Has(Role::kClerk) || actor.Has(Role::kOffice);
  if (!office && (actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead)))
    RETURN_IF_ERROR(NarrowToOwnUnit(actor, filter.unit));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return leads_.List(transaction, filter, page);
  });
}

absl::StatusOr<Lead> LeadService::Judge(const Call& call, LeadId id, const Triage& triage,
                                        bool about_leader) {
  // Whoever triages at once would otherwise be faster than the matching.
  RETURN_IF_ERROR(matches_.Settle(id, call.deadline));
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(about_leader ? lead.SendUpward(triage) : lead.Judge(triage));
        std::vector<Subject>& subjects = lead.registration.subjects;
        ASSIGN_OR_RETURN(
            subjects, WithEmployers(transaction, lead.registration.division, std::move(subjects)));
        if (!subjects.empty()) RETURN_IF_ERROR(leads_.SaveRecord(transaction, lead));
        // What the office wrote is searched for too.
        RETURN_IF_ERROR(matches_.IndexAgain(transaction, id));
        // What goes upward waits for no answer of those whom it may be about.
        if (about_leader) {
          RETURN_IF_ERROR(merges_.SealMerged(transaction, call, lead));
          return SealedEvent(lead, call.now);
        }
        RETURN_IF_ERROR(lead.CheckStaysWith(call.actor));
        RETURN_IF_ERROR(matches_.CheckAnswered(transaction, call.actor, lead));
        return TriagedEvent(lead);
      });
}

absl::StatusOr<Lead> LeadService::RecordSubjects(const Call& call, LeadId id,
                                                 const std::vector<Subject>& subjects) {
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        ASSIGN_OR_RETURN(std::vector<Subject> resolved,
                         WithEmployers(transaction, lead.registration.division, subjects));
        RETURN_IF_ERROR(lead.RecordSubjects(std::move(resolved)));
        RETURN_IF_ERROR(lead.CheckStaysWith(call.actor));
        RETURN_IF_ERROR(leads_.SaveRecord(transaction, lead));
        // Whoever verifies the one that it was merged into verifies it too.
        if (lead.state == LeadState::kMerged)
          RETURN_IF_ERROR(merges_.ShareBars(transaction, call, lead));
        RETURN_IF_ERROR(matches_.IndexAgain(transaction, id));
        return SubjectsChangedEvent(lead, keyring_);
      });
}

absl::StatusOr<Lead> LeadService::CheckIdentity(const Call& call, LeadId id,
                                                IdentityVerdict verdict, const std::string& basis) {
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(lead.CheckIdentity({verdict, call.actor.user, call.now, basis}));
        // Whose name it was had no part in the report.
        if (verdict == IdentityVerdict::kDenied)
          RETURN_IF_ERROR(vault_.DeleteBoxes(transaction, id));
        RETURN_IF_ERROR(leads_.SaveRecord(transaction, lead));
        return IdentityCheckedEvent(lead);
      });
}

absl::StatusOr<Lead> LeadService::Assign(const Call& call, LeadId id, std::optional<UnitId> unit,
                                         bool hints_acknowledged) {
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        ASSIGN_OR_RETURN(const AssignmentProposal proposal,
                         rules_.ProposeWithin(transaction, lead, call.now));
        ASSIGN_OR_RETURN(const Unit chosen, ChooseUnit(transaction, lead, unit, proposal));
        RETURN_IF_ERROR(lead.Assign(chosen, proposal.grade));
        // Last: what the lead itself refuses says more.
        RETURN_IF_ERROR(CheckHintsAcknowledged(lead, hints_acknowledged));
        ASSIGN_OR_RETURN(const bool reachable, IsReporterReachable(transaction, id));
        return AssignedEvent(lead, "lead.assign", keyring_, call.now, reachable,
                             hints_acknowledged && !ReporterHintsOf(lead).empty());
      });
}

absl::StatusOr<Lead> LeadService::Seal(const Call& call, LeadId id) {
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(lead.Seal());
        RETURN_IF_ERROR(merges_.SealMerged(transaction, call, lead));
        return SealedEvent(lead, call.now);
      });
}

absl::StatusOr<Lead> LeadService::ClearUmbrella(const Call& call, LeadId id,
                                                const std::string& reason) {
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(lead.ClearUmbrella({call.actor.user, call.now, reason}));
        RETURN_IF_ERROR(leads_.SaveRecord(transaction, lead));
        v1::UmbrellaCleared event;
        event.set_user_id(call.actor.user.ToString());
        event.set_reason(reason);
        return Tell(lead, "lead.clearUmbrella", std::move(event));
      });
}

absl::StatusOr<Lead> LeadService::DecideReturn(const Call& call, LeadId id,
                                               const ReturnVerdict& verdict) {
  // A leader decides on the line and the unit's reason, without the letter itself.
  const auto visible = [&](const Lead& lead) {
    const bool known = lead.VisibleTo(call.actor) >= Visibility::kLine;
    return known ? absl::OkStatus() : RefuseUnknown("线索", "lead");
  };
  return journal_.Change(
      call, leads_, id, visible,
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        const UnitId returned_by = lead.unit;
        if (verdict.decision == ReturnDecision::kUpheld) {
          RETURN_IF_ERROR(lead.UpholdReturn(call.actor, verdict.reason, call.now));
          v1::LeadReturnUpheld event;
          event.set_unit_id(returned_by.ToString());
          return Tell(lead, "lead.decideReturn", std::move(event));
        }
        ASSIGN_OR_RETURN(const Unit to,
                         units_.Find(transaction, verdict.unit.value_or(returned_by)));
        RETURN_IF_ERROR(lead.OverruleReturn(call.actor, to, verdict.reason, call.now));
        ASSIGN_OR_RETURN(const bool reachable, IsReporterReachable(transaction, id));
        return AssignedEvent(lead, "lead.decideReturn", keyring_, call.now, reachable);
      });
}

absl::StatusOr<bool> LeadService::IsReporterReachable(db::Transaction& transaction,
                                                      LeadId lead) const {
  ASSIGN_OR_RETURN(std::vector<LeadId> told, leads_.ListMergedInto(transaction, lead));
  told.push_back(lead);
  for (LeadId each : told) {
    ASSIGN_OR_RETURN(const bool has_receipt, receipts_.Has(transaction, each));
    if (has_receipt) return true;
    ASSIGN_OR_RETURN(const bool has_name, vault_.HasBox(transaction, each));
    if (has_name) return true;
  }
  return false;
}

absl::Status LeadService::Progress(db::Transaction& transaction, const Call& call, LeadId id,
                                   LeadState to) {
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 RETURN_IF_ERROR(lead.Progress(to));
                                 return ProgressedEvent(lead);
                               });
}

absl::Status LeadService::Return(db::Transaction& transaction, const Call& call, LeadId id,
                                 const std::string& reason) {
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 RETURN_IF_ERROR(lead.Return(reason, call.now));
                                 return ProgressedEvent(lead);
                               });
}

absl::Status LeadService::NoteRecall(db::Transaction& transaction, const Call& call, LeadId id) {
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 RETURN_IF_ERROR(lead.Recalled(call.now));
                                 return ProgressedEvent(lead);
                               });
}

absl::Status LeadService::Review(db::Transaction& transaction, const Call& call, LeadId id,
                                 UnitId unit) {
  ASSIGN_OR_RETURN(const Lead before, leads_.Find(transaction, id));
  if (before.reviewing_unit == unit) return absl::OkStatus();
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 lead.Review(unit);
                                 return ReadingChangedEvent(lead);
                               });
}

absl::Status LeadService::CallCommission(db::Transaction& transaction, const Call& call, LeadId id,
                                         bool upward) {
  const CommissionCallStore calls;
  if (upward) {
    // Told to nobody: an event would be the town's to see.
    ASSIGN_OR_RETURN(Lead lead, leads_.Find(transaction, id));
    lead.CallCommission(upward);
    return calls.Put(transaction, lead);
  }
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 lead.CallCommission(upward);
                                 RETURN_IF_ERROR(calls.Put(transaction, lead));
                                 return ProgressedEvent(lead);
                               });
}

absl::Status LeadService::ConcludeTransfer(db::Transaction& transaction, const Call& call,
                                           LeadId id, bool filed) {
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 RETURN_IF_ERROR(lead.ConcludeTransfer(filed));
                                 return ProgressedEvent(lead);
                               });
}

absl::StatusOr<std::vector<Subject>> LeadService::WithEmployers(
    db::Transaction& transaction, const std::string& division,
    std::vector<Subject> subjects) const {
  if (subjects.empty()) return subjects;
  ASSIGN_OR_RETURN(const std::vector<Unit> units, units_.ListByDivision(transaction, division));
  ResolveEmployers(units, subjects);
  return subjects;
}

absl::StatusOr<Unit> LeadService::ChooseUnit(db::Transaction& transaction, const Lead& lead,
                                             std::optional<UnitId> unit,
                                             const AssignmentProposal& proposal) const {
  if (unit.has_value()) return units_.Find(transaction, *unit);
  // An umbrella lead has no candidates; its own refusal says more than their lack.
  if (proposal.route.has_value()) return Unit();
  if (proposal.candidates.empty())
    return RefuseField("NO_UNIT_FOR_SECTOR", "unit_id", "没有可承办的单位，请指定",
                       "no unit is in charge of this sector here; name one");
  return proposal.candidates.front().unit;
}

}  // namespace hecha::intake
