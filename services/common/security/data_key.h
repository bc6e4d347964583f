// Data keys: each subject (a lead, a meeting) has a key of its own, under which everything is
// sealed that the rows of one schema say about it.
//
// A data key is stored wrapped under the keyring's key of the subject's division. So a rotation
// of the keyring wraps keys anew and leaves texts alone, and to shred a key is to lose at once
// every copy of what it sealed, in backups and forgotten columns too.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/common/db/transaction.h"
#include "services/common/security/aead.h"
#include "services/common/security/keyring.h"

namespace hecha::security {

// For a statement that reads a subject's row together with its key: the column, and the join
// after the table, where `id` is the column with the subject. DataKeyStore::Unwrap opens it.
#define HECHA_WRAPPED_KEY "data_key.wrapped"
#define HECHA_WITH_KEY_OF(id) "LEFT JOIN data_key ON data_key.subject = " id " "

// A value; immutable, so safe for concurrent use.
class DataKey {
 public:
  explicit DataKey(Secret secret) : secret_(secret) {}

  // Seals `plaintext`. `associated` (see ColumnContext) is authenticated, not stored: Open needs
  // the same.
  std::string Seal(std::string_view plaintext, std::string_view associated) const;
  // DataLoss if the value was altered, moved or sealed under another key.
  absl::StatusOr<std::string> Open(std::string_view sealed, std::string_view associated) const;

  // A key for one purpose beside columns, such as the chunks of a file.
  Secret For(std::string_view purpose) const;
  // A key that is there as long as this one and `other` are: for what is said of two subjects.
  DataKey With(const DataKey& other) const;

 private:
  Secret secret_;
};

// A DataKeyStore persists data keys. The only place that knows the table `data_key`. It keeps no
// key: to open one costs less than to read its row, and what was shredded is gone at once in
// every process. Safe for concurrent use.
class DataKeyStore {
 public:
  explicit DataKeyStore(const Keyring& keyring) : keyring_(keyring) {}

  struct Owner {
    Uuid subject;
    // Under whose key of the keyring it is wrapped: the division.
    std::string_view key_name;
  };
  // The keys of new subjects, in order. AlreadyExists if one has a key.
  absl::StatusOr<std::vector<DataKey>> CreateAll(db::Transaction& transaction,
                                                 std::span<const Owner> owners) const;

  // The subject's key, made now if it has none. NotFound if it was shredded.
  absl::StatusOr<DataKey> Ensure(db::Transaction& transaction, const Owner& owner) const;

  // NotFound if the subject has no key, or no more.
  absl::StatusOr<DataKey> Find(db::Transaction& transaction, const Uuid& subject) const;

  // Those of `subjects` that have one.
  absl::StatusOr<std::map<Uuid, DataKey>> FindAll(db::Transaction& transaction,
                                                  const std::vector<Uuid>& subjects) const;

  // The same for what HECHA_WRAPPED_KEY held, NULL read as empty. DataLoss if that is no key of
  // the subject.
  absl::StatusOr<DataKey> Unwrap(const Uuid& subject, std::string_view wrapped) const;

  // How many data keys are wrapped under one key of the keyring for one name.
  struct Use {
    // As Keyring::Line::id.
    std::string key_id;
    std::string key_name;
    int64_t data_keys = 0;
  };
  absl::StatusOr<std::vector<Use>> ListUses(db::Transaction& transaction) const;

  // Wraps at most `limit` of them anew, under the newest key of their name; returns how many it
  // found. Leaves alone what another changed meanwhile. DataLoss if the ring lacks their key.
  absl::StatusOr<int> Rewrap(db::Transaction& transaction, const Use& use, int limit) const;

  // Overwrites the subject's key for good. It gets no other, nor a first one if it had none.
  absl::Status Shred(db::Transaction& transaction, const Uuid& subject, absl::Time now) const;

 private:
  absl::StatusOr<DataKey> FindBy(db::Transaction& transaction, const char* sql,
                                 const Uuid& subject) const;
  // The subject's key as a row holds it.
  std::string Wrap(const Owner& owner, const Secret& secret) const;
  absl::StatusOr<Secret> OpenWrapped(const Uuid& subject, std::string_view wrapped) const;

  const Keyring& keyring_;
};

}  // namespace hecha::security
