// A Clearance 澄清 tells someone who was reported that nothing was found. One person drafts it,
// another issues it, and others hear of it only as far as the cleared person agreed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/verification/case.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.Clearance.
enum class ClearanceState : uint8_t { kDrafted = 1, kIssued, kAnnounced };
enum class ClearanceManner : uint8_t { kInPerson = 1, kLetter, kMeeting, kNotice };

struct Clearance;
using ClearanceId = Id<Clearance>;

// Whom it clears of which allegation of a case, in which words.
struct ClearanceDraft {
  int allegation = 0;
  std::string subject;
  std::string text;
};

// How it was told.
struct Announcement {
  ClearanceManner manner = ClearanceManner::kInPerson;
  std::string place;
  // The person agreed that others are told.
  bool consent = false;
  absl::Time announced_at;
};

struct Clearance {
  ClearanceId id;
  int64_t version = 0;
  ClearanceState state = ClearanceState::kDrafted;
  CaseId case_id;
  LeadId lead;
  std::string lead_no;
  std::string division;
  ClearanceDraft draft;
  UserId drafted_by;
  absl::Time drafted_at;
  UserId issued_by;
  std::optional<absl::Time> issued_at;
  std::optional<Announcement> announcement;

  // A new clearance, DRAFTED, version 1, by the office of the case's town: NOT_OFFICE;
  // FailedPrecondition NOT_CLOSED, NOT_REFUTED unless the finding on the allegation is 查否.
  static absl::StatusOr<Clearance> Draft(ClearanceId id, const Case& closed, ClearanceDraft draft,
                                         const Actor& by, absl::Time now);

  // DRAFTED → ISSUED by the office's director or a leader of the town; SECOND_PERSON for who
  // drafted it.
  absl::Status Issue(const Actor& by, absl::Time now);
  // ISSUED → ANNOUNCED by the office. CONSENT_REQUIRED for telling others than the person.
  absl::Status Announce(const Actor& by, Announcement told, absl::Time now);

  // True for the office, its clerks and the leaders of its town.
  bool VisibleTo(const Actor& actor) const;
};

}  // namespace hecha::verification
