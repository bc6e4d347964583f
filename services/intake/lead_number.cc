#include "services/intake/lead_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "absl/time/clock.h"
#include "services/common/base/planted_bug.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

// What a restart skips is at most a batch, so it is small where little happens; where a batch
// does not last kSoon, the next one is twice as large.
constexpr int64_t kLeast = 32;
constexpr int64_t kMost = 2048;
constexpr absl::Duration kSoon = absl::Seconds(10);
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
    const absl::Time now = absl::Now();
    const bool soon = now - range.reserved_at < kSoon;
    const int64_t batch = soon ? std::min(range.batch * 2, kMost) : kLeast;
    // The upsert holds the row's lock until the commit, so the read sees this reservation.
    ASSIGN_OR_RETURN(
        const int64_t end,
        database_.Transact(deadline, [&](db::Transaction& transaction) -> absl::StatusOr<int64_t> {
          RETURN_IF_ERROR(
              transaction.Execute(kReserve, division, campaign_, batch, batch).status());
          ASSIGN_OR_RETURN(
              std::optional<int64_t> next,
              transaction.QueryOne(
                  kReserved, [](const db::Row& row) { return row.Int(0); }, division, campaign_));
          if (!next.has_value()) return absl::InternalError("the reserved serials are gone");
          return *next;
        }));
    range = {end - batch, end, batch, now};
    if (HECHA_PLANTED_BUG("lead.number")) range.next = range.end++;
  }
  return fmt::format("{}-{}-{:06}", division, campaign_, range.next++);
}

}  // namespace hecha::intake
