#include "services/verification/contribution.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxRequest = 2'000;
constexpr size_t kMaxAnswer = 10'000;
constexpr size_t kMaxReason = 500;

absl::Status RefuseUnit() {
  return RefuseCaller("NOT_THE_ASKED_UNIT", "只有协办单位可以办理",
                      "only the asked unit may do this");
}

}  // namespace

absl::Status Contribution::Check(absl::Time now) const {
  RETURN_IF_ERROR(CheckLength("request", request, 1, kMaxRequest));
  if (unit == asking_unit)
    return RefuseField("OWN_UNIT", "unit_id", "协办单位须是其他单位", "ask another unit");
  if (due <= now)
    return RefuseField("DUE_IN_PAST", "due", "协办期限须晚于现在", "the due date is in the future");
  return absl::OkStatus();
}

bool Contribution::Asks(const Actor& actor) const {
  return actor.unit == unit && (actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead));
}

absl::Status Contribution::CheckOpen() const {
  if (state == ContributionState::kRequested) return absl::OkStatus();
  return RefuseState("ALREADY_ANSWERED", "协办请求已办结", "the request is settled already");
}

void Contribution::Settle(ContributionState to, const Actor& by, std::string text, absl::Time now) {
  state = to;
  answer = std::move(text);
  answered_by = by.user;
  answered_at = now;
  ++version;
}

absl::Status Contribution::Answer(const Actor& by, std::string text, absl::Time now) {
  if (!Asks(by)) return RefuseUnit();
  RETURN_IF_ERROR(CheckOpen());
  RETURN_IF_ERROR(CheckLength("answer", text, 1, kMaxAnswer));
  Settle(ContributionState::kAnswered, by, std::move(text), now);
  return absl::OkStatus();
}

absl::Status Contribution::Decline(const Actor& by, std::string reason, absl::Time now) {
  if (!Asks(by) || !by.Has(Role::kUnitHead)) return RefuseUnit();
  RETURN_IF_ERROR(CheckOpen());
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  Settle(ContributionState::kDeclined, by, std::move(reason), now);
  return absl::OkStatus();
}

absl::Status Contribution::Withdraw(const Actor& by, absl::Time now) {
  if (by.user != requested_by)
    return RefuseCaller("NOT_THE_ASKER", "只有提出请求的人可以撤回", "only who asked may withdraw");
  RETURN_IF_ERROR(CheckOpen());
  Settle(ContributionState::kWithdrawn, by, "", now);
  return absl::OkStatus();
}

}  // namespace hecha::verification
