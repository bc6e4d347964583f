#include "services/common/events/erasure.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"

namespace hecha::events {
namespace {

// A scan, of the month that the outbox keeps; without locks, unlike an UPDATE with that condition.
constexpr char kFindEvents[] =
    "SELECT aggregate_id, seq FROM outbox WHERE aggregate_id IN ({}) AND sealed <> ''";
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

absl::Status ErasePayloads(db::Transaction& transaction, const std::vector<Uuid>& aggregates) {
  if (aggregates.empty()) return absl::OkStatus();
  const db::InList list = db::MakeInList(aggregates);
  std::vector<std::pair<Uuid, int64_t>> events;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kFindEvents, list.marks),
      [&](const db::Row& row) { events.emplace_back(row.Id(0), row.Int(1)); }, list.values));
  for (const auto& [aggregate, seq] : events)
    RETURN_IF_ERROR(EraseOne(transaction, aggregate, seq));
  return absl::OkStatus();
}

}  // namespace hecha::events
