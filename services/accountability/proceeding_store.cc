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

constexpr char kEraseOf[] = "UPDATE proceeding SET cause = '' WHERE lead_id = ?";
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

// Whose key seals the cause.
const Uuid& SubjectOfCause(const Proceeding& proceeding) {
  const std::optional<LeadId>& lead = proceeding.opening.lead;
  return lead.has_value() ? lead->uuid : proceeding.id.uuid;
}

absl::StatusOr<security::TextVault> VaultOf(const Proceeding& proceeding,
                                            absl::StatusOr<security::DataKey> key) {
  return security::TextVault::Over(std::move(key), "proceeding", proceeding.id.uuid);
}

}  // namespace

absl::Status ProceedingStore::Insert(db::Transaction& transaction,
                                     const Proceeding& proceeding) const {
  const Opening& opening = proceeding.opening;
  absl::StatusOr<security::DataKey> key =
      keys_.Ensure(transaction, {SubjectOfCause(proceeding), opening.division});
  // What opens by itself comes too late at times, and says nothing then. A person is told.
  if (absl::IsNotFound(key.status()) && opening.trigger == Trigger::kReport)
    return RefuseUnknown("线索", "lead");
  ASSIGN_OR_RETURN(const security::TextVault vault, VaultOf(proceeding, std::move(key)));
  return transaction
      .Execute(kInsert, proceeding.id, proceeding.version, opening.division, proceeding.state,
               opening.trigger, opening.clock, opening.lead, opening.lead_no, opening.unit,
               opening.unit_name, vault.Seal(opening.cause, "cause"), proceeding.opened_at,
               proceeding.updated_at)
      .status();
}

absl::Status ProceedingStore::Update(db::Transaction& transaction,
                                     const Proceeding& proceeding) const {
  const Proposal proposal = proceeding.proposal.value_or(Proposal());
  ASSIGN_OR_RETURN(const security::TextVault vault,
                   VaultOf(proceeding, keys_.Ensure(transaction, {proceeding.id.uuid,
                                                                  proceeding.opening.division})));
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(
          kUpdate, proceeding.version, proceeding.state, vault.Seal(proceeding.facts, "facts"),
          vault.Seal(proceeding.statement, "statement"),
          proceeding.proposal.has_value() ? db::ToParam(proposal.measure) : db::Param(),
          vault.Seal(proposal.grounds, "grounds"), proposal.legal_basis, proposal.rectify_by,
          UnlessNil(proceeding.proposer), UnlessNil(proceeding.approver),
          vault.Seal(proceeding.execution, "execution"), proceeding.document_no,
          vault.Seal(proceeding.appeal, "appeal"), vault.Seal(proceeding.decision, "decision"),
          UnlessNil(proceeding.appeal_decider), proceeding.updated_at, proceeding.id,
          proceeding.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Proceeding> ProceedingStore::Find(db::Transaction& transaction,
                                                 ProceedingId id) const {
  ASSIGN_OR_RETURN(std::optional<Proceeding> proceeding, transaction.QueryOne(kFind, Read, id));
  if (!proceeding.has_value()) return RefuseUnknown("问责", "proceeding");
  RETURN_IF_ERROR(Open(transaction, *proceeding));
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
  for (Proceeding& proceeding : proceedings) RETURN_IF_ERROR(Open(transaction, proceeding));
  return proceedings;
}

absl::Status ProceedingStore::EraseOf(db::Transaction& transaction, LeadId lead,
                                      absl::Time now) const {
  RETURN_IF_ERROR(transaction.Execute(kEraseOf, lead).status());
  return keys_.Shred(transaction, lead.uuid, now);
}

absl::Status ProceedingStore::Open(db::Transaction& transaction, Proceeding& proceeding) const {
  ASSIGN_OR_RETURN(const security::TextVault of_cause,
                   VaultOf(proceeding, keys_.Find(transaction, SubjectOfCause(proceeding))));
  RETURN_IF_ERROR(of_cause.Open(proceeding.opening.cause, "cause"));
  ASSIGN_OR_RETURN(const security::TextVault vault,
                   VaultOf(proceeding, keys_.Find(transaction, proceeding.id.uuid)));
  RETURN_IF_ERROR(vault.Open(proceeding.facts, "facts"));
  RETURN_IF_ERROR(vault.Open(proceeding.statement, "statement"));
  if (proceeding.proposal.has_value())
    RETURN_IF_ERROR(vault.Open(proceeding.proposal->grounds, "grounds"));
  RETURN_IF_ERROR(vault.Open(proceeding.execution, "execution"));
  RETURN_IF_ERROR(vault.Open(proceeding.appeal, "appeal"));
  return vault.Open(proceeding.decision, "decision");
}

}  // namespace hecha::accountability
