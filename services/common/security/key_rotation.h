// A KeyRotation moves data keys to the newest keys of the keyring while the service works. What
// is sealed under a data key stays as it is; once no data key needs an old line of the key file,
// that line can go.
//
// Any number of processes may serve one schema: whoever is later finds the row changed and leaves
// it. It goes on where it stopped, because what is left is found by its row.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/database.h"
#include "services/common/security/data_key.h"
#include "services/common/security/keyring.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::security {

// Used by one thread.
class KeyRotation {
 public:
  KeyRotation(db::Database& database, const Keyring& keyring, telemetry::Metrics& metrics)
      : database_(database), keyring_(keyring), keys_(keyring), metrics_(metrics) {}

  // For a timer of some seconds: notices a changed key file, and wraps some thousand data keys
  // anew where any are to be. What fails is logged and tried again. hecha_data_keys_to_rewrap
  // says how many are left.
  void Run();

  // Wraps some `limit` data keys anew; returns how many are left. Data keys whose own key is not
  // in the key file are left, counted and logged.
  absl::StatusOr<int64_t> Rewrap(int limit);

 private:
  db::Database& database_;
  const Keyring& keyring_;
  const DataKeyStore keys_;
  telemetry::Metrics& metrics_;
  // When to look whether something is to do although no line was added: another process may
  // have made data keys under the line that was the newest.
  absl::Time next_look_ = absl::InfinitePast();
};

}  // namespace hecha::security
