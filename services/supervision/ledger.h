// The lines of the six ledgers 六本台账 (plan 四（二）“逐条统计汇总，建好‘六本’台账”; DOMAIN.md,
// "The six ledgers"), and of an annex to the first: what each unit answered in each round of 摸排.
//
// All ledgers are lines of one shape. What a line can be found and counted by are its facets; what
// it says besides are its cells, of which ledger_column.h says how they are printed. A line is what
// other services' events told; it decides nothing. It holds no identity.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/supervision/clock.h"

namespace hecha::supervision {

// Numbers are those of the API and are stored.
enum class Ledger : uint8_t {
  kLeads = 1,  // 线索摸排登记, a line a lead
  kSuperior,   // 上级交办督办, a line a lead from above
  kCases,      // 核查办理, a line a case
  kReviews,    // 查否复核与反馈, a line a case to be explained or verified again
  kTransfers,  // “保护伞”移送与会商, a line a letter
  kProblems,   // 督导整改问责, a line a problem or a proceeding
  kSweeps,     // 摸排轮次, a line a unit in a round
};
inline constexpr int kLedgers = 7;

enum class Stage : uint8_t { kOpen = 1, kDone, kVoid };

// What a line may say. Numbers are stored and never used again.
enum class Cell : uint8_t {
  kLeadNo = 1,
  kReceivedAt,
  kLevel,
  kIdentity,
  kSummary,
  kOpinion,
  kDestination,
  kDocumentNo,
  kIssuingBody,
  kInstructedBy,
  kInstruction,
  kDeadline,
  kSponsor,
  kExtendedDays,
  kReportedUpAt,
  kUnitName,
  kInvestigators,
  kPlannedAt,
  kSteps,
  kFindings,
  kSignatures,
  kReportVersion,
  kFilingNo,
  kClosedAt,
  kFirstOutcome,
  kFirstUnit,
  kReviewUnit,
  kReviewOutcome,
  kFeedbackAt,
  kFeedbackWay,
  kAttitude,
  kRevisit,
  kLetterNo,
  kIssuedAt,
  kAcknowledgedAt,
  kDecision,
  kJointFilings,
  kMeetings,
  kResolutions,
  kProblem,
  kPerson,
  kMeasures,
  kDue,
  kAcceptor,
  kStruckOffAt,
  kProceeding,
  kPoints,
  kRound,
  kSweepType,
  kTitle,
  kAnsweredAt,
  kLeadsFound,
  kLate,
  kGapReason,
  kReporterAttitude,
  // Not printed: which proceeding a problem's line tells of, and what each meeting resolved.
  kProceedingId,
  kMeetingFigures,
};

// Whether it is somebody's words, papers or name, or what was found of somebody: all of it is
// sealed at rest and goes when the lead is purged.
bool IsWords(Cell cell);

// What names a line.
struct LineKey {
  Ledger ledger = Ledger::kLeads;
  std::string division;
  // The lead, case, problem, ... that it is about; see SweepPart for a unit's part in a round.
  Uuid subject;
};

struct Line {
  LineKey key;
  // The lead that it is about, if it is about one.
  std::optional<LeadId> lead;
  // What it is about, as a path of the API: "cases/UUID".
  std::string object;

  // The facets. Codes are the numbers of the API, 0 where a line has none. `state` is the lead's in
  // ledgers 1 and 2, the problem's in 6, the answer in the annex.
  UnitId unit;
  int state = 0;
  int sector = 0;
  int channel = 0;
  int light = 0;
  int outcome = 0;
  Stage stage = Stage::kOpen;
  // Whether the lead's content is read for a recorded reason only, which no ledger asks for.
  bool restricted = false;
  // See DayOf.
  int opened_day = 0;
  std::optional<int> closed_day;

  // Times in microseconds since 1970, codes as their numbers.
  std::map<Cell, std::string> cells;

  std::string Get(Cell cell) const;
  // An empty text, a 0 and an unset time leave the cell empty.
  void Set(Cell cell, std::string text);
  void SetNumber(Cell cell, int64_t number);
  void SetTime(Cell cell, std::optional<absl::Time> time);

  // OPEN, or DONE since `at`.
  void MoveTo(Stage next, absl::Time at);
};

// What the lines about a lead show from its sealing on: number, division and state, and, where it
// came from above, how it came down.
void KeepStubOnly(Line& line);

// What they show from its purge on: number, dates and outcome.
void ForgetWords(Line& line);

// The lead's own lines show its state, and the stage that follows from it.
void MoveLead(Line& line, int state, absl::Time at);

// DONE from the closing, merging or archiving of the lead on.
Stage StageOfLead(int state);

// The line of a unit's part in a round of 摸排: the round's own time, so that lines keep its order.
Uuid SweepPart(const Uuid& sweep, const Uuid& unit);

// PermissionDenied LEDGER_NOT_YOURS for a ledger that is not for the actor's eyes.
absl::Status CheckMayRead(const Actor& actor, Ledger ledger);
// Whether the actor sees what the line says, and not only number, division and state.
bool SeesWhole(const Actor& actor, Ledger ledger);

// Lines that pass all of it; an empty list passes every line.
struct LineFilter {
  Ledger ledger = Ledger::kLeads;
  // Prefix of the division code.
  std::string division;
  // 0 for every state.
  int state = 0;
  std::vector<int> sectors = {};
  std::vector<int> channels = {};
  std::vector<int> lights = {};
  std::vector<int> outcomes = {};
  std::optional<Stage> stage = std::nullopt;
  std::optional<UnitId> unit = std::nullopt;
  std::optional<LeadId> lead = std::nullopt;
  std::optional<int> opened_day = std::nullopt;
  std::optional<int> closed_day = std::nullopt;
  // Passes over what is about leads from which this unit must stand aside.
  UnitId hidden_from = {};
  bool oldest_first = false;
};

// "2019-04-15 09:30" in China Standard Time.
std::string PrintTime(absl::Time time);

// The day in China, counted from 1970-01-01, and such a day as "2019-04-15".
int DayOf(absl::Time time);
std::string PrintDay(int day);
// Nullopt for what PrintDay does not print.
std::optional<int> ParseDay(std::string_view text);

}  // namespace hecha::supervision
