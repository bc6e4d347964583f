#include "services/intake/reporter_service.h"

#include <optional>
#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kKey[] = "receipt";

}  // namespace

absl::StatusOr<ReporterService::Filed> ReporterService::File(const Call& call,
                                                             Registration report) {
  // Made from the caller's random request id under a key that the database does not have: a
  // retry finds its own receipt again although no copy was kept.
  Receipt receipt(keyring_.Fingerprint(kKey, call.request_id + call.request_hash).substr(0, 16));
  const std::string fingerprint = keyring_.Fingerprint(kKey, receipt.bits());
  ASSIGN_OR_RETURN(
      const Lead lead,
      leads_.Register(call, std::move(report), [&](db::Transaction& transaction, const Lead& lead) {
        return receipts_.Insert(transaction, fingerprint, lead.id);
      }));
  return Filed{std::move(receipt), lead.registration.received_at};
}

absl::StatusOr<ReceiptView> ReporterService::Open(const Call& call, const Receipt& receipt) {
  const std::string fingerprint = keyring_.Fingerprint(kKey, receipt.bits());
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<ReceiptView> {
        ASSIGN_OR_RETURN(std::optional<ReporterStore::Entry> entry,
                         receipts_.Find(transaction, fingerprint));
        if (!entry.has_value()) return UnknownReceipt();
        ASSIGN_OR_RETURN(const Lead lead, lead_store_.Find(transaction, entry->lead));
        return ReceiptView{ProgressOf(lead.state), lead.registration.received_at,
                           std::move(entry->explanation)};
      });
}

}  // namespace hecha::intake
