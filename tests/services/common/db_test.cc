// What common/db promises, against a real server: no acknowledged change is lost or doubled,
// no failure is swallowed, and no value changes on its way. Faults are real as well: the
// server's own deadlocks, KILL from another session, SIGKILL and SIGSTOP of a server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/common/db/database.h"
#include "services/common/db/migration.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::db {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

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

// --- transactions

TEST_F(DatabaseTest, ACommittedChangeIsSeenByTheNextTransaction) {
  EXPECT_THAT(Run(kInsertItem, 1, 10), IsOkAndHolds(1));
  EXPECT_THAT(Number("SELECT value FROM item WHERE id = 1"), IsOkAndHolds(Optional(10)));
}

TEST_F(DatabaseTest, AnErrorOfTheBodyUndoesEverythingItDid) {
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Execute(kInsertItem, 1, 10).status());
    return absl::FailedPreconditionError("no");
  });
  EXPECT_THAT(status, StatusIs(StatusCode::kFailedPrecondition, "no"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM item"), IsOkAndHolds(Optional(0)));
}

TEST_F(DatabaseTest, ABodyThatOverlooksAFailedStatementCommitsNothing) {
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Execute(kInsertItem, 1, 10).status());
    (void)transaction.Execute("INSERT INTO no_such_table VALUES (?)", 1);
    (void)transaction.Execute(kInsertItem, 2, 10);
    return absl::OkStatus();
  });
  EXPECT_THAT(status, StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM item"), IsOkAndHolds(Optional(0)));
}

TEST_F(DatabaseTest, ABodyThatThrowsLeavesNothingBehind) {
  EXPECT_THROW((void)database_->Transact(Soon(),
                                         [&](Transaction& transaction) -> absl::Status {
                                           (void)transaction.Execute(kInsertItem, 1, 10);
                                           throw std::runtime_error("defect");
                                         }),
               std::runtime_error);
  EXPECT_THAT(Number("SELECT COUNT(*) FROM item"), IsOkAndHolds(Optional(0)));
}

TEST_F(DatabaseTest, ADuplicateKeyIsAlreadyExistsAndTheTransactionGoesOn) {
  ASSERT_OK(Run(kInsertItem, 1, 10));
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    EXPECT_THAT(transaction.Execute(kInsertItem, 1, 11), StatusIs(StatusCode::kAlreadyExists));
    return transaction.Execute(kInsertItem, 2, 20).status();
  });
  EXPECT_OK(status);
  EXPECT_THAT(Number("SELECT SUM(value) FROM item"), IsOkAndHolds(Optional(30)));
}

TEST_F(DatabaseTest, AReadTransactionSeesOneSnapshotAndCannotWrite) {
  ASSERT_OK(Run(kInsertItem, 1, 10));
  absl::Status status = database_->Read(Soon(), [&](Transaction& transaction) -> absl::Status {
    EXPECT_OK(Run(kSetItem, 11, 1));
    ASSIGN_OR_RETURN(auto value, transaction.QueryOne(
                                     kSelectItem, [](const Row& row) { return row.Int(0); }, 1));
    EXPECT_THAT(value, Optional(10));
    return absl::OkStatus();
  });
  EXPECT_OK(status);
  EXPECT_THAT(
      database_->Read(
          Soon(), [&](Transaction& transaction) { return transaction.Execute(kSetItem, 12, 1); }),
      StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Number("SELECT value FROM item WHERE id = 1"), IsOkAndHolds(Optional(11)));
}

// --- conflicts

TEST_F(DatabaseTest, AStaleVersionChangesNoRow) {
  ASSERT_OK(Run(kInsertItem, 1, 10));
  EXPECT_THAT(Run(kUpdateItem, 11, 1, 1), IsOkAndHolds(1));
  EXPECT_THAT(Run(kUpdateItem, 12, 1, 1), IsOkAndHolds(0));
}

TEST_F(DatabaseTest, ALostUpdateIsRefusedAndRunAgainEvenWithoutAVersion) {
  ASSERT_OK(Run(kInsertItem, 1, 0));
  int runs = 0;
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(auto value, transaction.QueryOne(
                                     kSelectItem, [](const Row& row) { return row.Int(0); }, 1));
    if (++runs == 1) {
      EXPECT_OK(Run(kAddItem, 100, 1));  // Somebody is faster.
    }
    return transaction.Execute(kSetItem, *value + 1, 1).status();
  });
  EXPECT_OK(status);
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(Number("SELECT value FROM item WHERE id = 1"), IsOkAndHolds(Optional(101)));
}

TEST_F(DatabaseTest, ADeadlockIsRunAgainUntilBothSucceed) {
  ASSERT_OK(Run(kInsertItem, 1, 0));
  ASSERT_OK(Run(kInsertItem, 2, 0));
  std::atomic<int> runs = 0;
  absl::Notification locked[2];
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      bool first = true;
      EXPECT_OK(database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
        ++runs;
        RETURN_IF_ERROR(transaction.Execute(kAddItem, 1, 1 + i).status());
        if (std::exchange(first, false)) {
          locked[i].Notify();
          locked[1 - i].WaitForNotification();
        }
        return transaction.Execute(kAddItem, 1, 2 - i).status();
      }));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(runs, 3);
  EXPECT_THAT(Number("SELECT SUM(value) FROM item"), IsOkAndHolds(Optional(4)));
}

TEST_F(DatabaseTest, AConflictThatNeverEndsIsAborted) {
  ASSERT_OK(Run(kInsertItem, 1, 0));
  int runs = 0;
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    ++runs;
    RETURN_IF_ERROR(transaction.Query(
        kSelectItem, [](const Row&) {}, 1));
    EXPECT_OK(Run(kAddItem, 1, 1));
    return transaction.Execute(kAddItem, 1000, 1).status();
  });
  EXPECT_THAT(status, StatusIs(StatusCode::kAborted));
  EXPECT_EQ(runs, 9);
  EXPECT_THAT(Number("SELECT value FROM item WHERE id = 1"), IsOkAndHolds(Optional(9)));
}

TEST_F(DatabaseTest, NoIncrementOfManyThreadsIsLost) {
  ASSERT_OK(Run(kInsertItem, 1, 0));
  constexpr int kThreads = 4, kIncrements = 50;
  std::atomic<int> acknowledged = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kIncrements; ++j) {
        absl::Status status =
            database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
              ASSIGN_OR_RETURN(auto value,
                               transaction.QueryOne(
                                   kSelectItem, [](const Row& row) { return row.Int(0); }, 1));
              return transaction.Execute(kSetItem, *value + 1, 1).status();
            });
        if (status.ok()) ++acknowledged;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(acknowledged, 0);
  EXPECT_THAT(Number("SELECT value FROM item WHERE id = 1"),
              IsOkAndHolds(Optional(acknowledged.load())));
}

// --- broken connections

TEST_F(DatabaseTest, AConnectionKilledBeforeCommitRunsTheBodyAgain) {
  int runs = 0;
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Execute(kInsertItem, 1, 10).status());
    ASSIGN_OR_RETURN(int64_t id, SessionId(transaction));
    // The next thing that this session is asked is COMMIT, whose outcome is then unknown.
    if (++runs == 1) MariaDb::Shared().Execute("KILL " + std::to_string(id));
    return absl::OkStatus();
  });
  EXPECT_OK(status);
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(Number("SELECT COUNT(*) FROM item"), IsOkAndHolds(Optional(1)));
}

TEST_F(DatabaseTest, AConnectionKilledBetweenStatementsRunsTheBodyAgain) {
  int runs = 0;
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Execute(kInsertItem, 1, 10).status());
    ASSIGN_OR_RETURN(int64_t id, SessionId(transaction));
    if (++runs == 1) MariaDb::Shared().Execute("KILL " + std::to_string(id));
    return transaction.Execute(kInsertItem, 2, 20).status();
  });
  EXPECT_OK(status);
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(Number("SELECT SUM(value) FROM item"), IsOkAndHolds(Optional(30)));
}

TEST(ServerFaultTest, ACallerAfterARestartMeetsNoStaleConnection) {
  MariaDb server;
  const std::string schema = server.NewSchema();
  std::unique_ptr<Database> database = server.Open(schema);
  ASSERT_OK(database->Transact(
      Soon(), [&](Transaction& transaction) { return transaction.Execute(kCreateItem); }));
  // Many connections at rest, all of which the restart breaks.
  std::vector<std::thread> threads;
  for (int i = 0; i < database->options().pool_size; ++i) {
    threads.emplace_back([&, i] {
      EXPECT_OK(database->Transact(Soon(), [&](Transaction& transaction) {
        return transaction.Execute(kInsertItem, i, i);
      }));
    });
  }
  for (std::thread& thread : threads) thread.join();

  server.Kill();
  EXPECT_THAT(database->Ping(), Not(IsOk()));
  server.Restart();
  EXPECT_OK(database->Ping());
  EXPECT_THAT(database->Read(Soon(),
                             [](Transaction& transaction) {
                               return transaction.QueryOne(
                                   "SELECT COUNT(*) FROM item",
                                   [](const Row& row) { return row.Int(0); });
                             }),
              IsOkAndHolds(Optional(database->options().pool_size)));
}

TEST(ServerFaultTest, AcknowledgedRowsSurviveAKilledServer) {
  MariaDb server;
  const std::string schema = server.NewSchema();
  std::unique_ptr<Database> database = server.Open(schema);
  ASSERT_OK(database->Transact(
      Soon(), [&](Transaction& transaction) { return transaction.Execute(kCreateItem); }));
  std::atomic<int64_t> acknowledged = 0;
  std::atomic<bool> enough = false;
  std::thread writer([&] {
    for (int64_t id = 1; !enough; ++id) {
      if (!database
               ->Transact(Soon(),
                          [&](Transaction& transaction) {
                            return transaction.Execute(kInsertItem, id, id);
                          })
               .ok()) {
        return;
      }
      acknowledged = id;
    }
  });
  while (acknowledged < 50) std::this_thread::yield();
  server.Kill();
  enough = true;
  writer.join();
  server.Restart();
  auto stored = database->Read(Soon(), [](Transaction& transaction) {
    return transaction.QueryOne("SELECT MAX(id) FROM item",
                                [](const Row& row) { return row.Int(0); });
  });
  ASSERT_OK(stored);
  // One more may be stored: committed, but killed before it could say so.
  EXPECT_GE(**stored, acknowledged);
  EXPECT_LE(**stored, acknowledged + 1);
}

TEST(ServerFaultTest, AServerThatHangsIsGivenUp) {
  MariaDb server;
  telemetry::Metrics metrics;
  DatabaseOptions options = server.Options(server.NewSchema());
  options.statement_timeout = absl::Seconds(1);
  ASSERT_OK_AND_ASSIGN(std::unique_ptr<Database> database, Database::Open(options, metrics));
  ASSERT_OK(database->Ping());
  server.Pause();
  const absl::Time start = absl::Now();
  EXPECT_THAT(database->Ping(), Not(IsOk()));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  server.Resume();
  EXPECT_OK(database->Ping());
}

TEST(ServerFaultTest, AServerThatIsNotThereIsUnavailable) {
  telemetry::Metrics metrics;
  DatabaseOptions options = MariaDb::Shared().Options("");
  options.socket = "/nonexistent/socket";
  EXPECT_THAT(Database::Open(options, metrics), StatusIs(StatusCode::kUnavailable));
  options = MariaDb::Shared().Options("");
  options.user = "stranger";
  options.password = "wrong";
  EXPECT_THAT(Database::Open(options, metrics), StatusIs(StatusCode::kUnavailable));
}

TEST(ServerFaultTest, AServerWithoutTlsIsRefusedWhereTlsIsAskedFor) {
  telemetry::Metrics metrics;
  DatabaseOptions options = MariaDb::Shared().Options("");
  options.socket.clear();
  EXPECT_OK(Database::Open(options, metrics));
  options.tls_ca = "/etc/ssl/certs/ca-certificates.crt";
  EXPECT_THAT(Database::Open(options, metrics), Not(IsOk()));
}

// --- deadlines and the pool

TEST_F(DatabaseTest, AStatementStopsAtTheDeadline) {
  const absl::Time start = absl::Now();
  absl::Status status = database_->Transact(start + absl::Seconds(1), [](Transaction& transaction) {
    return transaction.Query("SELECT SLEEP(20), COUNT(*) FROM item", [](const Row&) {});
  });
  EXPECT_THAT(status, StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_OK(database_->Ping());
}

TEST_F(DatabaseTest, AStatementStopsAtTheStatementTimeoutWithoutADeadline) {
  auto impatient = Open([](DatabaseOptions& o) { o.statement_timeout = absl::Milliseconds(300); });
  const absl::Time start = absl::Now();
  EXPECT_THAT(impatient->Read(absl::InfiniteFuture(),
                              [](Transaction& transaction) {
                                return transaction.Query("SELECT SLEEP(20), COUNT(*) FROM item",
                                                         [](const Row&) {});
                              }),
              StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST_F(DatabaseTest, NothingRunsAfterTheDeadline) {
  int runs = 0;
  EXPECT_THAT(database_->Transact(absl::Now() - absl::Seconds(1),
                                  [&](Transaction&) {
                                    ++runs;
                                    return absl::OkStatus();
                                  }),
              StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_EQ(runs, 0);
}

TEST_F(DatabaseTest, ABodyThatOutlastsTheDeadlineIsNotCommitted) {
  const absl::Time deadline = absl::Now() + absl::Milliseconds(200);
  EXPECT_THAT(
      database_->Transact(deadline,
                          [&](Transaction& transaction) -> absl::Status {
                            RETURN_IF_ERROR(transaction.Execute(kInsertItem, 1, 10).status());
                            absl::SleepFor(deadline - absl::Now() + absl::Milliseconds(1));
                            return absl::OkStatus();
                          }),
      StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM item"), IsOkAndHolds(Optional(0)));
}

TEST_F(DatabaseTest, AnExhaustedPoolIsResourceExhaustedAtTheDeadline) {
  auto small = Open([](DatabaseOptions& o) { o.pool_size = 2; });
  absl::Status outer = small->Read(Soon(), [&](Transaction&) {
    return small->Read(Soon(), [&](Transaction&) {
      EXPECT_THAT(metrics_.Text(), HasSubstr("hecha_pool_in_use 2\n"));
      const absl::Time start = absl::Now();
      EXPECT_THAT(small->Read(start + absl::Milliseconds(100),
                              [](Transaction&) { return absl::OkStatus(); }),
                  StatusIs(StatusCode::kResourceExhausted));
      EXPECT_GE(absl::Now() - start, absl::Milliseconds(100));
      return absl::OkStatus();
    });
  });
  EXPECT_OK(outer);
  EXPECT_THAT(metrics_.Text(), HasSubstr("hecha_pool_in_use 0\n"));
}

TEST_F(DatabaseTest, AWaiterGetsTheConnectionThatComesFree) {
  auto single = Open([](DatabaseOptions& o) { o.pool_size = 1; });
  absl::Notification taken;
  std::thread holder([&] {
    EXPECT_OK(single->Read(Soon(), [&](Transaction&) {
      taken.Notify();
      absl::SleepFor(absl::Milliseconds(50));
      return absl::OkStatus();
    }));
  });
  taken.WaitForNotification();
  EXPECT_OK(single->Ping());
  holder.join();
}

// --- values

constexpr char kCreateSample[] =
    "CREATE TABLE sample (id BINARY(16) PRIMARY KEY, number BIGINT NULL, small TINYINT NULL,"
    " huge BIGINT UNSIGNED NULL, text VARCHAR(200) NULL, bytes MEDIUMBLOB NULL,"
    " at DATETIME(6) NULL, ratio DOUBLE NULL)";

class ValueTest : public DatabaseTest {
 protected:
  ValueTest() { EXPECT_OK(Run(kCreateSample)); }

  // What `read` makes of `column` in the one row.
  template <class Read>
  auto Column(const std::string& column, Read read) {
    return database_->Read(
        Soon(),
        [&](Transaction& transaction) -> absl::StatusOr<std::invoke_result_t<Read, const Row&>> {
          std::optional<std::invoke_result_t<Read, const Row&>> value;
          RETURN_IF_ERROR(transaction.QueryParams("SELECT " + column + " FROM sample",
                                                  [&](const Row& row) { value = read(row); }, {}));
          return *value;
        });
  }

  const Uuid id_ = Uuid::V7(absl::Now());
};

TEST_F(ValueTest, IdsTextAndNumbersComeBackAsTheyWere) {
  ASSERT_OK(Run("INSERT INTO sample (id, number, text) VALUES (?, ?, ?)", id_,
                std::numeric_limits<int64_t>::min(), "线索 𠮷 \" ' \\"));
  EXPECT_THAT(Column("id", [](const Row& r) { return r.Id(0); }), IsOkAndHolds(id_));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.Int(0); }),
              IsOkAndHolds(std::numeric_limits<int64_t>::min()));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Text(0); }),
              IsOkAndHolds("线索 𠮷 \" ' \\"));
}

TEST_F(ValueTest, BytesOfAnyValueAndLengthComeBackAsTheyWere) {
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes.push_back(static_cast<char>(i));
  ASSERT_OK(Run("INSERT INTO sample (id, bytes) VALUES (?, ?)", id_, bytes));
  auto read = [](const Row& row) { return row.Text(0); };
  EXPECT_THAT(Column("bytes", read), IsOkAndHolds(bytes));
  std::string large;  // Past the length where the connector sends in pieces.
  while (large.size() < (1u << 20)) large += bytes;
  for (const std::string& each : {large, std::string(), std::string(1, '\0'), large}) {
    ASSERT_OK(Run("UPDATE sample SET bytes = ?", each));
    auto stored = Column("bytes", read);
    ASSERT_OK(stored);
    EXPECT_TRUE(*stored == each) << each.size() << " bytes became " << stored->size();
  }
}

TEST_F(ValueTest, AnIdThatEndsInZeroBytesKeepsThem) {
  Uuid id = *Uuid::FromBytes(std::string("\x01\x00\xff\x27", 4) + std::string(12, '\0'));
  ASSERT_OK(Run("INSERT INTO sample (id) VALUES (?)", id));
  EXPECT_THAT(Column("id", [](const Row& r) { return r.Id(0); }), IsOkAndHolds(id));
  EXPECT_THAT(Run("UPDATE sample SET number = 1 WHERE id = ?", id), IsOkAndHolds(1));
}

TEST_F(ValueTest, TimesKeepTheirMicrosecondsWhateverTheServersZone) {
  MariaDb::Shared().Execute("SET GLOBAL time_zone = '+08:00'");
  auto database = Open({});
  for (int64_t micros : {0L, 1L, 500000L, 999999L, 1782345678123456L, 253402300799999999L}) {
    const absl::Time time = absl::FromUnixMicros(micros);
    auto stored = database->Transact(
        Soon(), [&](Transaction& transaction) -> absl::StatusOr<std::optional<absl::Time>> {
          RETURN_IF_ERROR(transaction.Execute("DELETE FROM sample").status());
          RETURN_IF_ERROR(
              transaction.Execute("INSERT INTO sample (id, at) VALUES (?, ?)", id_, time).status());
          return transaction.QueryOne(
              "SELECT at FROM sample WHERE at = ?", [](const Row& row) { return row.Time(0); },
              time);
        });
    EXPECT_THAT(stored, IsOkAndHolds(Optional(time))) << micros;
  }
  auto drift = database->Read(Soon(), [](Transaction& transaction) {
    return transaction.QueryOne("SELECT NOW(6)", [](const Row& row) { return row.Time(0); });
  });
  ASSERT_OK(drift);
  EXPECT_LT(absl::AbsDuration(absl::Now() - **drift), absl::Minutes(1));
  MariaDb::Shared().Execute("SET GLOBAL time_zone = '+00:00'");
}

TEST_F(ValueTest, NullIsNulloptAndNothingElse) {
  ASSERT_OK(Run("INSERT INTO sample (id, number, text, at) VALUES (?, ?, ?, ?)", id_,
                std::optional<int64_t>(), std::optional<std::string>(),
                std::optional<absl::Time>()));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.IsNull(0); }), IsOkAndHolds(true));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.OptionalInt(0); }),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.OptionalText(0); }),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(Column("at", [](const Row& r) { return r.OptionalTime(0); }),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.Int(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Text(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("at", [](const Row& r) { return r.Time(0); }),
              StatusIs(StatusCode::kInternal));
}

TEST_F(ValueTest, AColumnOfAnotherTypeIsInternalNotZero) {
  ASSERT_OK(Run("INSERT INTO sample (id, number, text, at, ratio) VALUES (?, 1, 'abc', ?, 1.5)",
                id_, absl::Now()));
  auto integer = [](const Row& r) { return r.Int(0); };
  EXPECT_THAT(Column("text", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("at", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("ratio", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("AVG(number)", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.Text(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Id(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Time(0); }),
              StatusIs(StatusCode::kInternal));
}

TEST_F(ValueTest, AnUnsignedNumberBeyondTheRangeIsInternalNotNegative) {
  ASSERT_OK(Run("INSERT INTO sample (id, huge, small) VALUES (?, 18446744073709551615, -3)", id_));
  EXPECT_THAT(Column("huge", [](const Row& r) { return r.Int(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("small", [](const Row& r) { return r.Int(0); }), IsOkAndHolds(-3));
  ASSERT_OK(Run("UPDATE sample SET huge = 9223372036854775807"));
  EXPECT_THAT(Column("huge", [](const Row& r) { return r.Int(0); }),
              IsOkAndHolds(std::numeric_limits<int64_t>::max()));
}

TEST_F(ValueTest, AValueThatDoesNotFitIsAnErrorNotATruncation) {
  EXPECT_THAT(Run("INSERT INTO sample (id, text) VALUES (?, ?)", id_, std::string(300, 'x')),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Run("INSERT INTO sample (id, small) VALUES (?, ?)", id_, 1000),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Run("INSERT INTO sample (id, at) VALUES (?, ?)", id_, absl::InfiniteFuture()),
              StatusIs(StatusCode::kInternal));
}

// --- statements

TEST_F(DatabaseTest, AStatementMayRunWithinTheLoopOverItself) {
  for (int id : {1, 2, 3}) ASSERT_OK(Run(kInsertItem, id, id));
  constexpr char kAbove[] = "SELECT id FROM item WHERE id > ? ORDER BY id";
  std::vector<int64_t> seen;
  EXPECT_OK(database_->Read(Soon(), [&](Transaction& transaction) -> absl::Status {
    seen.clear();
    return transaction.Query(
        kAbove,
        [&](const Row& row) {
          seen.push_back(row.Int(0));
          EXPECT_OK(transaction.Query(
              kAbove, [&](const Row& inner) { seen.push_back(10 * inner.Int(0)); }, row.Int(0)));
        },
        0);
  }));
  EXPECT_THAT(seen, ElementsAre(1, 20, 30, 2, 30, 3));
}

TEST_F(DatabaseTest, AMissingValueIsInternalNotTheLastOne) {
  ASSERT_OK(Run(kInsertItem, 1, 10));
  EXPECT_THAT(Run(kInsertItem, 2), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Run("SELECT 1"), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(database_->Transact(Soon(),
                                  [](Transaction& transaction) {
                                    return transaction.Query(
                                        kSetItem, [](const Row&) {}, 1, 1);
                                  }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Number("SELECT SUM(value) FROM item"), IsOkAndHolds(Optional(10)));
}

TEST_F(DatabaseTest, ManyShapesOfAStatementStayWithinTheCache) {
  auto single = Open([](DatabaseOptions& o) { o.pool_size = 1; });
  auto prepared = [&](Transaction& transaction) {
    int64_t count = 0;
    EXPECT_OK(transaction.Query(
        "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.global_status"
        " WHERE VARIABLE_NAME = 'PREPARED_STMT_COUNT'",
        [&](const Row& row) { count = row.Int(0); }));
    return count;
  };
  EXPECT_OK(single->Read(Soon(), [&](Transaction& transaction) -> absl::Status {
    const int64_t before = prepared(transaction);
    for (int shape = 0; shape < 1000; ++shape) {
      RETURN_IF_ERROR(transaction.QueryParams("SELECT " + std::to_string(shape) + " FROM item",
                                              [](const Row&) {}, {}));
    }
    EXPECT_LE(prepared(transaction) - before, 200);
    return absl::OkStatus();
  }));
}

TEST_F(DatabaseTest, AStatementCostsOneRoundTrip) {
  auto single = Open([](DatabaseOptions& o) { o.pool_size = 1; });
  // Every command of the session counts, so the difference of two readings is what ran.
  auto questions = [](Transaction& transaction) {
    int64_t count = 0;
    EXPECT_OK(
        transaction.Query("SELECT CAST(VARIABLE_VALUE AS SIGNED)"
                          " FROM information_schema.session_status"
                          " WHERE VARIABLE_NAME = 'QUESTIONS'",
                          [&](const Row& row) { count = row.Int(0); }));
    return count;
  };
  EXPECT_OK(single->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Execute(kAddItem, 1, 1).status());
    (void)questions(transaction);
    const int64_t before = questions(transaction);
    for (int i = 0; i < 10; ++i) RETURN_IF_ERROR(transaction.Execute(kAddItem, 1, 1).status());
    EXPECT_LE(questions(transaction) - before, 12);  // A second may tick: one more SET.
    return absl::OkStatus();
  }));
}

TEST_F(DatabaseTest, StatementsAreMeasuredByVerbAndTable) {
  ASSERT_OK(Run(kInsertItem, 1, 10));
  EXPECT_THAT(metrics_.Text(),
              HasSubstr("hecha_sql_duration_seconds_count{statement=\"insert item\"} 1\n"));
}

TEST_F(DatabaseTest, TheLogHoldsTheServersCodeAndNoValue) {
  testing::internal::CaptureStderr();
  EXPECT_THAT(Run("INSERT INTO item (id, value, version) VALUES (?, 1, 1)", "canary-7391"),
              StatusIs(StatusCode::kInternal, Not(HasSubstr("1366"))));
  EXPECT_THAT(Run("SELEKT"), StatusIs(StatusCode::kInternal));
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("\"code\":\"1366\""));
  EXPECT_THAT(log, HasSubstr("\"code\":\"1064\""));
  EXPECT_THAT(log, Not(HasSubstr("canary-7391")));
}

// --- migrations

constexpr Migration kFirst = {1, "0001_create_a",
                              "CREATE TABLE IF NOT EXISTS a (id INT PRIMARY KEY)"};
constexpr Migration kSecond = {2, "0002_create_b",
                               "-- why\nCREATE TABLE IF NOT EXISTS b (id INT PRIMARY KEY);\n"};
constexpr Migration kThird = {3, "0003_create_c",
                              "CREATE TABLE IF NOT EXISTS c (id INT PRIMARY KEY)"};

class MigrationTest : public DatabaseTest {
 protected:
  absl::Status Apply(std::vector<Migration> files) {
    std::vector<MigrationSet> sets = {{"test", files}};
    return Migrate(*database_, sets);
  }
  absl::Status Check(std::vector<Migration> files) {
    std::vector<MigrationSet> sets = {{"test", files}};
    return CheckMigrated(*database_, sets);
  }
  int64_t Tables() {
    return **Number(
        "SELECT COUNT(*) FROM information_schema.tables WHERE"
        " table_schema = DATABASE() AND table_name IN ('a', 'b', 'c')");
  }
};

TEST_F(MigrationTest, WhatIsMissingIsAppliedOnce) {
  EXPECT_THAT(Check({kFirst}), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("0001")));
  EXPECT_OK(Apply({kFirst}));
  EXPECT_OK(Check({kFirst}));
  EXPECT_THAT(Check({kFirst, kSecond}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_OK(Apply({kFirst, kSecond}));
  EXPECT_OK(Apply({kFirst, kSecond}));
  EXPECT_OK(Check({kFirst, kSecond}));
  EXPECT_EQ(Tables(), 2);
  EXPECT_THAT(Number("SELECT COUNT(*) FROM migration"), IsOkAndHolds(Optional(2)));
}

TEST_F(MigrationTest, AChangedFileIsRefusedBeforeAnythingChanges) {
  ASSERT_OK(Apply({kFirst}));
  Migration changed = kFirst;
  changed.sql = "CREATE TABLE IF NOT EXISTS a (id BIGINT PRIMARY KEY)";
  EXPECT_THAT(Apply({changed, kSecond}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Check({changed}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_EQ(Tables(), 1);
}

TEST_F(MigrationTest, AFileThatTheProgramLacksIsRefused) {
  ASSERT_OK(Apply({kFirst, kSecond}));
  EXPECT_THAT(Apply({kFirst}), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("0002")));
  EXPECT_THAT(Check({kFirst}), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_F(MigrationTest, AFileBeforeAnAppliedOneIsRefused) {
  ASSERT_OK(Apply({kFirst, kThird}));
  EXPECT_THAT(Apply({kFirst, kSecond, kThird}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Apply({kThird, kFirst}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_EQ(Tables(), 2);
}

TEST_F(MigrationTest, AFailedFileIsNotRecordedAndCanBeRepaired) {
  Migration broken = kSecond;
  broken.sql = "CREATE TABLE b (";
  EXPECT_THAT(Apply({kFirst, broken}), StatusIs(StatusCode::kInternal, HasSubstr("0002")));
  EXPECT_EQ(Tables(), 1);
  EXPECT_OK(Apply({kFirst, kSecond}));
  EXPECT_EQ(Tables(), 2);
}

TEST_F(MigrationTest, ManyProcessesMayMigrateAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] { EXPECT_OK(Apply({kFirst, kSecond, kThird})); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_OK(Check({kFirst, kSecond, kThird}));
}

}  // namespace
}  // namespace hecha::db
