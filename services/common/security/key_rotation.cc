#include "services/common/security/key_rotation.h"

#include <algorithm>
#include <vector>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/key_file.h"
#include "services/common/telemetry/log.h"

namespace hecha::security {
namespace {

using telemetry::Level;
using telemetry::Log;

// One transaction's work: some hundredths of a second.
constexpr int kBatch = 200;
constexpr int kMostARun = 4000;
constexpr absl::Duration kBatchDeadline = absl::Seconds(20);
constexpr absl::Duration kLookEvery = absl::Minutes(10);

}  // namespace

void KeyRotation::Run() {
  const absl::StatusOr<bool> changed = keyring_.Refresh();
  if (!changed.ok())
    Log(Level::kError, "the changed key file is not used", "",
        {{"status", changed.status().ToString()}});
  if (changed.ok() && *changed) next_look_ = absl::InfinitePast();
  if (absl::Now() < next_look_) return;
  const absl::StatusOr<int64_t> left = Rewrap(kMostARun);
  if (!left.ok()) {
    Log(Level::kWarning, "data keys could not be wrapped anew", "",
        {{"status", left.status().ToString()}});
    return;
  }
  metrics_.SetGauge("hecha_data_keys_to_rewrap", "Data keys under an old line of the key file.", {},
                    static_cast<double>(*left));
  if (*left == 0) next_look_ = absl::Now() + kLookEvery;
}

absl::StatusOr<int64_t> KeyRotation::Rewrap(int limit) {
  ASSIGN_OR_RETURN(const std::vector<DataKeyStore::Use> uses,
                   database_.Read(absl::Now() + kBatchDeadline, [&](db::Transaction& transaction) {
                     return keys_.ListUses(transaction);
                   }));
  int64_t left = 0;
  for (const DataKeyStore::Use& use : uses) {
    if (use.key_id == keyring_.NewestId(use.key_name)) continue;
    left += use.data_keys;
    while (limit > 0) {
      const absl::StatusOr<int> wrapped =
          database_.Transact(absl::Now() + kBatchDeadline, [&](db::Transaction& transaction) {
            return keys_.Rewrap(transaction, use, std::min(limit, kBatch));
          });
      if (absl::IsDataLoss(wrapped.status())) {
        Log(Level::kError, "data keys cannot be opened: their line of the key file is gone", "",
            {{"key", ToHex(use.key_id)}, {"name", use.key_name}});
        break;
      }
      RETURN_IF_ERROR(wrapped.status());
      if (*wrapped == 0) break;
      limit -= *wrapped;
      left -= *wrapped;
    }
  }
  return std::max<int64_t>(left, 0);
}

}  // namespace hecha::security
