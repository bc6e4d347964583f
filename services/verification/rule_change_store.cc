#include "services/verification/rule_change_store.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO rule_change (id, version, state, kind, effective_from, body, basis, proposed_by, "
    "proposed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE rule_change SET version = ?, state = ?, decided_by = ?, decided_at = ? WHERE id = ? "
    "AND "
    "version = ?";
#define RULE_CHANGE                                                                          \
  "SELECT id, version, state, kind, effective_from, body, basis, proposed_by, proposed_at, " \
  "decided_by, decided_at FROM rule_change "
constexpr char kFind[] = RULE_CHANGE "WHERE id = ?";
constexpr char kList[] = RULE_CHANGE "WHERE id < ? ORDER BY id DESC LIMIT ?";
#undef RULE_CHANGE

// Numbers between blanks; only Decode reads them.
std::string Encode(const GradeOfLevel& body) {
  const Grade& grade = body.grade;
  return fmt::format("{} {} {} {} {}", static_cast<int>(body.level),
                     static_cast<int>(grade.plan_approver),
                     static_cast<int>(grade.extension_approver), grade.plan_within_days,
                     grade.progress_every_days);
}

// The level or 0, then of each seat how many capacities it has, and those.
std::string Encode(const SignersOfLevel& body) {
  std::string text = fmt::format("{}", body.level.has_value() ? static_cast<int>(*body.level) : 0);
  for (const SignerSeat& seat : body.policy.seats) {
    fmt::format_to(std::back_inserter(text), " {}", seat.size());
    for (Capacity capacity : seat)
      fmt::format_to(std::back_inserter(text), " {}", static_cast<int>(capacity));
  }
  return text;
}

std::string Encode(const RevisitPolicy& body) {
  return fmt::format("{} {}", body.per_mille, body.after_days);
}

template <class Code>
Code ReadCode(std::istringstream& in) {
  int number = 0;
  in >> number;
  return static_cast<Code>(number);
}

GradeOfLevel DecodeGrade(std::istringstream& in) {
  GradeOfLevel body;
  body.level = ReadCode<Level>(in);
  body.grade.plan_approver = ReadCode<Approver>(in);
  body.grade.extension_approver = ReadCode<Approver>(in);
  in >> body.grade.plan_within_days >> body.grade.progress_every_days;
  return body;
}

SignersOfLevel DecodeSigners(std::istringstream& in) {
  SignersOfLevel body;
  const Level level = ReadCode<Level>(in);
  if (static_cast<int>(level) != 0) body.level = level;
  for (size_t size = 0; in >> size;) {
    SignerSeat& seat = body.policy.seats.emplace_back();
    while (seat.size() < size) seat.push_back(ReadCode<Capacity>(in));
  }
  return body;
}

RuleBody Decode(RuleKind kind, const std::string& text) {
  std::istringstream in(text);
  if (kind == RuleKind::kLevel) return DecodeGrade(in);
  if (kind == RuleKind::kSignerPolicy) return DecodeSigners(in);
  RevisitPolicy body;
  in >> body.per_mille >> body.after_days;
  return body;
}

RuleChange Read(const db::Row& row) {
  RuleChange change;
  change.id = row.As<RuleChangeId>(0);
  change.version = row.Int(1);
  change.state = static_cast<RuleChangeState>(row.Int(2));
  change.body = Decode(static_cast<RuleKind>(row.Int(3)), row.Text(5));
  change.effective_from = row.Time(4);
  change.basis = row.Text(6);
  change.proposed_by = row.As<UserId>(7);
  change.proposed_at = row.Time(8);
  if (!row.IsNull(9)) change.decided_by = row.As<UserId>(9);
  change.decided_at = row.OptionalTime(10);
  return change;
}

}  // namespace

absl::Status RuleChangeStore::Insert(db::Transaction& transaction, const RuleChange& change) const {
  const std::string body = std::visit([](const auto& rule) { return Encode(rule); }, change.body);
  return transaction
      .Execute(kInsert, change.id, change.version, change.state, change.kind(),
               change.effective_from, body, change.basis, change.proposed_by, change.proposed_at)
      .status();
}

absl::Status RuleChangeStore::Update(db::Transaction& transaction, const RuleChange& change) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, change.version, change.state, change.decided_by,
                                       change.decided_at, change.id, change.version - 1));
  return changed == 1 ? absl::OkStatus() : RefuseStale();
}

absl::StatusOr<RuleChange> RuleChangeStore::Find(db::Transaction& transaction,
                                                 RuleChangeId id) const {
  ASSIGN_OR_RETURN(std::optional<RuleChange> change, transaction.QueryOne(kFind, Read, id));
  if (!change.has_value()) return RefuseUnknown("规则变更", "rule change");
  return *std::move(change);
}

absl::StatusOr<std::vector<RuleChange>> RuleChangeStore::List(db::Transaction& transaction,
                                                              const Page& page) const {
  std::vector<RuleChange> changes;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { changes.push_back(Read(row)); }, page.before,
      page.size + 1));
  return changes;
}

}  // namespace hecha::verification
