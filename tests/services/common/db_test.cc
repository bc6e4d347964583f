// What common/db promises, against a real server: no acknowledged change is lost or doubled,
// and no failure is swallowed. Faults are real as well: the server's own deadlocks, KILL from
// another session, SIGKILL and SIGSTOP of a server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "tests/services/common/db_fixture.h"

namespace hecha::db {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;

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

TEST_F(DatabaseTest, ARefusalAfterAnUnheardCommitIsNoVerdict) {
  int runs = 0;
  absl::Status status = database_->Transact(Soon(), [&](Transaction& transaction) -> absl::Status {
    // As a one-time password refuses what it finds used up, by itself.
    if (++runs > 1) return absl::FailedPreconditionError("used up");
    RETURN_IF_ERROR(transaction.Execute(kInsertItem, 1, 10).status());
    ASSIGN_OR_RETURN(int64_t id, SessionId(transaction));
    MariaDb::Shared().Execute("KILL " + std::to_string(id));
    return absl::OkStatus();
  });
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
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

}  // namespace
}  // namespace hecha::db
