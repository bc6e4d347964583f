// LeadNumbers hands out lead numbers 线索编号 "division-campaign-serial".
//
// Serials are reserved from the database in batches, so that a registration does not wait for
// a hot row; a number is never given twice, and those of a batch that a restart left over are
// skipped. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/db/database.h"

namespace hecha::intake {

class LeadNumbers {
 public:
  // `campaign` is the code of the campaign in force, 1 to 16 letters and digits.
  LeadNumbers(db::Database& database, std::string campaign)
      : database_(database), campaign_(std::move(campaign)) {}

  // The next number of the division. Opens a transaction of its own where a batch is used up,
  // so call it before, not inside, another.
  absl::StatusOr<std::string> Next(const std::string& division, absl::Time deadline);

 private:
  struct Range {
    int64_t next = 0;
    int64_t end = 0;
    // How many were reserved at once, and when.
    int64_t batch = 0;
    absl::Time reserved_at = absl::InfinitePast();
  };

  db::Database& database_;
  const std::string campaign_;
  absl::Mutex mutex_;
  std::map<std::string, Range> ranges_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hecha::intake
