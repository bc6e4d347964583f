// A fresh schema with one table of items, on the program's real server.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "services/common/db/database.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::db {

inline absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

constexpr char kCreateItem[] =
    "CREATE TABLE item (id BIGINT PRIMARY KEY, value BIGINT NOT NULL, version BIGINT NOT NULL)";
constexpr char kInsertItem[] = "INSERT INTO item (id, value, version) VALUES (?, ?, 1)";
constexpr char kSelectItem[] = "SELECT value, version FROM item WHERE id = ?";
constexpr char kSetItem[] = "UPDATE item SET value = ? WHERE id = ?";
constexpr char kAddItem[] = "UPDATE item SET value = value + ? WHERE id = ?";
constexpr char kUpdateItem[] =
    "UPDATE item SET value = ?, version = version + 1 WHERE id = ? AND version = ?";
constexpr char kSessionId[] = "SELECT CONNECTION_ID()";

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() : schema_(MariaDb::Shared().NewSchema()), database_(Open({})) {
    EXPECT_OK(Run(kCreateItem));
  }

  std::unique_ptr<Database> Open(std::function<void(DatabaseOptions&)> change) {
    DatabaseOptions options = MariaDb::Shared().Options(schema_);
    if (change) change(options);
    absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options, metrics_);
    EXPECT_OK(database);
    return *std::move(database);
  }

  template <class... Args>
  absl::StatusOr<int64_t> Run(const char* sql, Args... args) {
    return database_->Transact(
        Soon(), [&](Transaction& transaction) { return transaction.Execute(sql, args...); });
  }

  absl::StatusOr<std::optional<int64_t>> Number(const char* sql) {
    return database_->Read(Soon(), [&](Transaction& transaction) {
      return transaction.QueryOne(sql, [](const Row& row) { return row.Int(0); });
    });
  }

  static absl::StatusOr<int64_t> SessionId(Transaction& transaction) {
    ASSIGN_OR_RETURN(auto id,
                     transaction.QueryOne(kSessionId, [](const Row& row) { return row.Int(0); }));
    return *id;
  }

  telemetry::Metrics metrics_;
  const std::string schema_;
  std::unique_ptr<Database> database_;
};

}  // namespace hecha::db
