// Retention 保管 of a closed lead: how long it is kept, what keeps it longer, and the two people
// without whom it is not purged. What is left of a purged lead is its Retention.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/intake/lead.h"

namespace hecha::intake {

struct Hold;
using HoldId = Id<Hold>;

// A reason for which a lead must not be purged.
struct Hold {
  HoldId id;
  std::string reason;
  UserId set_by;
  absl::Time set_at;
  // Nil and unset while it holds.
  UserId released_by;
  std::optional<absl::Time> released_at;
  std::string release_reason;
};

// How long a lead of `outcome` is kept that is closed from `effective_from` on.
struct RetentionTerm {
  Outcome outcome = Outcome::kNone;
  absl::Time effective_from;
  int days = 0;
};

struct PurgeRequest {
  UserId by;
  absl::Time at;
  std::string reason;
};

struct Retention {
  LeadId lead;
  int64_t version = 0;
  std::string division;
  std::string lead_no;
  Outcome outcome = Outcome::kNone;
  bool restricted = false;
  // Whether it went to the discipline commission, which keeps it.
  bool sealed = false;
  // The lead that this one was merged into, with which it is archived and purged; nil if it was
  // not. And whether one that was merged into this one is held.
  LeadId survivor;
  bool merged_held = false;
  // Whether the lead is verified again: until its new conclusion nothing of it goes.
  bool reverified = false;
  absl::Time closed_at;
  std::optional<absl::Time> archived_at;
  absl::Time purge_after;
  // Oldest first.
  std::vector<Hold> holds;
  std::optional<PurgeRequest> request;
  UserId purged_by;
  std::optional<absl::Time> purged_at;
  // Keyed hash of what was purged.
  std::string content_hash;

  // Each of these counts the version up by one; on any refusal the retention is unchanged.

  // The lead was closed, or closed again: its term begins.
  void Begin(const Lead& concluded, absl::Time at, absl::Duration term);
  // The lead is verified again. A request to purge falls with that.
  void Reopen();
  // FailedPrecondition ALREADY_ARCHIVED the second time, BEING_VERIFIED.
  absl::Status Archive(absl::Time now);
  // FailedPrecondition PURGED. A request to purge falls with a hold.
  absl::Status SetHold(UserId by, std::string reason, absl::Time now);
  // NotFound if it has no such hold; FailedPrecondition ALREADY_RELEASED.
  absl::Status ReleaseHold(HoldId hold, UserId by, std::string reason, absl::Time now);
  // FailedPrecondition for the first of Blockers that is not about the request itself, and
  // ALREADY_REQUESTED.
  absl::Status RequestPurge(UserId by, std::string reason, absl::Time now);
  // FailedPrecondition NOT_REQUESTED.
  absl::Status DeclinePurge();
  // The same as RequestPurge; PermissionDenied SECOND_PERSON for whoever asked for it.
  absl::Status Purge(UserId by, std::string hash, absl::Time now);
  // Goes with the lead that it was merged into, for which two people gave their word.
  // FailedPrecondition HELD.
  absl::Status PurgeWithSurvivor(UserId by, std::string hash, absl::Time now);
  // A restricted lead was read, for the record. FailedPrecondition NOT_RESTRICTED, PURGED.
  absl::Status NoteReading();

  bool Held() const;
  // What stands in the way of a purge: names of rules, in order.
  std::vector<std::string_view> Blockers(absl::Time now) const;
  // What `actor` may do with it now, by the verbs of its methods.
  std::vector<std::string_view> ActionsOf(const Actor& actor, absl::Time now) const;

 private:
  void BecomeTombstone(UserId by, std::string hash, absl::Time now);
};

// Whether the content of a lead with that outcome is restricted at closing (DOMAIN.md).
bool Unfounded(Outcome outcome);

// InvalidArgument unless the term is 1 to 36,500 days of a known outcome.
absl::Status CheckTerm(const RetentionTerm& term);

}  // namespace hecha::intake
