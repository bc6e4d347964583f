#include "services/verification/signing_key.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kMaxReason = 200;

bool IsOfficeOf(const Actor& actor, std::string_view division) {
  return (actor.Has(Role::kOffice) && actor.division == division) ||
         (actor.Has(Role::kCityOffice) && actor.Covers(division));
}

absl::Status RefuseStranger() {
  return RefuseCaller("NOT_OFFICE", "只有本镇扫黑办或市扫黑办可以办理",
                      "only the office of the town or the city office may do this");
}

}  // namespace

std::string SigningKey::PossessionPayload(UserId owner, std::string_view public_key) {
  const auto* first = reinterpret_cast<const unsigned char*>(public_key.data());
  return fmt::format("hecha-signing-key-v1\n{}\n{:02x}\n", owner.ToString(),
                     fmt::join(first, first + public_key.size(), ""));
}

absl::StatusOr<SigningKey> SigningKey::Enrol(SigningKeyId id, const Actor& owner,
                                             std::string public_key, absl::Time now) {
  if (public_key.size() != kKeyBytes)
    return RefuseField("KEY_LENGTH", "public_key", "Ed25519 公钥须为 32 字节",
                       "an Ed25519 public key has 32 bytes");
  SigningKey key;
  key.id = id;
  key.version = 1;
  key.user = owner.user;
  key.unit = owner.unit;
  key.division = owner.division;
  key.public_key = std::move(public_key);
  key.enrolled_at = now;
  return key;
}

absl::Status SigningKey::Confirm(const Actor& by, absl::Time now) {
  if (by.user == user)
    return RefuseCaller("OWN_KEY", "签字密钥须由他人确认", "a second person confirms a key");
  if (!IsOfficeOf(by, division)) return RefuseStranger();
  if (state != SigningKeyState::kEnrolled)
    return RefuseState("ILLEGAL_TRANSITION", "只有待确认的密钥可以确认",
                       "only a key that is ENROLLED can be confirmed");
  confirmed_by = by.user;
  confirmed_at = now;
  state = SigningKeyState::kConfirmed;
  ++version;
  return absl::OkStatus();
}

absl::Status SigningKey::Revoke(const Actor& by, std::string reason, absl::Time from,
                                absl::Time now) {
  if (by.user != user && !IsOfficeOf(by, division)) return RefuseStranger();
  if (state == SigningKeyState::kRevoked)
    return RefuseState("ILLEGAL_TRANSITION", "密钥已撤销", "the key is REVOKED already");
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  if (from > now || from < enrolled_at)
    return RefuseField("REVOKED_FROM_RANGE", "revoked_from", "失效时间须在登记之后、现在之前",
                       "a key is revoked from a time between its enrolment and now");
  revoked_by = by.user;
  revoked_from = from;
  revoked_at = now;
  revoke_reason = std::move(reason);
  state = SigningKeyState::kRevoked;
  ++version;
  return absl::OkStatus();
}

absl::Status SigningKey::CheckUsableBy(const Actor& signer) const {
  if (signer.user != user)
    return RefuseCaller("KEY_OF_ANOTHER", "不是你的签字密钥", "that is not your signing key");
  if (state == SigningKeyState::kEnrolled)
    return RefuseState("KEY_NOT_CONFIRMED", "签字密钥尚未经他人确认",
                       "nobody has confirmed the signing key yet");
  if (state == SigningKeyState::kRevoked)
    return RefuseState("KEY_REVOKED", "签字密钥已撤销", "the signing key is revoked");
  return absl::OkStatus();
}

bool SigningKey::VisibleTo(const Actor& actor) const {
  return actor.user == user || IsOfficeOf(actor, division);
}

}  // namespace hecha::verification
