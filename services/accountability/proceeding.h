// A Proceeding 问责 holds a unit to account for neglect (plan 五). This file holds its rules:
// which step may follow which, who may take it, and what it must say (DOMAIN.md,
// "Accountability").
//
// A Proceeding is a value; nothing here knows how it is stored or sent.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::accountability {

// Codes; numbers equal those of hecha.accountability.v1.
enum class ProceedingState : uint8_t {
  kTriggered = 1,
  kFactFinding = 2,
  kHearing = 3,
  kProposed = 4,
  kApproved = 5,
  kExecuted = 6,
  kAppealed = 7,
  kUpheld = 8,
  kOverturned = 9,
  kFiled = 10,
};
enum class Trigger : uint8_t { kRedLight = 1, kReport = 2, kOverturned = 3 };
// Party and state discipline are no measures here: they are the commission's, to which a
// proceeding only refers.
enum class Measure : uint8_t {
  kReminder = 1,
  kInterview,
  kCircular,
  kRectification,
  kAwardWithdrawal,
  kReferral,
};

enum class ProceedingAction : uint8_t {
  kFindFacts,
  kHear,
  kPropose,
  kApprove,
  kExecute,
  kAppeal,
  kUphold,
  kOverturn,
  kFile,
};

// Names in events: "FACT_FINDING", "REFERRAL".
std::string_view StateName(ProceedingState state);
std::string_view MeasureName(Measure measure);

struct Proceeding;
using ProceedingId = Id<Proceeding>;
using ClockId = Id<struct ClockTag>;
using LeadId = Id<struct LeadTag>;

// Why a proceeding is opened, and against whom.
struct Opening {
  std::string division;
  Trigger trigger = Trigger::kReport;
  // The clock that ran into the red, for kRedLight.
  std::optional<ClockId> clock;
  std::optional<LeadId> lead;
  std::string lead_no;
  // The unit that answers.
  UnitId unit;
  std::string unit_name;
  std::string cause;
};

struct Proposal {
  Measure measure = Measure::kReminder;
  std::string grounds;
  std::string legal_basis;
  // For kRectification, and for nothing else.
  std::optional<absl::Time> rectify_by;
};

struct Proceeding {
  ProceedingId id;
  int64_t version = 0;
  ProceedingState state = ProceedingState::kTriggered;
  Opening opening;
  std::string facts;
  std::string statement;
  std::optional<Proposal> proposal;
  UserId proposer;
  UserId approver;
  std::string execution;
  std::string document_no;
  std::string appeal;
  // Reasons of the decision on the appeal.
  std::string decision;
  UserId appeal_decider;
  absl::Time opened_at;
  absl::Time updated_at;

  // A new proceeding, TRIGGERED, version 1. InvalidArgument that names the field and the rule.
  static absl::StatusOr<Proceeding> Open(ProceedingId id, Opening opening, absl::Time now);

  // The transitions. Each counts the version up by one; on any refusal nothing is changed.
  // PermissionDenied ACCUSED_MAY_NOT_JUDGE for anyone of the unit that answers, but for
  // Appeal, which is PermissionDenied ONLY_ACCUSED_APPEALS for all others.

  absl::Status FindFacts(const Actor& actor, std::string found, absl::Time now);
  // Hears the person (陈述申辩): no proposal before it.
  absl::Status Hear(const Actor& actor, std::string said, absl::Time now);
  absl::Status Propose(const Actor& actor, Proposal proposed, absl::Time now);
  // PermissionDenied PROPOSER_MAY_NOT_DECIDE for the proposer.
  absl::Status Approve(const Actor& actor, absl::Time now);
  // A referral to the commission needs the number of its letter.
  absl::Status Execute(const Actor& actor, std::string done, std::string document, absl::Time now);
  absl::Status Appeal(const Actor& actor, std::string reasons, absl::Time now);
  // PermissionDenied for the proposer, and PARTY_MAY_NOT_REVIEW for the approver.
  absl::Status DecideAppeal(const Actor& actor, bool overturn, std::string reasons, absl::Time now);
  absl::Status File(const Actor& actor, absl::Time now);

  // Whether `actor` may know of it: who oversees its territory, and who answers for its unit.
  bool VisibleTo(const Actor& actor) const;

 private:
  absl::StatusOr<ProceedingState> Next(ProceedingAction action, const Actor& actor) const;
  void MoveTo(ProceedingState next, absl::Time now);
};

// True if `actor` oversees proceedings: the office, a leader, the commission, the city.
bool OverseesProceedings(const Actor& actor);

}  // namespace hecha::accountability
