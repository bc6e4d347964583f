#include "services/intake/lead_number.h"

#include <fmt/format.h>

#include <optional>

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr int64_t kBatch = 128;
constexpr char kReserve[] =
    "INSERT INTO lead_number (division, campaign, next_serial) VALUES (?, ?, 1 + ?) "
    "ON DUPLICATE KEY UPDATE next_serial = next_serial + ?";
constexpr char kReserved[] =
    "SELECT next_serial FROM lead_number WHERE division = ? AND campaign = ?";

}  // namespace

absl::StatusOr<std::string> LeadNumbers::Next(const std::string& division, absl::Time deadline) {
  absl::MutexLock lock(&mutex_);
  Range& range = ranges_[division];
  if (range.next == range.end) {
    // The upsert holds the row's lock until the commit, so the read sees this reservation.
    ASSIGN_OR_RETURN(
        const int64_t end,
        database_.Transact(deadline, [&](db::Transaction& transaction) -> absl::StatusOr<int64_t> {
          RETURN_IF_ERROR(
              transaction.Execute(kReserve, division, campaign_, kBatch, kBatch).status());
          ASSIGN_OR_RETURN(
              std::optional<int64_t> next,
              transaction.QueryOne(
                  kReserved, [](const db::Row& row) { return row.Int(0); }, division, campaign_));
          if (!next.has_value()) return absl::InternalError("the reserved serials are gone");
          return *next;
        }));
    range = {end - kBatch, end};
  }
  return fmt::format("{}-{}-{:06}", division, campaign_, range.next++);
}

}  // namespace hecha::intake
