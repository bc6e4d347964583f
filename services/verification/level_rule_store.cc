#include "services/verification/level_rule_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kFind[] =
    "SELECT plan_approver, extension_approver, plan_within_days, progress_every_days FROM "
    "level_rule WHERE level = ? AND effective_at <= ? ORDER BY effective_at DESC LIMIT 1";
constexpr char kList[] =
    "SELECT plan_approver, extension_approver, plan_within_days, progress_every_days, level, "
    "effective_at, basis FROM level_rule ORDER BY level, effective_at";

constexpr char kPut[] =
    "INSERT INTO level_rule (level, effective_at, plan_approver, extension_approver, "
    "plan_within_days, progress_every_days, basis) VALUES (?, ?, ?, ?, ?, ?, ?)";

Grade ReadGrade(const db::Row& row) {
  return {static_cast<Approver>(row.Int(0)), static_cast<Approver>(row.Int(1)),
          static_cast<int>(row.Int(2)), static_cast<int>(row.Int(3))};
}

}  // namespace

absl::StatusOr<Grade> LevelRuleStore::FindGrade(db::Transaction& transaction, Level level,
                                                absl::Time now) const {
  ASSIGN_OR_RETURN(const std::optional<Grade> grade,
                   transaction.QueryOne(kFind, ReadGrade, level, now));
  if (!grade.has_value()) return absl::NotFoundError("no level rule is in force");
  return *grade;
}

absl::StatusOr<std::vector<LevelRule>> LevelRuleStore::List(db::Transaction& transaction) const {
  std::vector<LevelRule> rules;
  RETURN_IF_ERROR(transaction.Query(kList, [&](const db::Row& row) {
    rules.push_back({static_cast<Level>(row.Int(4)), row.Time(5), ReadGrade(row), row.Text(6)});
  }));
  return rules;
}

absl::Status LevelRuleStore::Put(db::Transaction& transaction, const LevelRule& rule) const {
  const Grade& grade = rule.grade;
  return transaction
      .Execute(kPut, rule.level, rule.effective_at, grade.plan_approver, grade.extension_approver,
               grade.plan_within_days, grade.progress_every_days, rule.basis)
      .status();
}

}  // namespace hecha::verification
