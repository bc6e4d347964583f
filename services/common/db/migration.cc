#include "services/common/db/migration.h"

#include <fmt/format.h>
#include <sodium.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"

namespace hecha::db {
namespace {

constexpr char kCreateTable[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    " set_name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,"
    " number INT NOT NULL,"
    " name VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,"
    " checksum BINARY(32) NOT NULL,"
    " applied_at DATETIME(6) NOT NULL,"
    " PRIMARY KEY (set_name, number)) ENGINE = InnoDB";
constexpr char kTableExists[] =
    "SELECT COUNT(*) FROM information_schema.tables"
    " WHERE table_schema = DATABASE() AND table_name = 'migration'";
constexpr char kSelect[] = "SELECT set_name, number, name, checksum FROM migration";
constexpr char kInsert[] =
    "INSERT INTO migration (set_name, number, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)";
// One migrating process at a time; the lock goes with the connection. It is local to a
// server, and so are our writes; even without it each file is re-runnable.
constexpr char kLock[] = "SELECT GET_LOCK(CONCAT('hecha.migrate.', DATABASE()), 60)";

using Key = std::pair<std::string, int>;

struct Applied {
  std::string name;
  std::string checksum;
};

std::string Checksum(std::string_view sql) {
  std::string sum(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(sum.data()),
                     reinterpret_cast<const unsigned char*>(sql.data()), sql.size());
  return sum;
}

absl::StatusOr<std::map<Key, Applied>> ReadApplied(Transaction& transaction) {
  std::map<Key, Applied> applied;
  ASSIGN_OR_RETURN(std::optional<bool> exists,
                   transaction.QueryOne(kTableExists, [](const Row& row) { return row.Bool(0); }));
  if (!exists.value_or(false)) return applied;
  RETURN_IF_ERROR(transaction.Query(kSelect, [&](const Row& row) {
    applied[{row.Text(0), static_cast<int>(row.Int(1))}] = {row.Text(2), row.Text(3)};
  }));
  return applied;
}

struct Pending {
  std::string_view set;
  const Migration* migration;
};

// What of `sets` is not in `applied`, in order; FailedPrecondition where they contradict.
absl::StatusOr<std::vector<Pending>> Compare(std::span<const MigrationSet> sets,
                                             std::map<Key, Applied> applied) {
  std::vector<Pending> pending;
  for (const MigrationSet& set : sets) {
    int previous = 0;
    bool gap = false;
    for (const Migration& migration : set.migrations) {
      const std::string file = fmt::format("{}/{}", set.name, migration.name);
      if (migration.number <= previous) {
        return absl::FailedPreconditionError("migration " + file + " is out of order");
      }
      previous = migration.number;
      auto found = applied.find({std::string(set.name), migration.number});
      if (found == applied.end()) {
        gap = true;
        pending.push_back({set.name, &migration});
        continue;
      }
      if (gap) {
        return absl::FailedPreconditionError(
            fmt::format("migration {} is applied, but not the one before it", file));
      }
      if (found->second.checksum != Checksum(migration.sql) ||
          found->second.name != migration.name) {
        return absl::FailedPreconditionError(
            fmt::format("migration {} was applied with another content", file));
      }
      applied.erase(found);
    }
  }
  if (!applied.empty()) {
    const auto& [key, extra] = *applied.begin();
    return absl::FailedPreconditionError(
        fmt::format("the schema holds migration {}/{}, which this program does not know", key.first,
                    extra.name));
  }
  return pending;
}

absl::Status Apply(Transaction& transaction, const Pending& pending) {
  const Migration& migration = *pending.migration;
  absl::StatusOr<int64_t> changed = transaction.ExecuteParams(migration.sql, {});
  // An ALTER TABLE whose record was lost with the process has done its work.
  if (!changed.ok() && !absl::IsFailedPrecondition(changed.status())) {
    return absl::Status(changed.status().code(),
                        fmt::format("migration {}/{}: {}", pending.set, migration.name,
                                    std::string(changed.status().message())));
  }
  RETURN_IF_ERROR(transaction
                      .Execute(kInsert, pending.set, migration.number, migration.name,
                               Checksum(migration.sql), absl::Now())
                      .status());
  telemetry::Log(telemetry::Level::kInfo, "migration applied", "",
                 {{"set", std::string(pending.set)}, {"name", std::string(migration.name)}});
  return absl::OkStatus();
}

}  // namespace

absl::Status Migrate(Database& database, std::span<const MigrationSet> sets) {
  // Connections of its own: a DDL statement on a large table takes as long as it takes.
  DatabaseOptions options = database.options();
  options.pool_size = 1;
  options.statement_timeout = absl::Hours(24);
  telemetry::Metrics unseen;
  ASSIGN_OR_RETURN(std::unique_ptr<Database> patient, Database::Open(options, unseen));
  // DDL commits implicitly, so this is a transaction by name only. What makes it safe is
  // that each file is re-runnable and recorded after it ran.
  return patient->Transact(absl::InfiniteFuture(), [&](Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(std::optional<bool> locked, transaction.QueryOne(kLock, [](const Row& row) {
      return row.OptionalInt(0) == 1;
    }));
    if (!locked.value_or(false)) {
      return absl::UnavailableError("another process is migrating this schema");
    }
    // The lock's wait has outlived the transaction's snapshot; DDL, even where it changes
    // nothing, ends the transaction, and what follows reads the present.
    RETURN_IF_ERROR(transaction.Execute(kCreateTable).status());
    ASSIGN_OR_RETURN(auto applied, ReadApplied(transaction));
    ASSIGN_OR_RETURN(std::vector<Pending> pending, Compare(sets, std::move(applied)));
    for (const Pending& each : pending) RETURN_IF_ERROR(Apply(transaction, each));
    return absl::OkStatus();
  });
}

absl::Status CheckMigrated(Database& database, std::span<const MigrationSet> sets) {
  return database.Read(
      absl::Now() + absl::Seconds(30), [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(auto applied, ReadApplied(transaction));
        ASSIGN_OR_RETURN(std::vector<Pending> pending, Compare(sets, std::move(applied)));
        if (pending.empty()) return absl::OkStatus();
        return absl::FailedPreconditionError(
            fmt::format("migration {}/{} is not applied: run migrate", pending[0].set,
                        pending[0].migration->name));
      });
}

}  // namespace hecha::db
