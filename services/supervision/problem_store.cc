#include "services/supervision/problem_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

constexpr char kInsert[] =
    "INSERT INTO problem (id, version, division, unit_id, unit_name, lead_id, state, description, "
    "due, raised_at, raised_by, measures, result, rectifier_id, acceptor_id, remark, "
    "struck_off_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE problem SET version = ?, state = ?, measures = ?, result = ?, rectifier_id = ?, "
    "acceptor_id = ?, remark = ?, struck_off_at = ? WHERE id = ? AND version = ?";

#define PROBLEM_COLUMNS                                                                  \
  "SELECT id, version, division, unit_id, unit_name, lead_id, state, description, due, " \
  "raised_at, raised_by, measures, result, rectifier_id, acceptor_id, remark, "          \
  "struck_off_at FROM problem "
constexpr char kFind[] = PROBLEM_COLUMNS "WHERE id = ?";
constexpr char kList[] = PROBLEM_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR state = ?) AND (? IS NULL OR unit_id = ?) "
    "ORDER BY id DESC LIMIT ?";
#undef PROBLEM_COLUMNS

constexpr char kEraseOf[] =
    "UPDATE problem SET description = '', measures = '', result = '', remark = '' WHERE lead_id = "
    "?";

// Whose key seals the texts.
const Uuid& SubjectOf(const Problem& problem) {
  const std::optional<LeadId>& lead = problem.report.lead;
  return lead.has_value() ? lead->uuid : problem.id.uuid;
}

Problem ReadProblem(const db::Row& row) {
  Problem problem;
  problem.id = row.As<ProblemId>(0);
  problem.version = row.Int(1);
  problem.report.division = row.Text(2);
  problem.report.unit = row.As<UnitId>(3);
  problem.report.unit_name = row.Text(4);
  if (!row.IsNull(5)) problem.report.lead = row.As<LeadId>(5);
  problem.state = static_cast<ProblemState>(row.Int(6));
  problem.report.description = row.Text(7);
  problem.report.due = row.Time(8);
  problem.raised_at = row.Time(9);
  problem.raised_by = row.Text(10);
  problem.measures = row.Text(11);
  problem.result = row.Text(12);
  problem.rectifier = row.As<UserId>(13);
  problem.acceptor = row.As<UserId>(14);
  problem.remark = row.Text(15);
  problem.struck_off_at = row.OptionalTime(16);
  return problem;
}

}  // namespace

absl::Status ProblemStore::Insert(db::Transaction& transaction, const Problem& problem) const {
  const ProblemReport& report = problem.report;
  const absl::StatusOr<security::DataKey> key =
      keys_.Ensure(transaction, {SubjectOf(problem), report.division});
  if (absl::IsNotFound(key.status())) return RefuseUnknown("线索", "lead");
  ASSIGN_OR_RETURN(const security::TextVault vault,
                   security::TextVault::Over(key, "problem", problem.id.uuid));
  return transaction
      .Execute(kInsert, problem.id, problem.version, report.division, report.unit, report.unit_name,
               report.lead, problem.state, vault.Seal(report.description, "description"),
               report.due, problem.raised_at, problem.raised_by,
               vault.Seal(problem.measures, "measures"), vault.Seal(problem.result, "result"),
               problem.rectifier, problem.acceptor, vault.Seal(problem.remark, "remark"),
               problem.struck_off_at)
      .status();
}

absl::Status ProblemStore::Update(db::Transaction& transaction, const Problem& problem) const {
  ASSIGN_OR_RETURN(const security::TextVault vault, VaultOf(transaction, problem));
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, problem.version, problem.state,
                                       vault.Seal(problem.measures, "measures"),
                                       vault.Seal(problem.result, "result"), problem.rectifier,
                                       problem.acceptor, vault.Seal(problem.remark, "remark"),
                                       problem.struck_off_at, problem.id, problem.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Problem> ProblemStore::Find(db::Transaction& transaction, ProblemId id) const {
  ASSIGN_OR_RETURN(std::optional<Problem> problem, transaction.QueryOne(kFind, ReadProblem, id));
  if (!problem.has_value()) return RefuseUnknown("问题", "problem");
  RETURN_IF_ERROR(OpenTexts(transaction, *problem));
  return *std::move(problem);
}

absl::StatusOr<std::vector<Problem>> ProblemStore::List(db::Transaction& transaction,
                                                        const ProblemFilter& filter,
                                                        const Page& page) const {
  std::vector<Problem> problems;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { problems.push_back(ReadProblem(row)); },
      filter.division + "%", page.before, filter.state, filter.state, filter.unit, filter.unit,
      page.size + 1));
  for (Problem& problem : problems) RETURN_IF_ERROR(OpenTexts(transaction, problem));
  return problems;
}

absl::Status ProblemStore::EraseOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kEraseOf, lead).status();
}

absl::StatusOr<security::TextVault> ProblemStore::VaultOf(db::Transaction& transaction,
                                                          const Problem& problem) const {
  return security::TextVault::Over(keys_.Find(transaction, SubjectOf(problem)), "problem",
                                   problem.id.uuid);
}

absl::Status ProblemStore::OpenTexts(db::Transaction& transaction, Problem& problem) const {
  ASSIGN_OR_RETURN(const security::TextVault vault, VaultOf(transaction, problem));
  RETURN_IF_ERROR(vault.Open(problem.report.description, "description"));
  RETURN_IF_ERROR(vault.Open(problem.measures, "measures"));
  RETURN_IF_ERROR(vault.Open(problem.result, "result"));
  return vault.Open(problem.remark, "remark");
}

}  // namespace hecha::supervision
