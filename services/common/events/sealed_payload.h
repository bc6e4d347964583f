// What an outbox row holds of an event's content: sealed, beside a commitment that binds it
// without showing it.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/id.h"
#include "services/common/security/keyring.h"

namespace hecha::events {

struct SealedPayload {
  std::string salt;
  // Salt and payload, sealed to the event's id.
  std::string bytes;
  // SHA-256(salt || payload).
  std::string commitment;
};

struct OpenPayload {
  std::string salt;
  std::string payload;
};

SealedPayload SealPayload(const security::Keyring& keyring, const Uuid& event_id,
                          std::string_view payload);

// DataLoss if it was altered or its key is gone.
absl::StatusOr<OpenPayload> UnsealPayload(const security::Keyring& keyring, const Uuid& event_id,
                                          std::string_view sealed);

}  // namespace hecha::events
