#include "services/common/security/data_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"
#include "services/common/security/sodium.h"

namespace hecha::security {
namespace {

constexpr char kInsert[] = "INSERT INTO data_key (subject, key_name, key_id, wrapped) VALUES";
constexpr char kKeyRow[] = "(?, ?, ?, ?)";
constexpr char kInsertMissing[] =
    "INSERT IGNORE INTO data_key (subject, key_name, key_id, wrapped) VALUES (?, ?, ?, ?)";
#define FIND "SELECT wrapped FROM data_key WHERE subject = ? AND shredded_at IS NULL"
constexpr char kFind[] = FIND;
// Whatever is the newest, also where the transaction's snapshot is older.
constexpr char kFindNewest[] = FIND " LOCK IN SHARE MODE";
#undef FIND
constexpr char kFindAll[] =
    "SELECT subject, wrapped FROM data_key WHERE subject IN ({}) AND shredded_at IS NULL";
// By the index alone. Shredded keys have no id but zeros.
constexpr char kListUses[] =
    "SELECT key_id, key_name, COUNT(*) FROM data_key WHERE key_id <> REPEAT(x'00', 8) "
    "GROUP BY key_id, key_name";
constexpr char kListWrapped[] =
    "SELECT subject, wrapped FROM data_key WHERE key_id = ? AND key_name = ? LIMIT ?";
constexpr char kRewrap[] =
    "UPDATE data_key SET key_id = ?, wrapped = ? WHERE subject = ? AND wrapped = ?";
// As many zeros as it had bytes, so that the page keeps nothing of it; a row of zeros where there
// is none, so that none is made any more.
constexpr char kShred[] =
    "INSERT INTO data_key (subject, key_name, key_id, wrapped, shredded_at) "
    "VALUES (?, '', REPEAT(x'00', 8), x'00', ?) ON DUPLICATE KEY UPDATE key_id = VALUES(key_id), "
    "wrapped = REPEAT(x'00', LENGTH(wrapped)), "
    "shredded_at = COALESCE(shredded_at, VALUES(shredded_at))";

// What is answered where there is nothing to unwrap.
absl::Status NoKey() { return absl::NotFoundError("the subject has no key, or no more"); }

// What a data key sealed begins with; the keyring's own format is 1.
constexpr char kFormat = 2;

constexpr std::string_view kForPurpose = "hecha.data_key.purpose.v1";
constexpr std::string_view kForTwo = "hecha.data_key.two.v1";

std::string Context(const Uuid& subject) {
  return ColumnContext("data_key", subject.bytes(), "wrapped");
}

db::Param KeyIdOf(std::string_view wrapped) {
  return db::ToParam(Keyring::KeyIdOf(wrapped).value_or(""));
}

// The values of kKeyRow.
std::vector<db::Param> RowOf(const DataKeyStore::Owner& owner, std::string wrapped) {
  db::Param key_id = KeyIdOf(wrapped);
  return {db::ToParam(owner.subject), db::ToParam(owner.key_name), std::move(key_id),
          db::ToParam(std::move(wrapped))};
}

}  // namespace

std::string DataKey::Seal(std::string_view plaintext, std::string_view associated) const {
  return SealUnder(secret_, std::string(1, kFormat), plaintext, associated);
}

absl::StatusOr<std::string> DataKey::Open(std::string_view sealed,
                                          std::string_view associated) const {
  if (sealed.empty() || sealed[0] != kFormat) return Unreadable("not our format");
  return OpenUnder(secret_, sealed, 1, associated);
}

Secret DataKey::For(std::string_view purpose) const {
  return Derive(secret_, kForPurpose, purpose);
}

DataKey DataKey::With(const DataKey& other) const {
  return DataKey(Derive(secret_, kForTwo, other.secret_.view()));
}

absl::StatusOr<std::vector<DataKey>> DataKeyStore::CreateAll(db::Transaction& transaction,
                                                             std::span<const Owner> owners) const {
  std::vector<DataKey> keys;
  std::vector<db::Param> rows;
  for (const Owner& owner : owners) {
    const Secret secret = Secret::Random();
    std::vector<db::Param> row = RowOf(owner, Wrap(owner, secret));
    std::move(row.begin(), row.end(), std::back_inserter(rows));
    keys.emplace_back(secret);
  }
  RETURN_IF_ERROR(db::InsertRows(transaction, kInsert, kKeyRow, std::move(rows)).status());
  return keys;
}

absl::StatusOr<DataKey> DataKeyStore::Ensure(db::Transaction& transaction,
                                             const Owner& owner) const {
  absl::StatusOr<DataKey> known = Find(transaction, owner.subject);
  if (!absl::IsNotFound(known.status())) return known;
  const Secret secret = Secret::Random();
  // Zero rows where it was shredded, or where another made it just now: then that one counts.
  ASSIGN_OR_RETURN(const int64_t made,
                   transaction.ExecuteParams(kInsertMissing, RowOf(owner, Wrap(owner, secret))));
  if (made == 1) return DataKey(secret);
  return FindBy(transaction, kFindNewest, owner.subject);
}

absl::StatusOr<DataKey> DataKeyStore::Find(db::Transaction& transaction,
                                           const Uuid& subject) const {
  return FindBy(transaction, kFind, subject);
}

absl::StatusOr<std::map<Uuid, DataKey>> DataKeyStore::FindAll(
    db::Transaction& transaction, const std::vector<Uuid>& subjects) const {
  std::map<Uuid, DataKey> keys;
  if (subjects.empty()) return keys;
  const db::InList list = db::MakeInList(subjects);
  std::map<Uuid, std::string> rows;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kFindAll, list.marks), [&](const db::Row& row) { rows[row.Id(0)] = row.Text(1); },
      list.values));
  for (const auto& [subject, wrapped] : rows) {
    ASSIGN_OR_RETURN(DataKey key, Unwrap(subject, wrapped));
    keys.emplace(subject, std::move(key));
  }
  return keys;
}

absl::StatusOr<DataKey> DataKeyStore::FindBy(db::Transaction& transaction, const char* sql,
                                             const Uuid& subject) const {
  ASSIGN_OR_RETURN(std::optional<std::string> wrapped,
                   transaction.QueryOne(
                       sql, [](const db::Row& row) { return row.Text(0); }, subject));
  if (!wrapped.has_value()) return NoKey();
  return Unwrap(subject, *wrapped);
}

absl::StatusOr<DataKey> DataKeyStore::Unwrap(const Uuid& subject, std::string_view wrapped) const {
  // Shredded, it is all zeros.
  if (wrapped.empty() || wrapped[0] == '\0') return NoKey();
  ASSIGN_OR_RETURN(const Secret secret, OpenWrapped(subject, wrapped));
  return DataKey(secret);
}

std::string DataKeyStore::Wrap(const Owner& owner, const Secret& secret) const {
  return keyring_.Seal(owner.key_name, secret.view(), Context(owner.subject));
}

absl::StatusOr<Secret> DataKeyStore::OpenWrapped(const Uuid& subject,
                                                 std::string_view wrapped) const {
  ASSIGN_OR_RETURN(std::string bytes, keyring_.Open(wrapped, Context(subject)));
  if (bytes.size() != Secret::kSize) return Unreadable("a data key has another size");
  const Secret secret = Secret::Of(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return secret;
}

absl::StatusOr<std::vector<DataKeyStore::Use>> DataKeyStore::ListUses(
    db::Transaction& transaction) const {
  std::vector<Use> uses;
  RETURN_IF_ERROR(transaction.Query(kListUses, [&](const db::Row& row) {
    uses.push_back({row.Text(0), row.Text(1), row.Int(2)});
  }));
  return uses;
}

absl::StatusOr<int> DataKeyStore::Rewrap(db::Transaction& transaction, const Use& use,
                                         int limit) const {
  struct Entry {
    Uuid subject;
    std::string wrapped;
  };
  std::vector<Entry> entries;
  RETURN_IF_ERROR(transaction.Query(
      kListWrapped,
      [&](const db::Row& row) {
        entries.push_back({row.Id(0), row.Text(1)});
      },
      use.key_id, use.key_name, limit));
  for (const Entry& entry : entries) {
    ASSIGN_OR_RETURN(const Secret secret, OpenWrapped(entry.subject, entry.wrapped));
    const std::string fresh = Wrap({entry.subject, use.key_name}, secret);
    RETURN_IF_ERROR(
        transaction.Execute(kRewrap, KeyIdOf(fresh), fresh, entry.subject, entry.wrapped).status());
  }
  return static_cast<int>(entries.size());
}

absl::Status DataKeyStore::Shred(db::Transaction& transaction, const Uuid& subject,
                                 absl::Time now) const {
  return transaction.Execute(kShred, subject, now).status();
}

}  // namespace hecha::security
