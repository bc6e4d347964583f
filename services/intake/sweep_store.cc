#include "services/intake/sweep_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kNextRound[] =
    "SELECT COALESCE(MAX(round), 0) + 1 FROM sweep WHERE division = ? AND type = ?";
constexpr char kInsert[] =
    "INSERT INTO sweep (id, version, division, type, round, title, instructions, sector, state, "
    "opened_at, deadline, conclusion, closed_by, closed_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE sweep SET version = ?, state = ?, deadline = ?, conclusion = ?, closed_by = ?, "
    "closed_at = ? WHERE id = ? AND version = ?";
#define SWEEP_COLUMNS                                                                          \
  "SELECT id, version, division, type, round, title, instructions, sector, state, opened_at, " \
  "deadline, conclusion, closed_by, closed_at FROM sweep "
constexpr char kFind[] = SWEEP_COLUMNS "WHERE id = ?";
// A deadline in the past makes a round overdue for whoever has not answered.
constexpr char kList[] = SWEEP_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR type = ?) AND (? IS NULL OR state = ?) "
    "AND (? IS NULL OR EXISTS (SELECT 1 FROM sweep_unit WHERE sweep_id = sweep.id AND unit_id = "
    "?)) "
    "AND (? IS NULL OR (deadline < ? AND EXISTS "
    "(SELECT 1 FROM sweep_unit WHERE sweep_id = sweep.id AND answer = 1))) "
    "ORDER BY id DESC LIMIT ?";
#undef SWEEP_COLUMNS

constexpr char kInsertUnit[] =
    "INSERT INTO sweep_unit (sweep_id, unit_id, unit_name, answer, leads_found, statement, signer, "
    "signer_name, signed_at, gap_reason) VALUES";
constexpr char kUnitRow[] = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdateUnit[] =
    "UPDATE sweep_unit SET answer = ?, leads_found = ?, statement = ?, signer = ?, "
    "signer_name = ?, signed_at = ?, gap_reason = ? WHERE sweep_id = ? AND unit_id = ?";
constexpr char kFindUnits[] =
    "SELECT unit_id, unit_name, answer, leads_found, statement, signer, signer_name, signed_at, "
    "gap_reason, (SELECT COUNT(*) FROM sweep_lead WHERE sweep_id = asked.sweep_id AND unit_id = "
    "asked.unit_id) FROM sweep_unit asked WHERE sweep_id = ? ORDER BY unit_name, unit_id";
constexpr char kCountLeads[] = "SELECT COUNT(*) FROM lead WHERE sweep_id = ?";
constexpr char kIsAsked[] = "SELECT 1 FROM sweep_unit WHERE sweep_id = ? AND unit_id = ?";
constexpr char kNoteFinder[] =
    "INSERT INTO sweep_lead (lead_id, sweep_id, unit_id) VALUES (?, ?, ?)";
constexpr char kIsOpen[] = "SELECT 1 FROM sweep WHERE id = ? AND division = ? AND state = 1";

std::string Context(SweepId sweep, UnitId unit, std::string_view column) {
  return security::ColumnContext("sweep_unit", sweep.ToString() + "/" + unit.ToString(), column);
}

std::string SealWords(const security::DataKey& key, SweepId sweep, UnitId unit,
                      std::string_view column, std::string_view words) {
  return words.empty() ? "" : key.Seal(words, Context(sweep, unit, column));
}

absl::Status OpenWords(const security::DataKey& key, SweepId sweep, UnitId unit,
                       std::string_view column, std::string& words) {
  if (words.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(words, key.Open(words, Context(sweep, unit, column)));
  return absl::OkStatus();
}

db::Param UserOrNull(UserId user) { return user.nil() ? db::Param() : db::ToParam(user); }

Sweep Read(const db::Row& row) {
  Sweep sweep;
  SweepOrder& order = sweep.order;
  sweep.id = row.As<SweepId>(0);
  sweep.version = row.Int(1);
  order.division = row.Text(2);
  order.type = static_cast<SweepType>(row.Int(3));
  sweep.round = static_cast<int>(row.Int(4));
  order.title = row.Text(5);
  order.instructions = row.Text(6);
  if (row.Int(7) != 0) order.sector = static_cast<Sector>(row.Int(7));
  sweep.state = static_cast<SweepState>(row.Int(8));
  sweep.opened_at = row.Time(9);
  order.deadline = row.Time(10);
  sweep.conclusion = row.Text(11);
  if (!row.IsNull(12)) sweep.closed_by = row.As<UserId>(12);
  sweep.closed_at = row.OptionalTime(13);
  return sweep;
}

SweepUnit ReadUnit(const db::Row& row) {
  SweepUnit line;
  line.unit = row.As<UnitId>(0);
  line.name = row.Text(1);
  line.answer = static_cast<SweepAnswer>(row.Int(2));
  line.leads_found = static_cast<int>(row.Int(3));
  line.statement = row.Text(4);
  if (!row.IsNull(5)) line.signer = row.As<UserId>(5);
  line.signer_name = row.Text(6);
  line.signed_at = row.OptionalTime(7);
  line.gap_reason = row.Text(8);
  line.leads_registered = static_cast<int>(row.Int(9));
  return line;
}

}  // namespace

absl::StatusOr<int> SweepStore::NextRound(db::Transaction& transaction, const std::string& division,
                                          SweepType type) const {
  ASSIGN_OR_RETURN(const std::optional<int64_t> next,
                   transaction.QueryOne(
                       kNextRound, [](const db::Row& row) { return row.Int(0); }, division, type));
  return static_cast<int>(next.value_or(1));
}

absl::Status SweepStore::Insert(db::Transaction& transaction, const Sweep& sweep) const {
  const SweepOrder& order = sweep.order;
  RETURN_IF_ERROR(transaction
                      .Execute(kInsert, sweep.id, sweep.version, order.division, order.type,
                               sweep.round, order.title, order.instructions,
                               order.sector.has_value() ? static_cast<int>(*order.sector) : 0,
                               sweep.state, sweep.opened_at, order.deadline, sweep.conclusion,
                               UserOrNull(sweep.closed_by), sweep.closed_at)
                      .status());
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Ensure(transaction, {sweep.id.uuid, order.division}));
  std::vector<db::Param> rows;
  for (const SweepUnit& line : sweep.units) {
    const auto seal = [&](std::string_view column, std::string_view words) {
      return SealWords(key, sweep.id, line.unit, column, words);
    };
    db::AddRow(rows, sweep.id, line.unit, line.name, line.answer, line.leads_found,
               seal("statement", line.statement), UserOrNull(line.signer), line.signer_name,
               line.signed_at, seal("gap_reason", line.gap_reason));
  }
  return db::InsertRows(transaction, kInsertUnit, kUnitRow, std::move(rows)).status();
}

absl::Status SweepStore::Update(db::Transaction& transaction, const Sweep& sweep) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, sweep.version, sweep.state, sweep.order.deadline,
                                       sweep.conclusion, UserOrNull(sweep.closed_by),
                                       sweep.closed_at, sweep.id, sweep.version - 1));
  if (changed == 0) return RefuseStale();
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Ensure(transaction, {sweep.id.uuid, sweep.order.division}));
  for (const SweepUnit& line : sweep.units) {
    const std::string statement = SealWords(key, sweep.id, line.unit, "statement", line.statement);
    const std::string gap_reason =
        SealWords(key, sweep.id, line.unit, "gap_reason", line.gap_reason);
    RETURN_IF_ERROR(transaction
                        .Execute(kUpdateUnit, line.answer, line.leads_found, statement,
                                 UserOrNull(line.signer), line.signer_name, line.signed_at,
                                 gap_reason, sweep.id, line.unit)
                        .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Sweep> SweepStore::Find(db::Transaction& transaction, SweepId id) const {
  ASSIGN_OR_RETURN(std::optional<Sweep> sweep, transaction.QueryOne(kFind, Read, id));
  if (!sweep.has_value()) return RefuseUnknown("摸排", "sweep");
  RETURN_IF_ERROR(Complete(transaction, *sweep));
  return *std::move(sweep);
}

absl::StatusOr<std::vector<Sweep>> SweepStore::List(db::Transaction& transaction,
                                                    const SweepFilter& filter,
                                                    const Page& page) const {
  std::vector<Sweep> sweeps;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { sweeps.push_back(Read(row)); }, filter.division + "%",
      page.before, filter.type, filter.type, filter.state, filter.state, filter.unit, filter.unit,
      filter.overdue_at, filter.overdue_at, page.size + 1));
  for (Sweep& sweep : sweeps) RETURN_IF_ERROR(Complete(transaction, sweep));
  return sweeps;
}

absl::Status SweepStore::CheckOpen(db::Transaction& transaction, SweepId id,
                                   const std::string& division, UnitId finder) {
  const auto found = [](const db::Row&) { return true; };
  ASSIGN_OR_RETURN(const std::optional<bool> open,
                   transaction.QueryOne(kIsOpen, found, id, division));
  if (!open.has_value())
    return RefuseField("UNKNOWN_SWEEP", "sweep_id", "该镇没有这一轮进行中的摸排",
                       "this town has no open sweep of that id");
  if (finder.nil()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<bool> asked,
                   transaction.QueryOne(kIsAsked, found, id, finder));
  if (asked.has_value()) return absl::OkStatus();
  return RefuseField("NOT_ASSIGNED", "sweep_unit_id", "本次摸排没有指定该单位",
                     "that unit has no part in this sweep");
}

absl::Status SweepStore::NoteFinder(db::Transaction& transaction, SweepId id, UnitId finder,
                                    LeadId lead) {
  return transaction.Execute(kNoteFinder, lead, id, finder).status();
}

absl::Status SweepStore::Complete(db::Transaction& transaction, Sweep& sweep) const {
  RETURN_IF_ERROR(transaction.Query(
      kFindUnits, [&](const db::Row& row) { sweep.units.push_back(ReadUnit(row)); }, sweep.id));
  const absl::StatusOr<security::DataKey> key = keys_.Find(transaction, sweep.id.uuid);
  // A round from before its words were sealed has none, until it changes.
  if (!key.ok() && !absl::IsNotFound(key.status())) return key.status();
  for (SweepUnit& line : sweep.units) {
    if (!key.ok()) break;
    RETURN_IF_ERROR(OpenWords(*key, sweep.id, line.unit, "statement", line.statement));
    RETURN_IF_ERROR(OpenWords(*key, sweep.id, line.unit, "gap_reason", line.gap_reason));
  }
  return transaction.Query(
      kCountLeads,
      [&](const db::Row& row) { sweep.leads_registered = static_cast<int>(row.Int(0)); }, sweep.id);
}

}  // namespace hecha::intake
