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
#include "services/verification/case_action.h"
#include "services/verification/endorsement.h"
#include "services/verification/investigator.h"
#include "services/verification/outcome.h"
#include "services/verification/report.h"

namespace hecha::verification {

using LeadId = Id<struct LeadTag>;

// Level 层级 of the lead; numbers equal those of hecha.intake.v1.Level.
enum class Level : uint8_t { kCentral = 1, kProvince, kPrefecture, kCountyCity, kTown };

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
};

struct TeamMember {
  UserId user;
  // Conflict-of-interest declaration 回避声明.
  std::string declaration;
};

struct Plan {
  std::string text;
  std::vector<TeamMember> team;
  std::vector<std::string> allegations;
  // Version of the case that the plan made; 0 before there is one.
  int64_t version = 0;
};

// Numbers equal those of hecha.verification.v1.Step.Kind.
enum class StepKind : uint8_t { kInterview = 1, kDocument, kSite, kDataQuery, kOther };

struct Step {
  StepKind kind = StepKind::kOther;
  absl::Time happened_at;
  std::string place;
  std::string text;
  UserId recorded_by;
  absl::Time recorded_at;
  // Version of the case that the step made.
  int64_t version = 0;
};

// The newest finding on an allegation counts; all are kept.
struct Finding {
  // From 1.
  int allegation = 0;
  Outcome outcome = Outcome::kUnverifiable;
  std::string basis;
  std::string legal_basis;
  UserId recorded_by;
  absl::Time recorded_at;
  // Version of the case that the finding made.
  int64_t version = 0;
};

struct Suspension {
  std::string reason;
  absl::Time until;
};

struct Filing {
  // 立案号, or the number of the transfer letter where the outcome is 非涉黑涉恶转处.
  std::string filing_no;
  std::string receiving_organ;
  absl::Time filed_at;
};

// Numbers equal those of hecha.verification.v1.Attitude.
enum class Attitude : uint8_t { kSatisfied = 1, kAccepts, kDisagrees, kNotReached };

struct Feedback {
  // The words for the reporter, or why there was no channel.
  std::string explanation;
  std::optional<Attitude> attitude;
  bool no_channel = false;
  absl::Time given_at;
};

// What must be passed before a case closes (分类处理).
enum class Gate : uint8_t { kReport, kEndorsements, kReportUp, kFiling, kTransfer, kFeedback };
// "REPORT_UP".
std::string_view GateName(Gate gate);

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
  absl::Time opened_at;
  std::optional<absl::Time> accepted_at;
  std::optional<absl::Time> planned_at;
  std::optional<absl::Time> reported_at;
  std::optional<absl::Time> closed_at;
  // Why the unit returned it, a signatory refused it or the city rejected it; the newest.
  std::string reason;
  std::optional<Suspension> suspension;
  Plan plan;
  std::vector<Step> steps;
  std::vector<Finding> findings;
  // Number of the newest report version; 0 before the first.
  int report_version = 0;
  // Of the report in force; unset and empty while there is none.
  std::optional<Outcome> outcome;
  std::string report_hash;
  std::vector<Endorsement> endorsements;
  std::optional<Filing> filing;
  std::optional<Feedback> feedback;

  // A new case, ASSIGNED, version 1.
  static Case Open(CaseId id, Assignment assignment, absl::Time now);

  // PermissionDenied, with the rule that stands in the way, unless `action` is the duty of
  // `actor`: NOT_YOUR_UNIT, NOT_OF_TEAM, NOT_A_SIGNATORY, INVESTIGATOR_MAY_NOT_SIGN, NOT_OFFICE,
  // NOT_CITY_OFFICE. Says nothing of the state.
  absl::Status Admit(Action action, const Actor& actor) const;

  // The actions. Each is FailedPrecondition ILLEGAL_TRANSITION in a state that the table of
  // case_action.h does not name, counts the version up by one, and leaves the case unchanged
  // on any refusal.

  absl::Status Accept(absl::Time now);
  absl::Status Return(std::string reason);
  // `staff` are the active investigators of the case's unit: TOO_FEW_INVESTIGATORS below two,
  // NOT_AN_INVESTIGATOR for anyone else, DECLARATION_REQUIRED.
  absl::Status SetPlan(Plan planned, const std::vector<Investigator>& staff, absl::Time now);
  // Until 30 days from now at most: SUSPENSION_TOO_LONG.
  absl::Status Suspend(std::string why, absl::Time until, absl::Time now);
  absl::Status Resume();
  // Both edits return the number of the report version that they voided, or 0.
  absl::StatusOr<int> Record(Step step);
  absl::StatusOr<int> Record(Finding finding);
  // Freezes the report: FINDING_MISSING unless every allegation has a finding. `sha256` hashes
  // the canonical form.
  absl::StatusOr<Report> Submit(std::string text, UserId by, absl::Time now,
                                absl::FunctionRef<std::string(std::string_view)> sha256);
  // Adds a signature that was verified: SAME_PERSON, SAME_UNIT or INVESTIGATOR_MAY_NOT_SIGN
  // where it does not add a second person and unit. True if the pair is complete.
  absl::StatusOr<bool> Endorse(Endorsement endorsement);
  // The number of the report version that a signatory refused, or the city rejected.
  absl::StatusOr<int> Refuse(std::string why);
  absl::StatusOr<int> Reject(std::string why);
  absl::Status ReportUp(absl::Time now);
  // OUTCOME_MISMATCH unless the outcome asks for it; REPORT_UP_FIRST where the case must be
  // reported up before.
  absl::Status File(Filing hand_over);
  absl::Status GiveFeedback(Feedback given);
  // OPEN_GATES, which lists them.
  absl::Status Close(absl::Time now);

  // What would keep the case from closing now; in the order of Gate.
  std::vector<Gate> OpenGates() const;
  // True for leads from above and for 已处理完毕, whose completion report goes up.
  bool MustReportUp() const;
  bool InTeam(UserId user) const;
  // The capacity in which `actor` would sign, if any.
  std::optional<Capacity> CapacityOf(const Actor& actor) const;
  // Newest finding on an allegation (from 1), or null.
  const Finding* FindingOn(int allegation) const;
  Visibility VisibleTo(const Actor& actor) const;

 private:
  bool OfTown(const Actor& actor) const { return actor.division == assignment.division; }
  static absl::Status RefuseInvestigator();
  absl::Status CheckPair(const Endorsement& endorsement) const;
  absl::Status CheckFollowUp(Action action, bool asked_for) const;
  int VoidReport();
};

}  // namespace hecha::verification
