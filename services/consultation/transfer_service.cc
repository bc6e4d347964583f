#include "services/consultation/transfer_service.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "hecha/consultation/v1/events.pb.h"
#include "services/common/base/own_call.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/erasure.h"
#include "services/common/events/timestamp.h"

namespace hecha::consultation {
namespace {

constexpr int kBatch = 200;
constexpr absl::Duration kOwnDeadline = absl::Seconds(10);

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
                                    TransferContents contents) {
  ASSIGN_OR_RETURN(const std::vector<Transfer> earlier,
                   transfers_.LockAbout(transaction, contents.lead));
  if (contents.origin == TransferOrigin::kSealed &&
      std::any_of(earlier.begin(), earlier.end(),
                  [&](const Transfer& each) { return each.CarriesSeal(contents.division); }))
    return absl::OkStatus();
  ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
  const Transfer transfer =
      Transfer::Issue(TransferId::New(call.now), std::move(contents),
                      static_cast<int>(earlier.size()) + 1, call.now, calendar);
  RETURN_IF_ERROR(transfers_.Insert(transaction, transfer));
  v1::TransferIssued event;
  event.set_letter_no(transfer.LetterNo());
  events::SetTimestamp(*transfer.acknowledge_by, event.mutable_acknowledge_by());
  return journal_.Append(transaction, call, Tell(transfer, "transfer.issue", std::move(event)));
}

absl::StatusOr<int> TransferService::TellOverdue(const Clock& clock) {
  ASSIGN_OR_RETURN(
      const std::vector<TransferId> overdue,
      journal_.database().Read(absl::Now() + kOwnDeadline, [&](db::Transaction& transaction) {
        return transfers_.ListOverdue(transaction, clock.Now(), kBatch);
      }));
  for (TransferId id : overdue) {
    const Call call = OwnCall("consultation", "transfer.tell_overdue", clock.Now(), kOwnDeadline);
    const absl::StatusOr<Transfer> told = journal_.Change(
        call, transfers_, id, [](const Transfer&) { return absl::OkStatus(); },
        [&](db::Transaction&, Transfer& transfer) -> absl::StatusOr<events::Event> {
          RETURN_IF_ERROR(transfer.TellOverdue(call.now));
          v1::TransferOverdue event;
          event.set_letter_no(transfer.LetterNo());
          events::SetTimestamp(*transfer.acknowledge_by, event.mutable_acknowledge_by());
          return Tell(transfer, "transfer.tell_overdue", std::move(event));
        });
    // Somebody signed for it meanwhile, or another process told.
    if (absl::IsFailedPrecondition(told.status()) || absl::IsAborted(told.status())) continue;
    RETURN_IF_ERROR(told.status());
  }
  return static_cast<int>(overdue.size());
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
      [&](db::Transaction& transaction, Transfer& transfer) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(transfer.Conclude(filed, opinion, call.now));
        v1::TransferConcluded event;
        event.set_filed(filed);
        if (transfer.flagged_case.has_value()) event.set_case_id(transfer.flagged_case->ToString());
        ASSIGN_OR_RETURN(const std::vector<Transfer> letters,
                         transfers_.LockAbout(transaction, transfer.lead));
        for (const Transfer& other : letters) {
          if (other.id == transfer.id) continue;
          if (other.state != TransferState::kConcluded) event.set_lead_waits(true);
          if (other.filed) event.set_filed_before(true);
        }
        return Tell(transfer, "transfer.conclude", std::move(event));
      });
}

absl::Status TransferService::Purge(db::Transaction& transaction, LeadId lead,
                                    absl::Time now) const {
  ASSIGN_OR_RETURN(const std::vector<Transfer> letters, transfers_.LockAbout(transaction, lead));
  std::vector<Uuid> aggregates;
  for (const Transfer& letter : letters) aggregates.push_back(letter.id.uuid);
  RETURN_IF_ERROR(events::ErasePayloads(transaction, aggregates));
  return transfers_.EraseOf(transaction, lead, now);
}

}  // namespace hecha::consultation
