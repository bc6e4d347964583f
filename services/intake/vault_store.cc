#include "services/intake/vault_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kInsertBox[] =
    "INSERT INTO identity_box (lead_id, custodian_key_id, sealed) VALUES (?, ?, ?)";
constexpr char kFindBox[] =
    "SELECT sealed FROM identity_box WHERE lead_id = ? AND custodian_key_id = ?";
constexpr char kHasBox[] = "SELECT 1 FROM identity_box WHERE lead_id = ? LIMIT 1";

constexpr char kInsert[] =
    "INSERT INTO identity_unlock (id, version, lead_id, division, state, requested_by, reason, "
    "requested_at, expires_at, opened) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE identity_unlock SET version = ?, state = ?, approved_by = ?, approved_at = ?, "
    "expires_at = ?, opened = ? WHERE id = ? AND version = ?";
#define UNLOCK_COLUMNS                                                                 \
  "SELECT id, version, lead_id, division, state, requested_by, reason, requested_at, " \
  "approved_by, approved_at, expires_at, opened FROM identity_unlock "
constexpr char kFind[] = UNLOCK_COLUMNS "WHERE id = ?";
constexpr char kList[] = UNLOCK_COLUMNS "WHERE lead_id = ? AND id < ? ORDER BY id DESC LIMIT ?";
#undef UNLOCK_COLUMNS

std::string Context(UnlockId id) {
  return security::ColumnContext("identity_unlock", id.uuid.bytes(), "reason");
}

// The reason is still sealed.
Unlock Read(const db::Row& row) {
  Unlock unlock;
  unlock.id = row.As<UnlockId>(0);
  unlock.version = row.Int(1);
  unlock.lead = row.As<LeadId>(2);
  unlock.division = row.Text(3);
  unlock.state = static_cast<UnlockState>(row.Int(4));
  unlock.requested_by = row.As<UserId>(5);
  unlock.reason = row.Text(6);
  unlock.requested_at = row.Time(7);
  if (!row.IsNull(8)) unlock.approved_by = row.As<UserId>(8);
  unlock.approved_at = row.OptionalTime(9);
  unlock.expires_at = row.Time(10);
  unlock.opened = static_cast<int>(row.Int(11));
  return unlock;
}

constexpr char kListOf[] = "SELECT id FROM identity_unlock WHERE lead_id = ?";
constexpr char kDeleteBoxes[] = "DELETE FROM identity_box WHERE lead_id = ?";
constexpr char kDeleteUnlocks[] = "DELETE FROM identity_unlock WHERE lead_id = ?";

}  // namespace

absl::Status VaultStore::PutBox(db::Transaction& transaction, LeadId lead, CustodianKeyId key,
                                std::string_view box) const {
  return transaction.Execute(kInsertBox, lead, key, box).status();
}

absl::StatusOr<std::optional<std::string>> VaultStore::FindBox(db::Transaction& transaction,
                                                               LeadId lead,
                                                               CustodianKeyId key) const {
  return transaction.QueryOne(
      kFindBox, [](const db::Row& row) { return row.Text(0); }, lead, key);
}

absl::StatusOr<bool> VaultStore::HasBox(db::Transaction& transaction, LeadId lead) const {
  bool has = false;
  RETURN_IF_ERROR(transaction.Query(
      kHasBox, [&](const db::Row&) { has = true; }, lead));
  return has;
}

absl::Status VaultStore::Insert(db::Transaction& transaction, const Unlock& unlock) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, unlock.lead.uuid));
  return transaction
      .Execute(kInsert, unlock.id, unlock.version, unlock.lead, unlock.division, unlock.state,
               unlock.requested_by, key.Seal(unlock.reason, Context(unlock.id)),
               unlock.requested_at, unlock.expires_at, unlock.opened)
      .status();
}

absl::Status VaultStore::Update(db::Transaction& transaction, const Unlock& unlock) const {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, unlock.version, unlock.state,
                          unlock.approved_by.nil() ? db::Param() : db::ToParam(unlock.approved_by),
                          unlock.approved_at, unlock.expires_at, unlock.opened, unlock.id,
                          unlock.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Unlock> VaultStore::Find(db::Transaction& transaction, UnlockId id) const {
  std::vector<Unlock> unlocks;
  RETURN_IF_ERROR(transaction.Query(
      kFind, [&](const db::Row& row) { unlocks.push_back(Read(row)); }, id));
  if (unlocks.empty()) return RefuseUnknown("解锁申请", "unlock");
  RETURN_IF_ERROR(Unseal(transaction, unlocks));
  return std::move(unlocks.front());
}

absl::StatusOr<std::vector<Unlock>> VaultStore::List(db::Transaction& transaction, LeadId lead,
                                                     const Page& page) const {
  std::vector<Unlock> unlocks;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { unlocks.push_back(Read(row)); }, lead, page.before,
      page.size + 1));
  RETURN_IF_ERROR(Unseal(transaction, unlocks));
  return unlocks;
}

absl::Status VaultStore::Unseal(db::Transaction& transaction, std::vector<Unlock>& unlocks) const {
  if (unlocks.empty()) return absl::OkStatus();
  // All of one lead.
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, unlocks.front().lead.uuid));
  for (Unlock& unlock : unlocks) {
    ASSIGN_OR_RETURN(unlock.reason, key.Open(unlock.reason, Context(unlock.id)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<UnlockId>> VaultStore::ListOf(db::Transaction& transaction,
                                                         LeadId lead) const {
  std::vector<UnlockId> unlocks;
  RETURN_IF_ERROR(transaction.Query(
      kListOf, [&](const db::Row& row) { unlocks.push_back(row.As<UnlockId>(0)); }, lead));
  return unlocks;
}

absl::Status VaultStore::DeleteBoxes(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDeleteBoxes, lead).status();
}

absl::Status VaultStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  RETURN_IF_ERROR(transaction.Execute(kDeleteBoxes, lead).status());
  return transaction.Execute(kDeleteUnlocks, lead).status();
}

}  // namespace hecha::intake
