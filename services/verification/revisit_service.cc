#include "services/verification/revisit_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

using events::Event;

template <class Payload>
Payload About(const Revisit& revisit) {
  Payload payload;
  payload.set_revisit_id(revisit.id.ToString());
  payload.set_case_id(revisit.case_id.ToString());
  payload.set_lead_id(revisit.lead.ToString());
  return payload;
}

template <class Payload>
Event Tell(const Revisit& revisit, std::string action, Payload payload) {
  return events::MakeEvent("revisit", revisit.id.uuid, revisit.version, revisit.division,
                           std::move(action), std::move(payload));
}

}  // namespace

absl::Status RevisitService::Draw(db::Transaction& transaction, const Call& call,
                                  const Case& closed) {
  ASSIGN_OR_RETURN(const RevisitPolicy policy, revisits_.PolicyAt(transaction, call.now));
  if (!IsDrawn(closed, policy, security::Sha256)) return absl::OkStatus();
  const Revisit revisit = Revisit::Schedule(RevisitId::New(call.now), closed, policy, call.now);
  RETURN_IF_ERROR(revisits_.Insert(transaction, revisit));
  auto event = About<v1::RevisitScheduled>(revisit);
  events::SetTimestamp(revisit.due_at, event.mutable_due_at());
  return journal_.Append(transaction, call, Tell(revisit, "revisit.schedule", std::move(event)));
}

absl::StatusOr<Revisit> RevisitService::Record(const Call& call, RevisitId id, Attitude attitude,
                                               const std::string& note) {
  const auto admit = [&call](const Revisit& revisit) -> absl::Status {
    if (!revisit.VisibleTo(call.actor)) return RefuseUnknown("回访", "revisit");
    return absl::OkStatus();
  };
  return journal_.Change(call, revisits_, id, admit,
                         [&](db::Transaction&, Revisit& revisit) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(revisit.Record(call.actor, attitude, note, call.now));
                           auto event = About<v1::RevisitRecorded>(revisit);
                           event.set_attitude(static_cast<v1::Attitude>(attitude));
                           events::SetTimestamp(call.now, event.mutable_contacted_at());
                           return Tell(revisit, "revisit.record", std::move(event));
                         });
}

absl::StatusOr<std::vector<Revisit>> RevisitService::List(const Call& call, RevisitFilter filter,
                                                          const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  ASSIGN_OR_RETURN(std::vector<Revisit> revisits,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return revisits_.List(transaction, filter, page);
                   }));
  for (Revisit& revisit : revisits)
    if (!revisit.ShowsNoteTo(call.actor)) revisit.note.clear();
  return revisits;
}

}  // namespace hecha::verification
