#include "services/common/events/erasure.h"

#include <cstdint>
#include <string>
#include <vector>

#include "services/common/base/status_macros.h"

namespace hecha::events {
namespace {

// A scan, of the month that the outbox keeps; without locks, unlike an UPDATE with that condition.
constexpr char kFindEvents[] = "SELECT seq FROM outbox WHERE aggregate_id = ? AND sealed <> ''";
constexpr char kErase[] = "UPDATE outbox SET sealed = '' WHERE seq = ?";
constexpr char kFindDeliveries[] =
    "SELECT subscriber FROM delivery WHERE seq = ? AND evidence_only = 0";
constexpr char kCallOff[] = "DELETE FROM delivery WHERE subscriber = ? AND seq = ?";
constexpr char kForgetRefused[] =
    "DELETE FROM refused_delivery WHERE subscriber = ? AND aggregate_id = ? AND seq = ?";

absl::Status EraseOne(db::Transaction& transaction, const Uuid& aggregate_id, int64_t seq) {
  RETURN_IF_ERROR(transaction.Execute(kErase, seq).status());
  std::vector<std::string> subscribers;
  RETURN_IF_ERROR(transaction.Query(
      kFindDeliveries, [&](const db::Row& row) { subscribers.push_back(row.Text(0)); }, seq));
  for (const std::string& subscriber : subscribers) {
    RETURN_IF_ERROR(transaction.Execute(kCallOff, subscriber, seq).status());
    RETURN_IF_ERROR(transaction.Execute(kForgetRefused, subscriber, aggregate_id, seq).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ErasePayloads(db::Transaction& transaction, const Uuid& aggregate_id) {
  std::vector<int64_t> events;
  RETURN_IF_ERROR(transaction.Query(
      kFindEvents, [&](const db::Row& row) { events.push_back(row.Int(0)); }, aggregate_id));
  for (const int64_t seq : events) RETURN_IF_ERROR(EraseOne(transaction, aggregate_id, seq));
  return absl::OkStatus();
}

}  // namespace hecha::events
