#include "services/intake/triage_rule_store.h"

#include <optional>
#include <string>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

#define RULE_COLUMNS                                                                     \
  "code, effective_from, effective_until, division, level, sector, umbrella, key_lead, " \
  "about_leader, grade, route, weight, reason"
#define CHANGE_COLUMNS \
  RULE_COLUMNS ", id, version, state, ends, proposed_by, proposed_at, decided_by, decided_at"
constexpr char kList[] =
    "SELECT " RULE_COLUMNS " FROM triage_rule ORDER BY code, division, effective_from";
constexpr char kPut[] =
    "INSERT INTO triage_rule (" RULE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsert[] = "INSERT INTO triage_rule_change (" CHANGE_COLUMNS
                           ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                           "?)";
constexpr char kUpdate[] =
    "UPDATE triage_rule_change SET version = ?, state = ?, decided_by = ?, decided_at = ? WHERE id "
    "= ? AND version = ?";
constexpr char kFind[] = "SELECT " CHANGE_COLUMNS " FROM triage_rule_change WHERE id = ?";
constexpr char kListChanges[] =
    "SELECT " CHANGE_COLUMNS
    " FROM triage_rule_change WHERE (division LIKE ? OR ? LIKE CONCAT(division, '%')) AND id < ? "
    "ORDER BY id DESC LIMIT ?";
#undef CHANGE_COLUMNS
#undef RULE_COLUMNS

template <class Code>
std::optional<Code> ReadCode(const db::Row& row, int column) {
  const std::optional<int64_t> number = row.OptionalInt(column);
  return number.has_value() ? std::optional<Code>(static_cast<Code>(*number)) : std::nullopt;
}

TriageRule Read(const db::Row& row) {
  TriageRule rule;
  rule.code = row.Text(0);
  rule.effective_from = row.Time(1);
  rule.effective_until = row.OptionalTime(2);
  rule.division = row.Text(3);
  rule.level = ReadCode<Level>(row, 4);
  rule.sector = ReadCode<Sector>(row, 5);
  rule.umbrella = ReadCode<Umbrella>(row, 6);
  rule.key_lead = row.Bool(7);
  rule.about_leader = row.Bool(8);
  rule.grade = ReadCode<Grade>(row, 9).value_or(Grade::kNone);
  rule.route = ReadCode<TriageRoute>(row, 10);
  rule.weight = static_cast<int>(row.Int(11));
  rule.reason = row.Text(12);
  return rule;
}

TriageRuleChange ReadChange(const db::Row& row) {
  TriageRuleChange change;
  change.rule = Read(row);
  change.id = row.As<TriageRuleChangeId>(13);
  change.version = row.Int(14);
  change.state = static_cast<RuleChangeState>(row.Int(15));
  change.ends = row.Bool(16);
  change.proposed_by = row.As<UserId>(17);
  change.proposed_at = row.Time(18);
  if (!row.IsNull(19)) change.decided_by = row.As<UserId>(19);
  change.decided_at = row.OptionalTime(20);
  return change;
}

std::vector<db::Param> ParamsOf(const TriageRule& rule) {
  const std::optional<Grade> grade =
      rule.grade == Grade::kNone ? std::nullopt : std::optional(rule.grade);
  return {db::ToParam(rule.code),
          db::ToParam(rule.effective_from),
          db::ToParam(rule.effective_until),
          db::ToParam(rule.division),
          db::ToParam(rule.level),
          db::ToParam(rule.sector),
          db::ToParam(rule.umbrella),
          db::ToParam(rule.key_lead),
          db::ToParam(rule.about_leader),
          db::ToParam(grade),
          db::ToParam(rule.route),
          db::ToParam(rule.weight),
          db::ToParam(rule.reason)};
}

}  // namespace

absl::StatusOr<std::vector<TriageRule>> TriageRuleStore::List(db::Transaction& transaction) const {
  std::vector<TriageRule> rules;
  RETURN_IF_ERROR(
      transaction.Query(kList, [&](const db::Row& row) { rules.push_back(Read(row)); }));
  return rules;
}

absl::Status TriageRuleStore::Put(db::Transaction& transaction, const TriageRule& rule) const {
  return transaction.ExecuteParams(kPut, ParamsOf(rule)).status();
}

absl::Status TriageRuleStore::Insert(db::Transaction& transaction,
                                     const TriageRuleChange& change) const {
  std::vector<db::Param> row = ParamsOf(change.rule);
  for (db::Param param :
       {db::ToParam(change.id), db::ToParam(change.version), db::ToParam(change.state),
        db::ToParam(change.ends), db::ToParam(change.proposed_by), db::ToParam(change.proposed_at),
        db::Param(), db::Param()})
    row.push_back(std::move(param));
  return transaction.ExecuteParams(kInsert, row).status();
}

absl::Status TriageRuleStore::Update(db::Transaction& transaction,
                                     const TriageRuleChange& change) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, change.version, change.state, change.decided_by,
                                       change.decided_at, change.id, change.version - 1));
  return changed == 1 ? absl::OkStatus() : RefuseStale();
}

absl::StatusOr<TriageRuleChange> TriageRuleStore::Find(db::Transaction& transaction,
                                                       TriageRuleChangeId id) const {
  ASSIGN_OR_RETURN(std::optional<TriageRuleChange> change,
                   transaction.QueryOne(kFind, ReadChange, id));
  if (!change.has_value()) return RefuseUnknown("规则变更", "rule change");
  return *std::move(change);
}

absl::StatusOr<std::vector<TriageRuleChange>> TriageRuleStore::ListChanges(
    db::Transaction& transaction, std::string_view division, const Page& page) const {
  std::vector<TriageRuleChange> changes;
  RETURN_IF_ERROR(transaction.Query(
      kListChanges, [&](const db::Row& row) { changes.push_back(ReadChange(row)); },
      std::string(division) + "%", division, page.before, page.size + 1));
  return changes;
}

}  // namespace hecha::intake
