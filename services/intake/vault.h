// The vault 保管库 of named reporters: what an identity must say, and the Unlock 解锁, by which
// one custodian is given one identity for a reason that a second custodian approved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// Identities are padded to a multiple of this before they are sealed.
inline constexpr size_t kIdentityBlock = 2048;

struct ReporterIdentity {
  std::string name;
  std::string phone;
  std::string id_number;
  std::string address;

  // Name 1 to 50 characters, phone and id_number at most 32, address at most 200. `field` is what
  // the request calls it: "identity".
  absl::Status Check(std::string_view field) const;
};

// Whoever called or came by and gave a name has one to be kept; an anonymous reporter has none.
// InvalidArgument otherwise, or where `reporter`, if there is one, is not as
// ReporterIdentity::Check asks.
absl::Status CheckReporter(const Registration& registration,
                           const std::optional<ReporterIdentity>& reporter);

// Numbers equal those of hecha.intake.v1.Unlock.State.
enum class UnlockState : uint8_t { kRequested = 1, kApproved };

struct Unlock;
using UnlockId = Id<Unlock>;

struct Unlock {
  // From the request to the approval, and again from the approval on.
  static constexpr absl::Duration kLifetime = absl::Hours(24);

  UnlockId id;
  int64_t version = 0;
  LeadId lead;
  std::string division;
  UnlockState state = UnlockState::kRequested;
  UserId requested_by;
  std::string reason;
  absl::Time requested_at;
  UserId approved_by;
  std::optional<absl::Time> approved_at;
  absl::Time expires_at;
  // How often the identity was given out.
  int opened = 0;

  // A new request, version 1. The reason has 1 to 500 characters.
  static absl::StatusOr<Unlock> Request(UnlockId id, const Lead& lead, UserId by,
                                        std::string reason, absl::Time now);

  // Each counts the version up by one; on any refusal the unlock is unchanged. FailedPrecondition
  // UNLOCK_EXPIRED after `expires_at`.

  // REQUESTED → APPROVED. PermissionDenied OWN_UNLOCK for the requester.
  absl::Status Approve(UserId by, absl::Time now);
  // Gives out the identity. PermissionDenied UNLOCK_OF_ANOTHER for anyone but the requester;
  // FailedPrecondition NOT_APPROVED before the approval.
  absl::Status Open(UserId by, absl::Time now);
  // Hands the opened identity on to another key. As Open, and FailedPrecondition NOT_OPENED before
  // it was given out.
  absl::Status Reseal(UserId by, absl::Time now);

 private:
  absl::Status CheckOpenFor(UserId by, absl::Time now) const;
};

}  // namespace hecha::intake
