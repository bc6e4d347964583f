#include "services/supervision/ledger.h"

#include <array>
#include <set>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/working_days.h"

namespace hecha::supervision {
namespace {

// States of hecha.intake.v1 in which nothing more is done about a lead.
constexpr std::array<int, 4> kDoneStates = {14, 15, 16, 17};

const std::set<Role>& Readers(Ledger ledger) {
  static const std::set<Role> kOffices = {Role::kClerk, Role::kOffice, Role::kLeader,
                                          Role::kCityOffice};
  static const std::set<Role> kCompartment = {Role::kDiscipline, Role::kOffice, Role::kLeader,
                                              Role::kCityOffice};
  static const std::set<Role> kSupervisors = {Role::kOffice, Role::kLeader, Role::kDiscipline,
                                              Role::kOrganisation, Role::kCityOffice};
  if (ledger == Ledger::kTransfers) return kCompartment;
  return ledger == Ledger::kProblems ? kSupervisors : kOffices;
}

}  // namespace

bool IsWords(Cell cell) {
  switch (cell) {
    case Cell::kSummary:
    case Cell::kOpinion:
    case Cell::kDocumentNo:
    case Cell::kIssuingBody:
    case Cell::kInstructedBy:
    case Cell::kFindings:
    case Cell::kSignatures:
    case Cell::kProblem:
    case Cell::kPerson:
    case Cell::kMeasures:
    case Cell::kAcceptor:
    case Cell::kGapReason:
      return true;
    default:
      return false;
  }
}

std::string Line::Get(Cell cell) const {
  const auto it = cells.find(cell);
  return it == cells.end() ? std::string() : it->second;
}

void Line::Set(Cell cell, std::string text) {
  if (text.empty()) {
    cells.erase(cell);
  } else {
    cells[cell] = std::move(text);
  }
}

void Line::SetNumber(Cell cell, int64_t number) {
  Set(cell, number == 0 ? std::string() : std::to_string(number));
}

void Line::SetTime(Cell cell, std::optional<absl::Time> time) {
  Set(cell, time.has_value() ? std::to_string(absl::ToUnixMicros(*time)) : std::string());
}

void Line::MoveTo(Stage next, absl::Time at) {
  if (next == stage) return;
  stage = next;
  closed_day = next == Stage::kDone ? std::optional<int>(DayOf(at)) : std::nullopt;
}

void KeepStubOnly(Line& line) {
  std::erase_if(line.cells, [](const auto& cell) {
    return cell.first != Cell::kLeadNo && cell.first != Cell::kInstruction;
  });
  line.sector = 0;
  line.channel = 0;
  line.outcome = 0;
  line.unit = UnitId();
}

void ForgetWords(Line& line) {
  std::erase_if(line.cells, [](const auto& cell) { return IsWords(cell.first); });
}

void MoveLead(Line& line, int state, absl::Time at) {
  line.state = state;
  line.MoveTo(StageOfLead(state), at);
}

Stage StageOfLead(int state) {
  for (int done : kDoneStates)
    if (state == done) return Stage::kDone;
  return Stage::kOpen;
}

Uuid SweepPart(const Uuid& sweep, const Uuid& unit) {
  const std::string bytes = std::string(sweep.bytes().substr(0, 8)) +  // its time
                            std::string(unit.bytes().substr(8));       // random
  return *Uuid::FromBytes(bytes);
}

absl::Status CheckMayRead(const Actor& actor, Ledger ledger) {
  for (Role role : Readers(ledger))
    if (actor.Has(role)) return absl::OkStatus();
  return RefuseCaller("LEDGER_NOT_YOURS", "您无权查阅这本台账",
                      "this ledger is not for you to read");
}

bool SeesWhole(const Actor& actor, Ledger ledger) {
  return ledger != Ledger::kTransfers || actor.Has(Role::kDiscipline);
}

std::string PrintTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, ChinaTime());
}

int DayOf(absl::Time time) {
  return static_cast<int>(absl::ToCivilDay(time, ChinaTime()) - absl::CivilDay(1970, 1, 1));
}

std::string PrintDay(int day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

std::optional<int> ParseDay(std::string_view text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime({text.data(), text.size()}, &day)) return std::nullopt;
  return static_cast<int>(day - absl::CivilDay(1970, 1, 1));
}

}  // namespace hecha::supervision
