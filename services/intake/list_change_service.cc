#include "services/intake/list_change_service.h"

#include <optional>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/intake/lead_event.h"

namespace hecha::intake {
namespace {

template <class Payload>
events::Event Tell(const ListChange& change, std::string action, Payload payload = {}) {
  payload.set_list_change_id(change.id.ToString());
  payload.set_lead_id(change.lead.ToString());
  return events::MakeEvent("list_change", change.id.uuid, change.version, change.division,
                           std::move(action), std::move(payload));
}

absl::Status RequireFull(const Call& call, const Lead& lead) {
  if (lead.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
  return absl::OkStatus();
}

}  // namespace

absl::Status ListChangeService::Find(const Call& call, const Lead& lead, const Registration& says,
                                     const std::string& row_hash) {
  return journal_.Transact(call.deadline, [&](db::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(std::optional<ListChange> waits, changes_.HoldNewest(transaction, lead.id));
    if (waits.has_value() && waits->Open()) {
      if (waits->row_hash == row_hash) return absl::OkStatus();
      waits->Renew(lead, says, row_hash, call.now);
      RETURN_IF_ERROR(changes_.Update(transaction, *waits));
    } else {
      waits = ListChange::Find(ListChangeId::New(call.now), lead, says, row_hash, call.now);
      RETURN_IF_ERROR(changes_.Insert(transaction, *waits));
    }
    return journal_.Append(transaction, call,
                           Tell<v1::ListChangeFound>(*waits, "listChange.suggest"));
  });
}

absl::StatusOr<std::vector<ListChange>> ListChangeService::List(const Call& call, LeadId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<ListChange>> {
        ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
        RETURN_IF_ERROR(RequireFull(call, lead));
        return changes_.ListByLead(transaction, id);
      });
}

absl::StatusOr<ListChange> ListChangeService::Decide(const Call& call, LeadId id,
                                                     ListChangeId change_id, bool accepted,
                                                     const std::string& reason) {
  const auto concerns = [&](const ListChange& change) {
    return change.lead == id ? absl::OkStatus() : RefuseUnknown("名单变更", "change of a list");
  };
  return journal_.Change(
      call, changes_, change_id, concerns,
      [&](db::Transaction& transaction, ListChange& change) -> absl::StatusOr<events::Event> {
        ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
        RETURN_IF_ERROR(RequireFull(call, lead));
        RETURN_IF_ERROR(change.Decide(accepted, reason, call.actor.user, call.now));
        RETURN_IF_ERROR(leads_.MarkRow(transaction, id, change.row_hash));
        if (accepted)
          RETURN_IF_ERROR(journal_.ChangeWithin(
              transaction, call, leads_, id,
              [&](db::Transaction& within, Lead& follows) -> absl::StatusOr<events::Event> {
                RETURN_IF_ERROR(follows.FollowList(change.terms, call.now));
                RETURN_IF_ERROR(leads_.Rewrite(within, follows, change.row_hash));
                return AmendedEvent(follows);
              }));
        v1::ListChangeDecided event;
        event.set_accepted(accepted);
        return Tell(change, accepted ? "listChange.follow" : "listChange.decline",
                    std::move(event));
      });
}

}  // namespace hecha::intake
