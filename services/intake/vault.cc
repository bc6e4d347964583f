#include "services/intake/vault.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxName = 50;
constexpr size_t kMaxNumber = 32;
constexpr size_t kMaxAddress = 200;
constexpr size_t kMaxReason = 500;

absl::Status RefuseExpired() {
  return RefuseState("UNLOCK_EXPIRED", "解锁申请已过期，请重新申请",
                     "the unlock has expired; request another");
}

}  // namespace

absl::Status ReporterIdentity::Check(std::string_view field) const {
  const auto at = [field](const char* part) { return fmt::format("{}.{}", field, part); };
  RETURN_IF_ERROR(CheckLength(at("name"), name, 1, kMaxName));
  RETURN_IF_ERROR(CheckLength(at("phone"), phone, 0, kMaxNumber));
  RETURN_IF_ERROR(CheckLength(at("id_number"), id_number, 0, kMaxNumber));
  return CheckLength(at("address"), address, 0, kMaxAddress);
}

absl::Status CheckReporter(const Registration& registration,
                           const std::optional<ReporterIdentity>& reporter) {
  const bool told = registration.channel == Channel::kPublicPhone ||
                    registration.channel == Channel::kPublicVisit;
  if (!reporter.has_value()) {
    if (!told || registration.identity != Identity::kNamed) return absl::OkStatus();
    return RefuseField("REQUIRED", "reporter", "实名来电、来访须填写举报人身份",
                       "a named caller or visitor has an identity to be kept");
  }
  if (registration.identity == Identity::kAnonymous)
    return RefuseField("IDENTITY_CONTRADICTS", "reporter", "匿名线索不得填写举报人身份",
                       "an anonymous lead has no reporter's identity");
  return reporter->Check("reporter");
}

absl::StatusOr<Unlock> Unlock::Request(UnlockId id, const Lead& lead, UserId by, std::string reason,
                                       absl::Time now) {
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  Unlock unlock;
  unlock.id = id;
  unlock.version = 1;
  unlock.lead = lead.id;
  unlock.division = lead.registration.division;
  unlock.requested_by = by;
  unlock.reason = std::move(reason);
  unlock.requested_at = now;
  unlock.expires_at = now + kLifetime;
  return unlock;
}

absl::Status Unlock::Approve(UserId by, absl::Time now) {
  if (by == requested_by)
    return RefuseCaller("OWN_UNLOCK", "解锁须由另一名保管人批准",
                        "a second custodian approves an unlock");
  if (state != UnlockState::kRequested)
    return RefuseState("ILLEGAL_TRANSITION", "解锁申请已经批准", "the unlock is APPROVED already");
  if (now >= expires_at) return RefuseExpired();
  state = UnlockState::kApproved;
  approved_by = by;
  approved_at = now;
  expires_at = now + kLifetime;
  ++version;
  return absl::OkStatus();
}

absl::Status Unlock::Open(UserId by, absl::Time now) {
  RETURN_IF_ERROR(CheckOpenFor(by, now));
  ++opened;
  ++version;
  return absl::OkStatus();
}

absl::Status Unlock::Reseal(UserId by, absl::Time now) {
  RETURN_IF_ERROR(CheckOpenFor(by, now));
  if (opened == 0)
    return RefuseState("NOT_OPENED", "请先查看身份，再为新的保管人封存",
                       "open the identity before you seal it to another custodian");
  ++version;
  return absl::OkStatus();
}

absl::Status Unlock::CheckOpenFor(UserId by, absl::Time now) const {
  if (by != requested_by)
    return RefuseCaller("UNLOCK_OF_ANOTHER", "只有申请人可以查看",
                        "only the requester may open it");
  if (state != UnlockState::kApproved)
    return RefuseState("NOT_APPROVED", "解锁尚未经另一名保管人批准",
                       "no second custodian has approved the unlock yet");
  if (now >= expires_at) return RefuseExpired();
  return absl::OkStatus();
}

}  // namespace hecha::intake
