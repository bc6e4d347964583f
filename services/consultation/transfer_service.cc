#include "services/consultation/transfer_service.h"

#include <utility>

#include "hecha/consultation/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/erasure.h"
#include "services/common/events/timestamp.h"

namespace hecha::consultation {
namespace {

template <class Payload>
events::Event Tell(const Transfer& transfer, std::string action, Payload payload) {
  payload.set_transfer_id(transfer.id.ToString());
  payload.set_lead_id(transfer.lead.ToString());
  return events::MakeEvent("transfer", transfer.id.uuid, transfer.version, transfer.division,
                           std::move(action), std::move(payload));
}

auto OpenTo(const Call& call) {
  return [&call](const Transfer& transfer) {
    return transfer.OpenTo(call.actor) ? absl::OkStatus() : RefuseUnknown("移交函", "transfer");
  };
}

}  // namespace

absl::Status TransferService::Issue(db::Transaction& transaction, const Call& call,
                                    const Transfer& transfer) {
  ASSIGN_OR_RETURN(const std::optional<TransferId> issued,
                   transfers_.FindByLead(transaction, transfer.lead));
  if (issued.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(transfers_.Insert(transaction, transfer));
  v1::TransferIssued event;
  event.set_letter_no(transfer.LetterNo());
  return journal_.Append(transaction, call, Tell(transfer, "transfer.issue", std::move(event)));
}

absl::StatusOr<Transfer> TransferService::Get(const Call& call, TransferId id) {
  ASSIGN_OR_RETURN(Transfer transfer,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return transfers_.Find(transaction, id);
                   }));
  if (!transfer.VisibleTo(call.actor)) return RefuseUnknown("移交函", "transfer");
  return transfer;
}

absl::StatusOr<std::vector<Transfer>> TransferService::List(const Call& call, TransferFilter filter,
                                                            const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return transfers_.List(transaction, filter, page);
  });
}

absl::StatusOr<Transfer> TransferService::Acknowledge(const Call& call, TransferId id) {
  return journal_.Change(
      call, transfers_, id, OpenTo(call),
      [&](db::Transaction&, Transfer& transfer) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(transfer.Acknowledge(call.now));
        v1::TransferAcknowledged event;
        events::SetTimestamp(call.now, event.mutable_acknowledged_at());
        return Tell(transfer, "transfer.acknowledge", std::move(event));
      });
}

absl::StatusOr<Transfer> TransferService::Conclude(const Call& call, TransferId id, bool filed,
                                                   const std::string& opinion) {
  return journal_.Change(
      call, transfers_, id, OpenTo(call),
      [&](db::Transaction&, Transfer& transfer) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(transfer.Conclude(filed, opinion, call.now));
        v1::TransferConcluded event;
        event.set_filed(filed);
        return Tell(transfer, "transfer.conclude", std::move(event));
      });
}

absl::Status TransferService::Purge(db::Transaction& transaction, LeadId lead,
                                    absl::Time now) const {
  ASSIGN_OR_RETURN(const std::optional<TransferId> transfer,
                   transfers_.FindByLead(transaction, lead));
  if (transfer.has_value()) RETURN_IF_ERROR(events::ErasePayloads(transaction, transfer->uuid));
  return transfers_.EraseOf(transaction, lead, now);
}

}  // namespace hecha::consultation
