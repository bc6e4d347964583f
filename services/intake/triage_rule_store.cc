#include "services/intake/triage_rule_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kList[] =
    "SELECT code, effective_from, effective_until, division, level, sector, umbrella, key_lead, "
    "about_leader, grade, route, weight, reason FROM triage_rule ORDER BY code, effective_from";

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

}  // namespace

absl::StatusOr<std::vector<TriageRule>> TriageRuleStore::List(db::Transaction& transaction) const {
  std::vector<TriageRule> rules;
  RETURN_IF_ERROR(
      transaction.Query(kList, [&](const db::Row& row) { rules.push_back(Read(row)); }));
  return rules;
}

}  // namespace hecha::intake
