// What becomes of a lead that its unit gives back (DOMAIN.md: ASSIGNED → RETURNED).
#include "services/intake/lead_return.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/intake/lead.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxReason = 500;

// Leads that came back before returns were kept have none to decide.
void Decide(std::vector<LeadReturn>& returns, ReturnDecision decision, UserId by,
            std::string reason, absl::Time now) {
  if (returns.empty()) return;
  LeadReturn& returned = returns.back();
  returned.decision = decision;
  returned.decided_by = by;
  returned.decided_at = now;
  returned.decision_reason = std::move(reason);
}

}  // namespace

absl::Status Lead::Return(std::string reason, absl::Time now) {
  return ComeBack(std::move(reason), now, /*recalled=*/false);
}

absl::Status Lead::Recalled(absl::Time now) {
  return ComeBack("承办单位应当回避，线索收回。The unit must stand aside.", now, /*recalled=*/true);
}

absl::Status Lead::ComeBack(std::string reason, absl::Time now, bool recalled) {
  RETURN_IF_ERROR(Progress(LeadState::kReturned));
  LeadReturn& returned = returns.emplace_back();
  returned.recalled = recalled;
  returned.round = round;
  returned.unit = unit;
  returned.unit_name = unit_name;
  returned.returned_at = now;
  returned.reason = std::move(reason);
  return absl::OkStatus();
}

absl::Status Lead::UpholdReturn(const Actor& by, std::string reason, absl::Time now) {
  RETURN_IF_ERROR(Admits(LeadAction::kUpholdReturn));
  RETURN_IF_ERROR(AdmitsFrom(LeadAction::kUpholdReturn, by));
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  Decide(returns, ReturnDecision::kUpheld, by.user, std::move(reason), now);
  // The unit that gave it back has no more business with it.
  unit = UnitId();
  unit_name.clear();
  state = LeadState::kTriaged;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::OverruleReturn(const Actor& by, const Unit& to, std::string reason,
                                  absl::Time now) {
  RETURN_IF_ERROR(Admits(LeadAction::kOverruleReturn));
  RETURN_IF_ERROR(AdmitsFrom(LeadAction::kOverruleReturn, by));
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  RETURN_IF_ERROR(CheckUnit(to));
  Decide(returns, ReturnDecision::kOverruled, by.user, std::move(reason), now);
  GiveTo(to);
  return absl::OkStatus();
}

}  // namespace hecha::intake
