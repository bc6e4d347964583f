#include "services/verification/revisit.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxNote = 2'000;
constexpr absl::Duration kDay = absl::Hours(24);

bool IsOffice(const Actor& actor, std::string_view division) {
  return actor.division == division && (actor.Has(Role::kOffice) || actor.Has(Role::kClerk));
}

}  // namespace

Revisit Revisit::Schedule(RevisitId id, const Case& closed, const RevisitPolicy& policy,
                          absl::Time now) {
  Revisit revisit;
  revisit.id = id;
  revisit.version = 1;
  revisit.case_id = closed.id;
  revisit.lead = closed.assignment.lead;
  revisit.lead_no = closed.assignment.lead_no;
  revisit.division = closed.assignment.division;
  revisit.due_at = now + policy.after_days * kDay;
  return revisit;
}

absl::Status Revisit::Record(const Actor& by, Attitude answer, std::string words, absl::Time now) {
  if (!IsOffice(by, division))
    return RefuseCaller("NOT_OFFICE", "只有本镇扫黑办可以回访",
                        "only the office of the town calls reporters again");
  if (state != RevisitState::kDue)
    return RefuseState("ILLEGAL_TRANSITION", "已经回访", "the revisit is DONE already");
  if (now < due_at) return RefuseState("TOO_EARLY", "尚未到回访时间", "the revisit is not due yet");
  RETURN_IF_ERROR(CheckLength("note", words, 0, kMaxNote));
  attitude = answer;
  note = std::move(words);
  contacted_by = by.user;
  contacted_at = now;
  state = RevisitState::kDone;
  ++version;
  return absl::OkStatus();
}

bool Revisit::VisibleTo(const Actor& actor) const {
  return ShowsNoteTo(actor) || (actor.Has(Role::kCityOffice) && actor.Covers(division));
}

bool Revisit::ShowsNoteTo(const Actor& actor) const {
  return IsOffice(actor, division) || (actor.division == division && actor.Has(Role::kLeader));
}

bool IsDrawn(const Case& closed, const RevisitPolicy& policy,
             absl::FunctionRef<std::string(std::string_view)> sha256) {
  const bool told = closed.feedback.has_value() && !closed.feedback->no_channel;
  if (!told || !IsUnproven(*closed.outcome)) return false;
  const std::string hash = sha256("hecha-revisit-v1\n" + closed.id.ToString() + "\n");
  const int draw = (static_cast<unsigned char>(hash[0]) << 8 | static_cast<unsigned char>(hash[1]));
  return draw * 1'000 < policy.per_mille * 65'536;
}

}  // namespace hecha::verification
