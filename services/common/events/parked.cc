#include "services/common/events/parked.h"

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::events {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

constexpr char kListParked[] = R"(
SELECT f.subscriber, f.seq, o.id, o.type, o.aggregate, o.aggregate_id, f.attempts, f.parked_at,
       f.last_reason
FROM refused_delivery f JOIN outbox o ON o.seq = f.seq
WHERE f.parked_at IS NOT NULL
ORDER BY f.seq, f.subscriber LIMIT ?)";
// The refusal alone goes; the delivery row was there all the time.
constexpr char kRetry[] =
    "DELETE f FROM refused_delivery f JOIN outbox o ON o.seq = f.seq "
    "WHERE o.id = ? AND f.parked_at IS NOT NULL";

}  // namespace

absl::StatusOr<std::vector<ParkedDelivery>> ListParked(db::Database& database, int limit) {
  return database.Read(
      absl::Now() + kPatience,
      [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<ParkedDelivery>> {
        std::vector<ParkedDelivery> parked;
        RETURN_IF_ERROR(transaction.Query(
            kListParked,
            [&](const db::Row& row) {
              parked.push_back({row.Text(0), row.Int(1), row.Id(2), row.Text(3), row.Text(4),
                                row.Id(5), static_cast<int>(row.Int(6)), row.Time(7), row.Text(8)});
            },
            limit));
        return parked;
      });
}

absl::Status RetryParked(db::Database& database, const Uuid& event_id) {
  return database.Transact(
      absl::Now() + kPatience, [&](db::Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t freed, transaction.Execute(kRetry, event_id));
        return freed > 0 ? absl::OkStatus() : RefuseUnknown("搁置的事件", "parked event");
      });
}

}  // namespace hecha::events
