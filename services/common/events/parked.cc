#include "services/common/events/parked.h"

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
constexpr char kRetryOne[] =
    "DELETE FROM refused_delivery WHERE subscriber = ? AND seq = ? AND parked_at IS NOT NULL";
constexpr char kRetryAll[] =
    "DELETE FROM refused_delivery WHERE subscriber = ? AND parked_at IS NOT NULL";

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

// The refusal alone goes; the delivery row was there all the time.
absl::Status RetryParked(db::Database& database, const std::string& subscriber, int64_t seq) {
  return database.Transact(
      absl::Now() + kPatience, [&](db::Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t freed, transaction.Execute(kRetryOne, subscriber, seq));
        return freed > 0 ? absl::OkStatus() : absl::NotFoundError("no such parked delivery");
      });
}

absl::StatusOr<int64_t> RetryAllParked(db::Database& database, const std::string& subscriber) {
  return database.Transact(absl::Now() + kPatience, [&](db::Transaction& transaction) {
    return transaction.Execute(kRetryAll, subscriber);
  });
}

}  // namespace hecha::events
