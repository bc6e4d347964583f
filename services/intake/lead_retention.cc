// What becomes of a lead once it is closed.
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/intake/lead.h"
#include "services/intake/retention.h"

namespace hecha::intake {
namespace {

bool Concluded(LeadState state) {
  return state == LeadState::kClosed || state == LeadState::kArchived ||
         state == LeadState::kMerged;
}

}  // namespace

absl::Status Lead::Conclude(Outcome found) {
  if (!Concluded(state)) return kLeadTable.words().Refuse(state, "办结", "be concluded");
  outcome = found;
  // A sealed one is nobody's but the commission's anyway.
  restricted = Unfounded(found) && !Sealed();
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Unrestrict() {
  if (!Concluded(state)) return kLeadTable.words().Refuse(state, "复核", "be verified again");
  restricted = false;
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Archive() {
  ASSIGN_OR_RETURN(state, kLeadTable.Next(state, LeadAction::kArchive));
  ++version;
  return absl::OkStatus();
}

absl::Status Lead::Purge() {
  ASSIGN_OR_RETURN(state, kLeadTable.Next(state, LeadAction::kPurge));
  registration.title.clear();
  registration.narrative.clear();
  registration.document_no.clear();
  registration.issuing_body.clear();
  registration.accused_units.clear();
  registration.subjects.clear();
  registration.reporter_passages.clear();
  summary.clear();
  opinion.clear();
  returns.clear();
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::intake
