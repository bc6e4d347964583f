#include "services/intake/lead_merge_service.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/intake/lead_event.h"

namespace hecha::intake {
namespace {

absl::Status RequireFull(const Call& call, const Lead& lead) {
  if (lead.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
  return absl::OkStatus();
}

template <class Payload>
events::Event About(const Lead& lead, const Lead& survivor, std::string action,
                    Payload payload = {}) {
  payload.set_survivor_lead_id(survivor.id.ToString());
  return Tell(lead, std::move(action), std::move(payload));
}

}  // namespace

absl::StatusOr<Lead> LeadMergeService::Propose(const Call& call, LeadId id, LeadId into,
                                               const std::string& reason) {
  return Step(call, id, into, MergeStep::kProposed, reason,
              [&](db::Transaction&, Lead& lead, Lead& survivor) -> absl::StatusOr<events::Event> {
                RETURN_IF_ERROR(lead.ProposeMerge(survivor, call.actor.user));
                return About<v1::LeadMergeProposed>(lead, survivor, "lead.merge");
              });
}

absl::StatusOr<Lead> LeadMergeService::Confirm(const Call& call, LeadId id,
                                               const std::string& reason) {
  return Step(call, id, LeadId(), MergeStep::kConfirmed, reason,
              [&](db::Transaction& transaction, Lead& lead,
                  Lead& survivor) -> absl::StatusOr<events::Event> {
                RETURN_IF_ERROR(lead.ConfirmMerge(survivor, call.actor));
                RETURN_IF_ERROR(leads_.ShareBars(transaction, lead.id, survivor.id));
                RETURN_IF_ERROR(TellBars(transaction, call, survivor.id));
                v1::LeadMerged event;
                event.set_survivor_lead_no(survivor.lead_no);
                return About(lead, survivor, "lead.confirmMerge", std::move(event));
              });
}

absl::StatusOr<Lead> LeadMergeService::Decline(const Call& call, LeadId id,
                                               const std::string& reason) {
  return Step(call, id, LeadId(), MergeStep::kDeclined, reason,
              [&](db::Transaction&, Lead& lead, Lead& survivor) -> absl::StatusOr<events::Event> {
                RETURN_IF_ERROR(lead.DeclineMerge());
                return About<v1::LeadMergeDeclined>(lead, survivor, "lead.declineMerge");
              });
}

absl::StatusOr<Lead> LeadMergeService::Undo(const Call& call, LeadId id,
                                            const std::string& reason) {
  return Step(call, id, LeadId(), MergeStep::kUndone, reason,
              [&](db::Transaction& transaction, Lead& lead,
                  Lead& survivor) -> absl::StatusOr<events::Event> {
                RETURN_IF_ERROR(lead.UndoMerge());
                RETURN_IF_ERROR(leads_.ShareBarsAnew(transaction, survivor.id, lead.id));
                RETURN_IF_ERROR(TellBars(transaction, call, survivor.id));
                return About<v1::LeadUnmerged>(lead, survivor, "lead.unmerge");
              });
}

absl::Status LeadMergeService::ShareBars(db::Transaction& transaction, const Call& call,
                                         const Lead& merged) const {
  RETURN_IF_ERROR(leads_.ShareBarsAnew(transaction, merged.survivor));
  return TellBars(transaction, call, merged.survivor);
}

absl::Status LeadMergeService::SealMerged(db::Transaction& transaction, const Call& call,
                                          const Lead& survivor) const {
  ASSIGN_OR_RETURN(const std::vector<LeadId> merged,
                   leads_.ListMergedInto(transaction, survivor.id));
  for (LeadId each : merged) {
    RETURN_IF_ERROR(journal_.ChangeWithin(
        transaction, call, leads_, each,
        [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
          lead.SealWith(survivor);
          return About<v1::MergedLeadSealed>(lead, survivor, "lead.sealMerged");
        }));
  }
  return absl::OkStatus();
}

absl::Status LeadMergeService::TellBars(db::Transaction& transaction, const Call& call,
                                        LeadId survivor) const {
  Lead told;
  RETURN_IF_ERROR(
      journal_.ChangeWithin(transaction, call, leads_, survivor,
                            [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                              lead.LearnBars();
                              told = lead;
                              return SubjectsChangedEvent(lead, keyring_);
                            }));
  if (told.state != LeadState::kMerged) return absl::OkStatus();
  return ShareBars(transaction, call, told);
}

absl::StatusOr<Lead> LeadMergeService::Step(const Call& call, LeadId id, LeadId into,
                                            MergeStep step, const std::string& reason,
                                            const Rule& rule) {
  RETURN_IF_ERROR(CheckMergeReason(reason));
  return journal_.Change(
      call, leads_, id, [&](const Lead& lead) { return RequireFull(call, lead); },
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        LeadId named = into.nil() ? lead.survivor : into;
        // A lead that names no other: the rule says why that will not do.
        if (named.nil()) named = lead.id;
        ASSIGN_OR_RETURN(Lead survivor, leads_.Find(transaction, named));
        if (step == MergeStep::kProposed) RETURN_IF_ERROR(RequireFull(call, survivor));
        ASSIGN_OR_RETURN(events::Event event, rule(transaction, lead, survivor));
        RETURN_IF_ERROR(merges_.Append(
            transaction, {lead.id, lead.version, step, named, call.actor.user, call.now, reason}));
        return event;
      });
}

absl::StatusOr<std::vector<LeadMergeService::View>> LeadMergeService::List(const Call& call,
                                                                           LeadId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<View>> {
        ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
        RETURN_IF_ERROR(RequireFull(call, lead));
        ASSIGN_OR_RETURN(std::vector<MergeRecord> records, merges_.ListByLead(transaction, id));
        std::vector<View> views;
        for (MergeRecord& record : records) {
          ASSIGN_OR_RETURN(const Lead survivor, leads_.Find(transaction, record.survivor));
          const bool known = survivor.VisibleTo(call.actor) > Visibility::kNothing;
          views.push_back({std::move(record), known ? survivor.lead_no : ""});
        }
        return views;
      });
}

}  // namespace hecha::intake
