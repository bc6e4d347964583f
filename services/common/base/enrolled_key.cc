#include "services/common/base/enrolled_key.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/state_table.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kMaxReason = 200;

constexpr Wording kStateNames[] = {
    {"ENROLLED", "待确认"}, {"CONFIRMED", "已确认"}, {"REVOKED", "已撤销"}};
constexpr StateWords<EnrolledKeyState> kStates{{"a key", "密钥"}, kStateNames};

absl::Status RefuseStranger() {
  return RefuseCaller("NOT_OFFICE", "只有本镇扫黑办或市扫黑办可以办理",
                      "only the office of the town or the city office may do this");
}

}  // namespace

absl::StatusOr<EnrolledKey> EnrolledKey::Enrol(const Actor& owner, std::string public_key,
                                               absl::Time now) {
  if (public_key.size() != kKeyBytes)
    return RefuseField("KEY_LENGTH", "public_key", "公钥须为 32 字节", "a public key has 32 bytes");
  EnrolledKey key;
  key.version = 1;
  key.user = owner.user;
  key.division = owner.division;
  key.public_key = std::move(public_key);
  key.enrolled_at = now;
  return key;
}

absl::Status EnrolledKey::Confirm(const Actor& by, absl::Time now) {
  if (by.user == user)
    return RefuseCaller("OWN_KEY", "密钥须由他人确认", "a second person confirms a key");
  if (!UnderOffice(by)) return RefuseStranger();
  RETURN_IF_ERROR(kStates.Require(state, {EnrolledKeyState::kEnrolled}, "确认", "be confirmed"));
  confirmed_by = by.user;
  confirmed_at = now;
  state = EnrolledKeyState::kConfirmed;
  ++version;
  return absl::OkStatus();
}

absl::Status EnrolledKey::Revoke(const Actor& by, std::string reason, absl::Time now) {
  if (by.user != user && !UnderOffice(by)) return RefuseStranger();
  RETURN_IF_ERROR(kStates.Require(
      state, {EnrolledKeyState::kEnrolled, EnrolledKeyState::kConfirmed}, "撤销", "be revoked"));
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  revoked_by = by.user;
  revoked_at = now;
  revoke_reason = std::move(reason);
  state = EnrolledKeyState::kRevoked;
  ++version;
  return absl::OkStatus();
}

bool EnrolledKey::VisibleTo(const Actor& actor) const {
  return actor.user == user || UnderOffice(actor);
}

bool EnrolledKey::UnderOffice(const Actor& actor) const {
  return (actor.Has(Role::kOffice) && actor.division == division) ||
         (actor.Has(Role::kCityOffice) && actor.Covers(division));
}

}  // namespace hecha
