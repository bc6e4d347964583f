#include "services/supervision/clock_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::supervision {
namespace {

constexpr char kInsert[] =
    "INSERT INTO clock (id, version, lead_id, lead_no, division, unit_id, unit_name, state, light, "
    "started, due, paused_at, next_change, step) VALUES";
constexpr char kClockRow[] = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE clock SET version = ?, state = ?, light = ?, started = ?, due = ?, paused_at = ?, "
    "next_change = ? WHERE id = ? AND version = ?";
constexpr char kListDue[] =
    "SELECT id FROM clock WHERE step = ? AND next_change <= ? ORDER BY next_change LIMIT ?";
constexpr char kFindRule[] =
    "SELECT instruction, days FROM clock_rule WHERE instruction = ? AND effective_from <= ? "
    "ORDER BY effective_from DESC LIMIT 1";
constexpr char kFindStepRule[] =
    "SELECT working_days FROM clock_step_rule WHERE step = ? AND effective_from <= ? ORDER BY "
    "effective_from DESC LIMIT 1";

#define CLOCK_COLUMNS                                                                           \
  "SELECT id, version, lead_id, lead_no, division, unit_id, unit_name, state, light, started, " \
  "due, paused_at, step FROM clock "
constexpr char kFind[] = CLOCK_COLUMNS "WHERE id = ?";
constexpr char kFindActive[] = CLOCK_COLUMNS "WHERE lead_id = ? AND state <> ?";
constexpr char kList[] = CLOCK_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR light = ?) AND (? IS NULL OR state = ?) "
    "AND (? IS NULL OR lead_id = ?) AND (? IS NULL OR unit_id = ?) AND NOT EXISTS (SELECT 1 FROM "
    "lead_barred_unit b WHERE b.lead_id = clock.lead_id AND b.unit_id = ?) ORDER BY id DESC LIMIT "
    "?";
#undef CLOCK_COLUMNS

LeadClock ReadClock(const db::Row& row) {
  LeadClock clock;
  clock.id = row.As<ClockId>(0);
  clock.version = row.Int(1);
  clock.assignment.lead = row.As<LeadId>(2);
  clock.assignment.lead_no = row.Text(3);
  clock.assignment.division = row.Text(4);
  clock.assignment.unit = row.As<UnitId>(5);
  clock.assignment.unit_name = row.Text(6);
  clock.state = static_cast<ClockState>(row.Int(7));
  clock.light = static_cast<Light>(row.Int(8));
  clock.started = row.Time(9);
  clock.due = row.Time(10);
  clock.paused_at = row.OptionalTime(11);
  clock.step = static_cast<ClockStep>(row.Int(12));
  return clock;
}

// NULL keeps a clock that will not change out of the index that the ticker reads.
std::optional<absl::Time> NextChangeColumn(const LeadClock& clock) {
  const absl::Time next = clock.NextChange();
  return next == absl::InfiniteFuture() ? std::nullopt : std::optional<absl::Time>(next);
}

}  // namespace

absl::Status ClockStore::InsertAll(db::Transaction& transaction,
                                   std::span<const LeadClock> clocks) const {
  std::vector<db::Param> rows;
  for (const LeadClock& clock : clocks) {
    const Assignment& assignment = clock.assignment;
    db::AddRow(rows, clock.id, clock.version, assignment.lead, assignment.lead_no,
               assignment.division, assignment.unit, assignment.unit_name, clock.state, clock.light,
               clock.started, clock.due, clock.paused_at, NextChangeColumn(clock), clock.step);
  }
  return db::InsertRows(transaction, kInsert, kClockRow, std::move(rows)).status();
}

absl::Status ClockStore::Update(db::Transaction& transaction, const LeadClock& clock) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, clock.version, clock.state, clock.light,
                                       clock.started, clock.due, clock.paused_at,
                                       NextChangeColumn(clock), clock.id, clock.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<LeadClock> ClockStore::Find(db::Transaction& transaction, ClockId id) const {
  ASSIGN_OR_RETURN(std::optional<LeadClock> clock, transaction.QueryOne(kFind, ReadClock, id));
  if (!clock.has_value()) return RefuseUnknown("时限", "clock");
  return *std::move(clock);
}

absl::StatusOr<std::optional<LeadClock>> ClockStore::FindActive(db::Transaction& transaction,
                                                                LeadId lead) const {
  return transaction.QueryOne(kFindActive, ReadClock, lead, ClockState::kStopped);
}

absl::StatusOr<std::vector<ClockId>> ClockStore::ListDue(db::Transaction& transaction,
                                                         absl::Time now, int limit) const {
  std::vector<ClockId> due;
  for (ClockStep step :
       {ClockStep::kVerify, ClockStep::kSeal, ClockStep::kAssign, ClockStep::kTriage}) {
    RETURN_IF_ERROR(transaction.Query(
        kListDue, [&](const db::Row& row) { due.push_back(row.As<ClockId>(0)); }, step, now,
        limit));
  }
  return due;
}

absl::StatusOr<std::vector<LeadClock>> ClockStore::List(db::Transaction& transaction,
                                                        const ClockFilter& filter,
                                                        const Page& page) const {
  std::vector<LeadClock> clocks;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { clocks.push_back(ReadClock(row)); }, filter.division + "%",
      page.before, filter.light, filter.light, filter.state, filter.state, filter.lead, filter.lead,
      filter.unit, filter.unit, filter.hidden_from, page.size + 1));
  return clocks;
}

absl::StatusOr<ClockStepRule> ClockStore::FindStepRule(db::Transaction& transaction, ClockStep step,
                                                       absl::Time now) const {
  ASSIGN_OR_RETURN(const std::optional<int64_t> days,
                   transaction.QueryOne(
                       kFindStepRule, [](const db::Row& row) { return row.Int(0); }, step, now));
  if (!days.has_value()) return RefuseUnknown("时限规则", "clock rule");
  return ClockStepRule{step, static_cast<int>(*days)};
}

absl::StatusOr<ClockRule> ClockStore::FindRule(db::Transaction& transaction, int instruction,
                                               absl::Time now) const {
  ASSIGN_OR_RETURN(
      std::optional<ClockRule> rule,
      transaction.QueryOne(
          kFindRule,
          [](const db::Row& row) {
            return ClockRule{static_cast<int>(row.Int(0)), static_cast<int>(row.Int(1))};
          },
          instruction, now));
  if (!rule.has_value()) return RefuseUnknown("时限规则", "clock rule");
  return *rule;
}

}  // namespace hecha::supervision
