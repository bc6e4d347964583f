#include "services/verification/clearance_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

using events::Event;

template <class Payload>
Payload About(const Clearance& clearance) {
  Payload payload;
  payload.set_clearance_id(clearance.id.ToString());
  payload.set_case_id(clearance.case_id.ToString());
  payload.set_lead_id(clearance.lead.ToString());
  return payload;
}

template <class Payload>
Event Tell(const Clearance& clearance, std::string action, Payload payload) {
  return events::MakeEvent("clearance", clearance.id.uuid, clearance.version, clearance.division,
                           std::move(action), std::move(payload));
}

auto Visible(const Call& call) {
  return [&call](const Clearance& clearance) -> absl::Status {
    if (!clearance.VisibleTo(call.actor)) return RefuseUnknown("澄清记录", "clearance");
    return absl::OkStatus();
  };
}

}  // namespace

absl::StatusOr<Clearance> ClearanceService::Draft(const Call& call, CaseId case_id,
                                                  const ClearanceDraft& draft) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Case closed, cases_.Find(transaction, case_id));
        if (closed.assignment.division != call.actor.division) return RefuseUnknown("案件", "case");
        ASSIGN_OR_RETURN(
            const Clearance clearance,
            Clearance::Draft(ClearanceId::New(call.now), closed, draft, call.actor, call.now));
        RETURN_IF_ERROR(clearances_.Insert(transaction, clearance));
        RETURN_IF_ERROR(journal_.Append(
            transaction, call,
            Tell(clearance, "clearance.draft", About<v1::ClearanceDrafted>(clearance))));
        return clearance.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return clearances_.Find(transaction, ClearanceId{id});
      });
}

absl::StatusOr<Clearance> ClearanceService::Issue(const Call& call, ClearanceId id) {
  return journal_.Change(call, clearances_, id, Visible(call),
                         [&](db::Transaction&, Clearance& clearance) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(clearance.Issue(call.actor, call.now));
                           return Tell(clearance, "clearance.issue",
                                       About<v1::ClearanceIssued>(clearance));
                         });
}

absl::StatusOr<Clearance> ClearanceService::Announce(const Call& call, ClearanceId id,
                                                     const Announcement& told) {
  return journal_.Change(call, clearances_, id, Visible(call),
                         [&](db::Transaction&, Clearance& clearance) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(clearance.Announce(call.actor, told, call.now));
                           auto event = About<v1::ClearanceAnnounced>(clearance);
                           events::SetTimestamp(told.announced_at, event.mutable_announced_at());
                           return Tell(clearance, "clearance.announce", std::move(event));
                         });
}

absl::StatusOr<Clearance> ClearanceService::Get(const Call& call, ClearanceId id) {
  ASSIGN_OR_RETURN(Clearance clearance,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return clearances_.Find(transaction, id);
                   }));
  RETURN_IF_ERROR(Visible(call)(clearance));
  return clearance;
}

absl::StatusOr<std::vector<Clearance>> ClearanceService::List(const Call& call,
                                                              ClearanceFilter filter,
                                                              const Page& page) {
  filter.division = call.actor.division;
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return clearances_.List(transaction, filter, page);
  });
}

}  // namespace hecha::verification
