#include "services/intake/list_change.h"

#include <cstddef>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxReason = 500;

}  // namespace

ListChange ListChange::Find(ListChangeId id, const Lead& lead, const Registration& says,
                            std::string row_hash, absl::Time now) {
  ListChange change;
  change.id = id;
  change.lead = lead.id;
  change.division = lead.registration.division;
  change.Renew(lead, says, std::move(row_hash), now);
  return change;
}

void ListChange::Renew(const Lead& lead, const Registration& says, std::string hash,
                       absl::Time now) {
  terms = ListTerms::Of(says);
  words_differ =
      says.title != lead.registration.title || says.narrative != lead.registration.narrative;
  row_hash = std::move(hash);
  found_at = now;
  ++version;
}

absl::Status ListChange::Decide(bool accepted, std::string why, UserId by, absl::Time now) {
  if (!Open())
    return RefuseState("ALREADY_DECIDED", "该变更已处理", "this change was decided already");
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  state = accepted ? ListChangeState::kAccepted : ListChangeState::kDeclined;
  reason = std::move(why);
  decided_by = by;
  decided_at = now;
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::intake
