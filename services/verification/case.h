// A Case 核查案件 is one unit's verification of one lead, from assignment to close. This file
// holds its rules: who may do what, what each step needs, and what keeps it from closing.
//
// A Case is a value; nothing here knows how it is stored or sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/common/base/working_days.h"
#include "services/verification/case_action.h"
#include "services/verification/conclusion.h"
#include "services/verification/endorsement.h"
#include "services/verification/finding.h"
#include "services/verification/investigator.h"
#include "services/verification/level_rule.h"
#include "services/verification/outcome.h"
#include "services/verification/plan.h"
#include "services/verification/report.h"
#include "services/verification/signer_policy.h"
#include "services/verification/step.h"
#include "services/verification/taskforce.h"

namespace hecha::verification {

using LeadId = Id<struct LeadTag>;

// What the office gave to the unit.
struct Assignment {
  LeadId lead;
  std::string lead_no;
  std::string division;
  UnitId unit;
  std::string unit_name;
  Level level = Level::kTown;
  // Codes of hecha.intake.v1 that verification only shows.
  int instruction = 0;
  int sector = 0;
  bool key_lead = false;
  std::optional<absl::Time> deadline;
  // 1 for the first assignment of the lead.
  int round = 1;
  // Code of hecha.intake.v1: where the lead came from.
  int channel = 0;
  // The unit gave the lead back and was overruled: it may not do so again.
  bool return_overruled = false;
  // The first case, where this one is its re-verification.
  std::optional<CaseId> review_of;
  // Whoever reported it holds a receipt or left a name. False where intake did not say.
  bool reporter_reachable = false;
};

// Ends by itself.
struct Suspension {
  std::string reason;
  absl::Time until;
};

// More time 延期, granted once.
struct Extension {
  int days = 0;
  std::string reason;
  UserId granted_by;
  absl::Time granted_at;
};

// Numbers equal those of hecha.verification.v1.Reminder.Kind.
enum class ReminderKind : uint8_t {
  kReturnLimit = 1,
  kPlanDue,
  kProgressDue,
  kSuspensionEnd,
  kDeadline,
};

struct Reminder {
  ReminderKind kind = ReminderKind::kDeadline;
  absl::Time due;
};

// How much of a case someone may see (DOMAIN.md "Need to know").
enum class Visibility : uint8_t {
  kNothing,  // as if it did not exist
  kLine,     // its ledger line, without texts
  kFull,
};

struct Case {
  CaseId id;
  int64_t version = 0;
  CaseState state = CaseState::kAssigned;
  Assignment assignment;
  Grade grade;
  absl::Time opened_at;
  // How often intake told whom the lead is about: what was decided before that is decided anew.
  int64_t learnt = 0;
  // Until when the unit may return the lead.
  absl::Time return_by;
  // When a plan, and when the next progress return is due; unset before and after.
  std::optional<absl::Time> plan_due;
  std::optional<absl::Time> progress_due;
  std::optional<absl::Time> accepted_at;
  std::optional<absl::Time> planned_at;
  std::optional<absl::Time> reported_at;
  std::optional<absl::Time> closed_at;
  // Why the unit returned it, a signatory refused it or the city rejected it; the newest.
  std::string reason;
  std::optional<Suspension> suspension;
  // How long it stands still in all, to the end of the present suspension.
  absl::Duration suspended;
  std::optional<Extension> extension;
  Taskforce taskforce;
  Plan plan;
  std::vector<Step> steps;
  std::vector<ProgressReturn> progress;
  std::vector<Finding> findings;
  // Number of the newest report version; 0 before the first.
  int report_version = 0;
  // Of the report in force; unset and empty while there is none.
  std::optional<Outcome> outcome;
  std::string report_hash;
  std::vector<Endorsement> endorsements;
  std::optional<ReportAcceptance> acceptance;
  std::optional<UmbrellaFlag> umbrella;
  std::optional<Filing> filing;
  std::optional<Feedback> feedback;
  // What the reporter said behind the receipt.
  std::optional<Attitude> reporter_attitude;

  // A new case, ASSIGNED, version 1, that may be returned for 5 working days.
  static Case Open(CaseId id, Assignment assignment, const Grade& grade, absl::Time now,
                   const WorkingDays& calendar);

  // PermissionDenied, with the rule that stands in the way, unless `action` is the duty of
  // `actor`: NOT_YOUR_UNIT, NOT_OF_TEAM, DECLARATION_REQUIRED, NOT_THE_APPROVER,
  // NOT_A_SIGNATORY, INVESTIGATOR_MAY_NOT_SIGN, NOT_OFFICE, NOT_CITY_OFFICE. Says nothing of the
  // state.
  absl::Status Admit(Action action, const Actor& actor) const;
  // What `actor` may do in this state, in the order of Action.
  std::vector<Action> ActionsOf(const Actor& actor) const;

  // The actions. Each is FailedPrecondition ILLEGAL_TRANSITION in a state that the table of
  // case_action.h does not name, counts the version up by one, and leaves the case unchanged
  // on any refusal.

  absl::Status Accept(absl::Time now, const WorkingDays& calendar);
  // RETURN_LIMIT_PASSED.
  absl::Status Return(std::string why, absl::Time now);
  // Seats the team (see Taskforce::Seat) and proposes what it is to do.
  absl::Status ProposePlan(Plan proposed, const std::vector<TeamSeat>& seats,
                           const std::vector<Investigator>& staff);
  // See Taskforce::Declare; true if the person was recused by it.
  absl::StatusOr<bool> Declare(UserId user, Declaration declaration, absl::Time now);
  // SELF_APPROVAL for who proposed the plan or is in the team; see Taskforce::CheckReady.
  absl::Status ApprovePlan(PlanDecision decision, const WorkingDays& calendar);
  absl::Status SendBackPlan(PlanDecision decision, const WorkingDays& calendar);
  absl::Status AddAllegation(std::string text);
  // The unit must stand aside: its members do not know the case any more. The number of the
  // report version that it voided, or 0.
  absl::StatusOr<int> Recall();
  // See Taskforce::HandOver.
  absl::Status HandOver(TeamChange change, const std::vector<Investigator>& staff);
  // All suspensions together last 30 days at most, and the extension's where one was granted:
  // SUSPENSION_TOO_LONG.
  absl::Status Suspend(std::string why, absl::Time until, absl::Time now);
  absl::Status Resume(absl::Time now);
  // Once, by 1 to 30 days: ALREADY_EXTENDED, EXTENSION_TOO_LONG.
  absl::Status Extend(Extension granted);
  absl::Status ReturnProgress(ProgressReturn given, const WorkingDays& calendar);
  // The edits return the number of the report version that they voided, or 0. OWN_RECUSAL for
  // who orders oneself to stand aside.
  absl::StatusOr<int> Recuse(Recusal recusal);
  absl::StatusOr<int> Record(Step step);
  absl::StatusOr<int> Record(Finding finding);
  // Freezes the report: FINDING_MISSING unless every allegation has a finding. `sha256` hashes
  // the canonical form.
  absl::StatusOr<Report> Submit(std::string text, UserId by, absl::Time now,
                                absl::FunctionRef<std::string(std::string_view)> sha256);
  // Adds a signature that was verified, in place of one that does not count any more where there
  // is one: also after SIGNING, which leaves the state. ALREADY_ENDORSED, SAME_PERSON, SAME_UNIT,
  // INVESTIGATOR_MAY_NOT_SIGN, or NO_SEAT_LEFT where it is not one that `policy` still asks for.
  // True if it was the last.
  absl::StatusOr<bool> Endorse(Endorsement endorsement, const SignerPolicy& policy);
  // The number of the report version that a signatory refused, or the city rejected.
  absl::StatusOr<int> Refuse(std::string why);
  // ALREADY_ACCEPTED once the city took the report.
  absl::StatusOr<int> Reject(std::string why);
  // ENDORSEMENTS_VOID, as for all that follows on the report, while a signature does not count.
  absl::Status ReportUp(absl::Time now);
  absl::Status AcceptReport(ReportAcceptance given);
  // ALREADY_FLAGGED the second time. A flag about a leader does not count the version up: to the
  // town the case is what it was.
  absl::Status FlagUmbrella(UmbrellaFlag flag);
  // OUTCOME_MISMATCH unless the outcome asks for it; REPORT_UP_FIRST where the case must be
  // reported up before, ACCEPTANCE_FIRST while the city has not taken a report that went up.
  absl::Status File(Filing hand_over, absl::Time now);
  // Whatever the outcome, and again as long as nobody was reached: ALREADY_TOLD. FILE_FIRST before
  // the filing that the outcome asks for; REPORTER_REACHABLE where there is a channel after all.
  absl::Status GiveFeedback(Feedback given);
  // The reporter's own word; the newest counts.
  void HearReporter(Attitude attitude);
  // OUTCOME_MISMATCH unless it was a transfer; ALREADY_ACKNOWLEDGED the second time.
  absl::Status Acknowledge(std::string acknowledgement_no, absl::Time received_at, absl::Time now);
  // OPEN_GATES, which lists them.
  absl::Status Close(absl::Time now);
  // Another unit begins to verify the case again, and has done so.
  absl::Status Reverify();
  absl::Status ConcludeReview();

  // What would keep the case from closing now; in the order of Gate.
  std::vector<Gate> OpenGates() const;
  // True once every signature that the policy asked for is given, and while all of them count.
  bool IsEndorsed() const;
  // The signature whose place `next` would take: one that does not count; null where all do.
  const Endorsement* LapsedFor(const Endorsement& next) const;
  // True for leads from above and for 已处理完毕, whose completion report goes up.
  bool MustReportUp() const;
  // True for an active member of the team; for whoever ever was one; for whoever stands aside from
  // the lead.
  bool InTeam(UserId user) const { return taskforce.Find(user) != nullptr; }
  bool WasInTeam(UserId user) const { return taskforce.Ever(user); }
  bool Recused(UserId user) const { return taskforce.Recused(user); }
  // True for whoever was in the team and works on the case no more.
  bool LeftTeam(UserId user) const;
  // The superior's deadline with the extension, if there is one.
  std::optional<absl::Time> Deadline() const;
  // For how long it may still be suspended.
  absl::Duration SuspensionLeft() const;
  // What falls due next, soonest first.
  std::vector<Reminder> Reminders() const;
  // The capacity in which `actor` would sign, if any.
  std::optional<Capacity> CapacityOf(const Actor& actor) const;
  // Newest finding on an allegation (from 1), or null.
  const Finding* FindingOn(int allegation) const;
  Visibility VisibleTo(const Actor& actor) const;
  // Of a flag about the town's own leader, its team alone is told.
  bool ShowsUmbrellaTo(const Actor& actor) const;

 private:
  bool OfTown(const Actor& actor) const { return actor.division == assignment.division; }
  // The rank that `actor` approves with, if any.
  std::optional<Approver> RankOf(const Actor& actor) const;
  absl::Status AdmitTeam(Action action, const Actor& actor) const;
  absl::Status AdmitApprover(const Actor& actor, Approver least) const;
  absl::Status CheckDecision(const PlanDecision& decision) const;
  // False where what was concluded so far leaves nothing to do for `action`, which the state
  // would allow.
  bool IsOpenTo(Action action, const Actor& actor) const;
  static absl::Status RefuseInvestigator();
  absl::Status CheckPair(const Endorsement& endorsement) const;
  bool AllCount() const;
  absl::Status CheckEndorsed() const;
  absl::Status CheckFollowUp(Action action, bool asked_for) const;
  absl::Status CheckFeedback() const;
  int VoidReport();
};

}  // namespace hecha::verification
