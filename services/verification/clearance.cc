#include "services/verification/clearance.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxSubject = 100;
constexpr size_t kMaxText = 2'000;
constexpr size_t kMaxPlace = 200;
constexpr absl::Duration kClockSkew = absl::Minutes(5);

absl::Status CheckOffice(const Actor& by, std::string_view division) {
  if (by.division == division && (by.Has(Role::kOffice) || by.Has(Role::kClerk)))
    return absl::OkStatus();
  return RefuseCaller("NOT_OFFICE", "只有本镇扫黑办可以办理",
                      "only the office of the town may do this");
}

absl::Status CheckState(ClearanceState is, ClearanceState must) {
  if (is == must) return absl::OkStatus();
  return RefuseState("ILLEGAL_TRANSITION", "澄清记录不在此环节",
                     "the clearance is not at this step");
}

}  // namespace

absl::StatusOr<Clearance> Clearance::Draft(ClearanceId id, const Case& closed, ClearanceDraft draft,
                                           const Actor& by, absl::Time now) {
  RETURN_IF_ERROR(CheckOffice(by, closed.assignment.division));
  if (closed.state != CaseState::kClosed)
    return RefuseState("NOT_CLOSED", "案件办结后方可澄清", "only a closed case clears anyone");
  const Finding* finding = closed.FindingOn(draft.allegation);
  if (finding == nullptr || finding->outcome != Outcome::kRefuted)
    return RefuseState("NOT_REFUTED", "该项问题的认定不是查否",
                       "the finding on that allegation is not REFUTED");
  RETURN_IF_ERROR(CheckLength("subject", draft.subject, 1, kMaxSubject));
  RETURN_IF_ERROR(CheckLength("text", draft.text, 1, kMaxText));
  Clearance clearance;
  clearance.id = id;
  clearance.version = 1;
  clearance.case_id = closed.id;
  clearance.lead = closed.assignment.lead;
  clearance.lead_no = closed.assignment.lead_no;
  clearance.division = closed.assignment.division;
  clearance.draft = std::move(draft);
  clearance.drafted_by = by.user;
  clearance.drafted_at = now;
  return clearance;
}

absl::Status Clearance::Issue(const Actor& by, absl::Time now) {
  if (by.division != division || !(by.Has(Role::kOffice) || by.Has(Role::kLeader)))
    return RefuseCaller("NOT_AN_ISSUER", "只有扫黑办主任或镇领导可以签发",
                        "only the office's director or a leader issues it");
  if (by.user == drafted_by)
    return RefuseCaller("SECOND_PERSON", "须由拟稿人以外的人签发",
                        "another person than the drafter issues it");
  RETURN_IF_ERROR(CheckState(state, ClearanceState::kDrafted));
  issued_by = by.user;
  issued_at = now;
  state = ClearanceState::kIssued;
  ++version;
  return absl::OkStatus();
}

absl::Status Clearance::Announce(const Actor& by, Announcement told, absl::Time now) {
  RETURN_IF_ERROR(CheckOffice(by, division));
  RETURN_IF_ERROR(CheckState(state, ClearanceState::kIssued));
  RETURN_IF_ERROR(CheckLength("place", told.place, 0, kMaxPlace));
  const bool to_others =
      told.manner == ClearanceManner::kMeeting || told.manner == ClearanceManner::kNotice;
  if (to_others && !told.consent)
    return RefuseField("CONSENT_REQUIRED", "consent", "公开澄清须经本人同意",
                       "others are told only with the person's consent");
  if (told.announced_at > now + kClockSkew)
    return RefuseField("IN_FUTURE", "announced_at", "日期不能晚于现在",
                       "the date is in the future");
  announcement = std::move(told);
  state = ClearanceState::kAnnounced;
  ++version;
  return absl::OkStatus();
}

bool Clearance::VisibleTo(const Actor& actor) const {
  return actor.division == division &&
         (actor.Has(Role::kOffice) || actor.Has(Role::kClerk) || actor.Has(Role::kLeader));
}

}  // namespace hecha::verification
