#include "services/accountability/proceeding_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::accountability {
namespace {

constexpr char kInsert[] =
    "INSERT INTO proceeding (id, version, division, state, opened_by, clock_id, lead_id, lead_no, "
    "unit_id, unit_name, cause, opened_at, updated_at, facts, statement, grounds, legal_basis, "
    "execution, document_no, appeal, decision) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', '', '', '', '')";
// What it was opened with stays; only what a transition changes is written.
constexpr char kUpdate[] =
    "UPDATE proceeding SET version = ?, state = ?, facts = ?, statement = ?, measure = ?, "
    "grounds = ?, legal_basis = ?, rectify_by = ?, proposer_id = ?, approver_id = ?, "
    "execution = ?, document_no = ?, appeal = ?, decision = ?, appeal_decider_id = ?, "
    "updated_at = ? WHERE id = ? AND version = ?";

#define PROCEEDING_COLUMNS                                                                       \
  "SELECT id, version, division, state, opened_by, clock_id, lead_id, lead_no, unit_id, "        \
  "unit_name, cause, facts, statement, measure, grounds, legal_basis, rectify_by, proposer_id, " \
  "approver_id, execution, document_no, appeal, decision, appeal_decider_id, opened_at, "        \
  "updated_at FROM proceeding "
constexpr char kFind[] = PROCEEDING_COLUMNS "WHERE id = ?";
// One shape for every filter, so that one prepared statement serves them all: a 0 or NULL
// switches its condition off.
constexpr char kList[] = PROCEEDING_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? = 0 OR state = ?) AND (? IS NULL OR unit_id = ?) "
    "AND (? IS NULL OR clock_id = ?) ORDER BY id DESC LIMIT ?";
#undef PROCEEDING_COLUMNS

constexpr char kHasClock[] = "SELECT 1 FROM proceeding WHERE clock_id = ?";

std::optional<UserId> UnlessNil(UserId user) {
  return user.nil() ? std::nullopt : std::optional<UserId>(user);
}

template <class TypedId>
std::optional<TypedId> OptionalId(const db::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.As<TypedId>(column);
}

// The sealed columns stay sealed until Open, because a row's reader has no way to fail.
Proceeding Read(const db::Row& row) {
  Proceeding proceeding;
  Opening& opening = proceeding.opening;
  proceeding.id = row.As<ProceedingId>(0);
  proceeding.version = row.Int(1);
  opening.division = row.Text(2);
  proceeding.state = static_cast<ProceedingState>(row.Int(3));
  opening.trigger = static_cast<Trigger>(row.Int(4));
  opening.clock = OptionalId<ClockId>(row, 5);
  opening.lead = OptionalId<LeadId>(row, 6);
  opening.lead_no = row.Text(7);
  opening.unit = row.As<UnitId>(8);
  opening.unit_name = row.Text(9);
  opening.cause = row.Text(10);
  proceeding.facts = row.Text(11);
  proceeding.statement = row.Text(12);
  if (!row.IsNull(13))
    proceeding.proposal = Proposal{static_cast<Measure>(row.Int(13)), row.Text(14), row.Text(15),
                                   row.OptionalTime(16)};
  proceeding.proposer = OptionalId<UserId>(row, 17).value_or(UserId());
  proceeding.approver = OptionalId<UserId>(row, 18).value_or(UserId());
  proceeding.execution = row.Text(19);
  proceeding.document_no = row.Text(20);
  proceeding.appeal = row.Text(21);
  proceeding.decision = row.Text(22);
  proceeding.appeal_decider = OptionalId<UserId>(row, 23).value_or(UserId());
  proceeding.opened_at = row.Time(24);
  proceeding.updated_at = row.Time(25);
  return proceeding;
}

std::string Context(const Proceeding& proceeding, std::string_view column) {
  return security::ColumnContext("proceeding", proceeding.id.uuid.bytes(), column);
}

}  // namespace

absl::Status ProceedingStore::Insert(db::Transaction& transaction,
                                     const Proceeding& proceeding) const {
  const Opening& opening = proceeding.opening;
  return transaction
      .Execute(kInsert, proceeding.id, proceeding.version, opening.division, proceeding.state,
               opening.trigger, opening.clock, opening.lead, opening.lead_no, opening.unit,
               opening.unit_name, Seal(proceeding, "cause", opening.cause), proceeding.opened_at,
               proceeding.updated_at)
      .status();
}

absl::Status ProceedingStore::Update(db::Transaction& transaction,
                                     const Proceeding& proceeding) const {
  const Proposal proposal = proceeding.proposal.value_or(Proposal());
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(
          kUpdate, proceeding.version, proceeding.state,
          Seal(proceeding, "facts", proceeding.facts),
          Seal(proceeding, "statement", proceeding.statement),
          proceeding.proposal.has_value() ? db::ToParam(proposal.measure) : db::Param(),
          Seal(proceeding, "grounds", proposal.grounds), proposal.legal_basis, proposal.rectify_by,
          UnlessNil(proceeding.proposer), UnlessNil(proceeding.approver),
          Seal(proceeding, "execution", proceeding.execution), proceeding.document_no,
          Seal(proceeding, "appeal", proceeding.appeal),
          Seal(proceeding, "decision", proceeding.decision), UnlessNil(proceeding.appeal_decider),
          proceeding.updated_at, proceeding.id, proceeding.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Proceeding> ProceedingStore::Find(db::Transaction& transaction,
                                                 ProceedingId id) const {
  ASSIGN_OR_RETURN(std::optional<Proceeding> proceeding, transaction.QueryOne(kFind, Read, id));
  if (!proceeding.has_value()) return RefuseUnknown("问责", "proceeding");
  RETURN_IF_ERROR(Open(*proceeding));
  return *std::move(proceeding);
}

absl::StatusOr<bool> ProceedingStore::HasClock(db::Transaction& transaction, ClockId clock) const {
  ASSIGN_OR_RETURN(const std::optional<bool> found,
                   transaction.QueryOne(
                       kHasClock, [](const db::Row&) { return true; }, clock));
  return found.has_value();
}

absl::StatusOr<std::vector<Proceeding>> ProceedingStore::List(db::Transaction& transaction,
                                                              const ProceedingFilter& filter,
                                                              const Page& page) const {
  const int64_t state = filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
  std::vector<Proceeding> proceedings;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { proceedings.push_back(Read(row)); }, filter.division + "%",
      page.before, state, state, filter.unit, filter.unit, filter.clock, filter.clock,
      page.size + 1));
  for (Proceeding& proceeding : proceedings) RETURN_IF_ERROR(Open(proceeding));
  return proceedings;
}

std::string ProceedingStore::Seal(const Proceeding& proceeding, std::string_view column,
                                  const std::string& text) const {
  if (text.empty()) return text;
  return keyring_.Seal(proceeding.opening.division, text, Context(proceeding, column));
}

absl::Status ProceedingStore::Open(Proceeding& proceeding) const {
  const auto open = [&](std::string_view column, std::string& text) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(text, keyring_.Open(text, Context(proceeding, column)));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(open("cause", proceeding.opening.cause));
  RETURN_IF_ERROR(open("facts", proceeding.facts));
  RETURN_IF_ERROR(open("statement", proceeding.statement));
  if (proceeding.proposal.has_value())
    RETURN_IF_ERROR(open("grounds", proceeding.proposal->grounds));
  RETURN_IF_ERROR(open("execution", proceeding.execution));
  RETURN_IF_ERROR(open("appeal", proceeding.appeal));
  return open("decision", proceeding.decision);
}

}  // namespace hecha::accountability
