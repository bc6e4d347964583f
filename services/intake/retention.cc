#include "services/intake/retention.h"

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxReason = 500;
constexpr int kMaxDays = 36'500;

constexpr std::string_view kBeingVerified = "BEING_VERIFIED";
constexpr std::string_view kNotArchived = "NOT_ARCHIVED";
constexpr std::string_view kTermRunning = "TERM_RUNNING";
constexpr std::string_view kHeld = "HELD";

absl::Status RefusePurged() {
  return RefuseState("PURGED", "该线索已清除", "the lead has been purged");
}

absl::Status RefuseBlocked(std::string_view blocker) {
  if (blocker == kBeingVerified)
    return RefuseState(blocker, "线索正在复核", "the lead is being verified again");
  if (blocker == kNotArchived)
    return RefuseState(blocker, "线索尚未归档", "the lead is not archived");
  if (blocker == kTermRunning)
    return RefuseState(blocker, "保管期限未满", "the term of retention is not over");
  return RefuseState(blocker, "线索处于保全中，不得清除",
                     "the lead is held and must not be purged");
}

// What stands in the way of asking for a purge.
std::vector<std::string_view> Obstacles(const Retention& retention, absl::Time now) {
  std::vector<std::string_view> found;
  if (retention.reverified) found.push_back(kBeingVerified);
  if (!retention.archived_at.has_value()) found.push_back(kNotArchived);
  if (now < retention.purge_after) found.push_back(kTermRunning);
  if (retention.Held() || retention.merged_held) found.push_back(kHeld);
  return found;
}

absl::Status CheckFree(const Retention& retention, absl::Time now) {
  if (retention.purged_at.has_value()) return RefusePurged();
  const std::vector<std::string_view> obstacles = Obstacles(retention, now);
  return obstacles.empty() ? absl::OkStatus() : RefuseBlocked(obstacles.front());
}

}  // namespace

bool Unfounded(Outcome outcome) {
  return outcome == Outcome::kRefuted || outcome == Outcome::kUnverifiable;
}

absl::Status CheckTerm(const RetentionTerm& term) {
  if (term.outcome == Outcome::kNone)
    return RefuseField("REQUIRED", "outcome", "请选择结论", "outcome is required");
  if (term.days < 1 || term.days > kMaxDays)
    return RefuseField("OUT_OF_RANGE", "days", "保管期限为 1 至 36500 天",
                       "days must be 1 to 36,500");
  return absl::OkStatus();
}

void Retention::Begin(const Lead& concluded, absl::Time at, absl::Duration term) {
  lead = concluded.id;
  division = concluded.registration.division;
  lead_no = concluded.lead_no;
  outcome = concluded.outcome;
  restricted = concluded.restricted;
  sealed = concluded.Sealed();
  if (concluded.state == LeadState::kMerged) survivor = concluded.survivor;
  closed_at = at;
  purge_after = at + term;
  reverified = false;
  request.reset();
  ++version;
}

void Retention::Reopen() {
  reverified = true;
  request.reset();
  ++version;
}

absl::Status Retention::Archive(absl::Time now) {
  if (archived_at.has_value())
    return RefuseState("ALREADY_ARCHIVED", "该线索已归档", "the lead is archived already");
  if (reverified) return RefuseBlocked(kBeingVerified);
  archived_at = now;
  ++version;
  return absl::OkStatus();
}

absl::Status Retention::SetHold(UserId by, std::string reason, absl::Time now) {
  if (purged_at.has_value()) return RefusePurged();
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  Hold hold;
  hold.id = HoldId::New(now);
  hold.reason = std::move(reason);
  hold.set_by = by;
  hold.set_at = now;
  holds.push_back(std::move(hold));
  request.reset();
  ++version;
  return absl::OkStatus();
}

absl::Status Retention::ReleaseHold(HoldId id, UserId by, std::string reason, absl::Time now) {
  const auto hold =
      std::find_if(holds.begin(), holds.end(), [&](const Hold& each) { return each.id == id; });
  if (hold == holds.end()) return RefuseUnknown("保全", "hold");
  if (hold->released_at.has_value())
    return RefuseState("ALREADY_RELEASED", "该保全已解除", "the hold is released already");
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  hold->released_by = by;
  hold->released_at = now;
  hold->release_reason = std::move(reason);
  ++version;
  return absl::OkStatus();
}

absl::Status Retention::RequestPurge(UserId by, std::string reason, absl::Time now) {
  RETURN_IF_ERROR(CheckFree(*this, now));
  if (request.has_value())
    return RefuseState("ALREADY_REQUESTED", "已有待批准的清除申请",
                       "a purge of this lead is asked for already");
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  request = PurgeRequest{by, now, std::move(reason)};
  ++version;
  return absl::OkStatus();
}

absl::Status Retention::DeclinePurge() {
  if (!request.has_value())
    return RefuseState("NOT_REQUESTED", "没有待批准的清除申请", "no purge is asked for");
  request.reset();
  ++version;
  return absl::OkStatus();
}

absl::Status Retention::Purge(UserId by, std::string hash, absl::Time now) {
  RETURN_IF_ERROR(CheckFree(*this, now));
  if (!request.has_value())
    return RefuseState("NOT_REQUESTED", "没有待批准的清除申请", "no purge is asked for");
  if (request->by == by)
    return RefuseCaller("SECOND_PERSON", "清除须由申请人以外的人批准",
                        "someone else than who asked must approve a purge");
  BecomeTombstone(by, std::move(hash), now);
  return absl::OkStatus();
}

absl::Status Retention::PurgeWithSurvivor(UserId by, std::string hash, absl::Time now) {
  if (purged_at.has_value()) return RefusePurged();
  if (Held()) return RefuseBlocked(kHeld);
  BecomeTombstone(by, std::move(hash), now);
  return absl::OkStatus();
}

void Retention::BecomeTombstone(UserId by, std::string hash, absl::Time now) {
  purged_by = by;
  purged_at = now;
  content_hash = std::move(hash);
  if (request.has_value()) request->reason.clear();
  for (Hold& hold : holds) {
    hold.reason.clear();
    hold.release_reason.clear();
  }
  ++version;
}

absl::Status Retention::NoteReading() {
  if (purged_at.has_value()) return RefusePurged();
  if (!restricted)
    return RefuseState("NOT_RESTRICTED", "该线索未受限，可直接查看",
                       "the lead is not restricted: read it as any other");
  ++version;
  return absl::OkStatus();
}

bool Retention::Held() const {
  return std::any_of(holds.begin(), holds.end(),
                     [](const Hold& hold) { return !hold.released_at.has_value(); });
}

std::vector<std::string_view> Retention::Blockers(absl::Time now) const {
  if (purged_at.has_value()) return {};
  std::vector<std::string_view> blockers = Obstacles(*this, now);
  blockers.push_back(request.has_value() ? "NOT_APPROVED" : "NOT_REQUESTED");
  return blockers;
}

std::vector<std::string_view> Retention::ActionsOf(const Actor& actor, absl::Time now) const {
  std::vector<std::string_view> actions;
  if (purged_at.has_value()) return actions;
  const bool keeps = actor.Has(Role::kOffice) || actor.Has(Role::kDiscipline);
  const bool decides = actor.Has(Role::kLeader) || actor.Has(Role::kDiscipline);
  if (restricted && actor.Has(Role::kOffice)) actions.push_back("readRestricted");
  if (keeps && !archived_at.has_value() && !reverified) actions.push_back("archive");
  if (keeps || decides) actions.push_back("hold");
  if ((keeps || decides) && Held()) actions.push_back("release");
  const bool free = Obstacles(*this, now).empty();
  if (keeps && free && !request.has_value()) actions.push_back("requestPurge");
  if (decides && request.has_value()) {
    if (free && request->by != actor.user) actions.push_back("approvePurge");
    actions.push_back("declinePurge");
  }
  return actions;
}

}  // namespace hecha::intake
