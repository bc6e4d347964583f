// When a lead goes on as part of another one (DOMAIN.md: TRIAGED → MERGED 并案).
#include "services/intake/lead_merge.h"

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxReason = 500;

// Whether others can join it: it is judged, and its reporter has no answer yet.
bool TakesOthers(const Lead& lead) {
  return lead.state != LeadState::kRegistered && lead.state < LeadState::kFeedback &&
         !lead.Sealed();
}

absl::Status CheckSurvivor(const Lead& lead, const Lead& survivor) {
  if (survivor.id == lead.id)
    return RefuseField("MERGE_INTO_ITSELF", "survivor_lead_id", "不能并入自身",
                       "a lead cannot join itself");
  if (survivor.registration.division != lead.registration.division || !TakesOthers(survivor))
    return RefuseField(
        "SURVIVOR_CANNOT_TAKE", "survivor_lead_id", "只能并入本镇已研判、尚未反馈或办结的线索",
        "a lead joins one of its town that is triaged and not answered or closed yet");
  // The survivor's term, signatures and report are those of its own level alone.
  if (lead.registration.level < survivor.registration.level)
    return RefuseField("SURVIVOR_LEVEL_TOO_LOW", "survivor_lead_id",
                       "上级线索不得并入层级更低的线索，可将后者并入本线索",
                       "a lead of a higher level does not join one of a lower level: merge that "
                       "one into this");
  // Whoever verifies the survivor verifies this one too.
  if (!survivor.unit.nil() && lead.Bars(survivor.unit))
    return RefuseField("UNIT_MUST_STAND_ASIDE", "survivor_lead_id",
                       "承办该线索的单位应当回避本线索，不能并案",
                       "the unit that verifies that lead must stand aside from this one");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckMergeReason(const std::string& reason) {
  return CheckLength("reason", reason, 1, kMaxReason);
}

absl::Status Lead::ProposeMerge(const Lead& into, UserId by) {
  RETURN_IF_ERROR(Admits(LeadAction::kProposeMerge));
  RETURN_IF_ERROR(CheckSurvivor(*this, into));
  survivor = into.id;
  merge_proposed_by = by;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::ConfirmMerge(const Lead& into, const Actor& by) {
  RETURN_IF_ERROR(Admits(LeadAction::kConfirmMerge));
  RETURN_IF_ERROR(AdmitsFrom(LeadAction::kConfirmMerge, by));
  // The survivor may have moved on since.
  RETURN_IF_ERROR(CheckSurvivor(*this, into));
  state = LeadState::kMerged;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::DeclineMerge() {
  RETURN_IF_ERROR(Admits(LeadAction::kDeclineMerge));
  survivor = LeadId();
  merge_proposed_by = UserId();
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::UndoMerge() {
  RETURN_IF_ERROR(Admits(LeadAction::kUndoMerge));
  survivor = LeadId();
  merge_proposed_by = UserId();
  state = LeadState::kTriaged;
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::intake
