#include "services/common/events/sealed_payload.h"

#include <utility>

#include "services/common/base/planted_bug.h"
#include "services/common/base/status_macros.h"

namespace hecha::events {
namespace {

constexpr size_t kSaltSize = 32;
constexpr char kKeyName[] = "outbox";

std::string Context(const Uuid& event_id) {
  return security::ColumnContext("outbox", event_id.ToString(), "sealed");
}

}  // namespace

SealedPayload SealPayload(const security::Keyring& keyring, const Uuid& event_id,
                          std::string_view payload) {
  std::string salt = security::RandomBytes(kSaltSize);
  std::string content = salt;
  content += payload;
  std::string sealed = keyring.Seal(kKeyName, content, Context(event_id));
  if (HECHA_PLANTED_BUG("outbox.commitment"))
    return {std::move(salt), std::move(sealed), security::Sha256(payload)};
  return {std::move(salt), std::move(sealed), security::Sha256(content)};
}

absl::StatusOr<OpenPayload> UnsealPayload(const security::Keyring& keyring, const Uuid& event_id,
                                          std::string_view sealed) {
  ASSIGN_OR_RETURN(const std::string content, keyring.Open(sealed, Context(event_id)));
  if (content.size() < kSaltSize) return absl::DataLossError("an outbox row holds no salt");
  return OpenPayload{content.substr(0, kSaltSize), content.substr(kSaltSize)};
}

}  // namespace hecha::events
