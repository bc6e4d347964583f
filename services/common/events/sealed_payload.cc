#include "services/common/events/sealed_payload.h"

#include "services/common/base/status_macros.h"

namespace hecha::events {
namespace {

constexpr size_t kSaltSize = 32;
constexpr char kKeyName[] = "outbox";

// A sealed value names its key right after its first byte (see Keyring::KeyIdOf).
constexpr char kCountSealed[] =
    "SELECT SUBSTRING(sealed, 2, 8), COUNT(*) FROM outbox WHERE sealed <> '' GROUP BY 1";

std::string Context(const Uuid& event_id) {
  return security::ColumnContext("outbox", event_id.ToString(), "sealed");
}

}  // namespace

SealedPayload SealPayload(const security::Keyring& keyring, const Uuid& event_id,
                          std::string_view payload) {
  std::string content = security::RandomBytes(kSaltSize);
  content += payload;
  return {keyring.Seal(kKeyName, content, Context(event_id)), security::Sha256(content)};
}

absl::StatusOr<OpenPayload> UnsealPayload(const security::Keyring& keyring, const Uuid& event_id,
                                          std::string_view sealed) {
  ASSIGN_OR_RETURN(const std::string content, keyring.Open(sealed, Context(event_id)));
  if (content.size() < kSaltSize) return absl::DataLossError("an outbox row holds no salt");
  return OpenPayload{content.substr(0, kSaltSize), content.substr(kSaltSize)};
}

absl::Status CountSealedPayloads(
    db::Transaction& transaction,
    absl::FunctionRef<void(const std::string& key_id, int64_t count)> each) {
  return transaction.Query(kCountSealed,
                           [&](const db::Row& row) { each(row.Text(0), row.Int(1)); });
}

}  // namespace hecha::events
