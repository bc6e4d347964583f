#include "services/verification/signing_key.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {

std::string SigningKey::PossessionPayload(UserId owner, std::string_view public_key) {
  const auto* first = reinterpret_cast<const unsigned char*>(public_key.data());
  return fmt::format("hecha-signing-key-v1\n{}\n{:02x}\n", owner.ToString(),
                     fmt::join(first, first + public_key.size(), ""));
}

absl::StatusOr<SigningKey> SigningKey::Enrol(SigningKeyId id, const Actor& owner,
                                             std::string public_key, absl::Time now) {
  ASSIGN_OR_RETURN(EnrolledKey enrolled, EnrolledKey::Enrol(owner, std::move(public_key), now));
  return SigningKey{std::move(enrolled), id, owner.unit, std::nullopt};
}

absl::Status SigningKey::Revoke(const Actor& by, std::string reason, absl::Time from,
                                absl::Time now) {
  if (from > now || from < enrolled_at)
    return RefuseField("REVOKED_FROM_RANGE", "revoked_from", "失效时间须在登记之后、现在之前",
                       "a key is revoked from a time between its enrolment and now");
  RETURN_IF_ERROR(EnrolledKey::Revoke(by, std::move(reason), now));
  revoked_from = from;
  return absl::OkStatus();
}

absl::Status SigningKey::CheckUsableBy(const Actor& signer) const {
  if (signer.user != user)
    return RefuseCaller("KEY_OF_ANOTHER", "不是你的签字密钥", "that is not your signing key");
  if (state == EnrolledKeyState::kEnrolled)
    return RefuseState("KEY_NOT_CONFIRMED", "签字密钥尚未经他人确认",
                       "nobody has confirmed the signing key yet");
  if (state == EnrolledKeyState::kRevoked)
    return RefuseState("KEY_REVOKED", "签字密钥已撤销", "the signing key is revoked");
  return absl::OkStatus();
}

}  // namespace hecha::verification
