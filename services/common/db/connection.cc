#include "services/common/db/connection.h"

#include <cppconn/connection.h>
#include <cppconn/datatype.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/parameter_metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/statement_name.h"
#include "services/common/telemetry/log.h"

namespace hecha::db {
namespace {

using Fault = Connection::Fault;
using telemetry::Level;
using telemetry::Log;

// Each session keeps this many prepared statements. The server counts those of all sessions
// against max_prepared_stmt_count (16,382).
constexpr size_t kMaxPrepared = 200;
constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
// How much longer than the server's own limit we wait for its answer: past that it is dead.
constexpr absl::Duration kGrace = absl::Seconds(2);
// A waiter for a row lock gives up after this and its transaction starts again.
constexpr int kLockWaitSeconds = 5;

// get_driver_instance() is not thread-safe, the initialisation of a static is.
sql::Driver& Driver() {
  static sql::Driver& driver = *get_driver_instance();
  return driver;
}

// The client library wants to be told of every thread that uses it.
struct ThreadRegistration {
  ThreadRegistration() { Driver().threadInit(); }
  ~ThreadRegistration() { Driver().threadEnd(); }
};

void RegisterThread() { thread_local ThreadRegistration registration; }

struct Verdict {
  Fault fault;
  absl::StatusCode code;
  const char* message;
};

// What a server's or the client library's error number means to a caller.
Verdict Judge(int error) {
  switch (error) {
    case 1062:  // ER_DUP_ENTRY: the statement is undone, the transaction lives.
    case 1586:  // ER_DUP_ENTRY_WITH_KEY_NAME
      return {Fault::kNone, absl::StatusCode::kAlreadyExists, "there is such a row already"};
    case 1060:  // ER_DUP_FIELDNAME: ALTER TABLE … ADD of what is there, or DROP of what is not
    case 1061:  // ER_DUP_KEYNAME
    case 1091:  // ER_CANT_DROP_FIELD_OR_KEY
      return {Fault::kNone, absl::StatusCode::kFailedPrecondition, "the table is altered already"};
    case 1020:  // ER_CHECKREAD: the row changed after our snapshot (innodb_snapshot_isolation)
    case 1205:  // ER_LOCK_WAIT_TIMEOUT
    case 1213:  // ER_LOCK_DEADLOCK; on Galera also a failed certification
    case 3101:  // ER_TRANSACTION_ROLLBACK_DURING_COMMIT: the same on Group Replication
      return {Fault::kConflict, absl::StatusCode::kAborted,
              "another transaction is changing the same rows"};
    case 1969:  // ER_STATEMENT_TIMEOUT, MariaDB
    case 3024:  // ER_QUERY_TIMEOUT, MySQL
      return {Fault::kFailed, absl::StatusCode::kDeadlineExceeded,
              "the database did not answer in time"};
    case 1040:  // ER_CON_COUNT_ERROR
    case 1044:  // ER_DBACCESS_DENIED_ERROR
    case 1045:  // ER_ACCESS_DENIED_ERROR
    case 1203:  // ER_TOO_MANY_USER_CONNECTIONS
    case 1317:  // ER_QUERY_INTERRUPTED: an administrator's KILL QUERY
      return {Fault::kFailed, absl::StatusCode::kUnavailable, "the database is not available"};
    case 1047:  // ER_UNKNOWN_COM_ERROR: a Galera node without quorum
    case 1053:  // ER_SERVER_SHUTDOWN
    case 1153:  // ER_NET_PACKET_TOO_LARGE: the server hangs up
    case 1158:  // ER_NET_READ_ERROR .. ER_NET_WRITE_INTERRUPTED
    case 1159:
    case 1160:
    case 1161:
    case 1184:  // ER_NEW_ABORTING_CONNECTION
    case 1243:  // ER_UNKNOWN_STMT_HANDLER: the library has reconnected behind our back
    case 1290:  // ER_OPTION_PREVENTS_STATEMENT: the primary became read-only in a failover
    case 1836:  // ER_READ_ONLY_MODE
    case 1927:  // ER_CONNECTION_KILLED
    case 2002:  // CR_CONNECTION_ERROR
    case 2003:  // CR_CONN_HOST_ERROR
    case 2006:  // CR_SERVER_GONE_ERROR
    case 2013:  // CR_SERVER_LOST
    case 2055:  // CR_SERVER_LOST_EXTENDED
      return {Fault::kBroken, absl::StatusCode::kUnavailable, "the database is not available"};
    case 2014:  // CR_COMMANDS_OUT_OF_SYNC: a defect of ours that spoils the session
      return {Fault::kBroken, absl::StatusCode::kInternal, "the database refused a statement"};
    default:
      return {Fault::kFailed, absl::StatusCode::kInternal, "the database refused a statement"};
  }
}

// The server's texts for these errors quote names and SQL of ours, never a stored or sent
// value; all others may ("Duplicate entry '…'", "Incorrect string value: '…'").
bool QuotesNoValue(int error) {
  switch (error) {
    case 1045:  // access denied
    case 1046:  // no database selected
    case 1048:  // column cannot be null
    case 1049:  // unknown database
    case 1054:  // unknown column
    case 1055:  // not in GROUP BY
    case 1064:  // syntax: our constant text, whose values are all `?`
    case 1142:  // command denied
    case 1143:  // column denied
    case 1146:  // no such table
    case 1264:  // out of range for column
    case 1364:  // no default value
    case 1406:  // too long for column
    case 4025:  // CONSTRAINT failed
      return true;
    default:
      return error >= 2000 && error < 3000;  // the client library's own
  }
}

std::string DateTimeText(absl::Time time) {
  const absl::CivilSecond utc = absl::ToCivilSecond(time, absl::UTCTimeZone());
  if (utc.year() < 0 || utc.year() > 9999) throw Misuse("that time has no DATETIME");
  const int64_t micros = absl::ToUnixMicros(time);
  // By hand: a registration writes a dozen of them.
  std::string text = "0000-00-00 00:00:00.000000";
  const auto put = [&](size_t end, int64_t value) {
    for (; value > 0; value /= 10) text[--end] = static_cast<char>('0' + value % 10);
  };
  put(4, utc.year());
  put(7, utc.month());
  put(10, utc.day());
  put(13, utc.hour());
  put(16, utc.minute());
  put(19, utc.second());
  put(26, (micros % 1'000'000 + 1'000'000) % 1'000'000);
  return text;
}

void Bind(sql::PreparedStatement& statement, unsigned position, const Param& param) {
  if (const auto* number = std::get_if<int64_t>(&param)) {
    statement.setInt64(position, *number);
  } else if (const auto* text = std::get_if<std::string>(&param)) {
    // NUL-safe; setBlob is not used: executed again with a used stream it stores NULL.
    statement.setString(position, sql::SQLString(text->data(), text->size()));
  } else if (const auto* id = std::get_if<Uuid>(&param)) {
    statement.setString(position, sql::SQLString(id->bytes().data(), id->bytes().size()));
  } else if (const auto* time = std::get_if<absl::Time>(&param)) {
    statement.setString(position, DateTimeText(*time));
  } else {
    statement.setNull(position, sql::DataType::SQLNULL);
  }
}

int CeilSeconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1))));
}

// Rounds a limit up, coarsely, so that calls with about the same deadline share one setting.
absl::Duration RoundUp(absl::Duration limit) {
  return absl::Ceil(limit, limit > absl::Seconds(1) ? absl::Seconds(1) : absl::Milliseconds(100));
}

}  // namespace

struct Connection::Prepared {
  std::string sql;
  std::string name;
  std::unique_ptr<sql::PreparedStatement> statement;
  size_t parameters = 0;
  bool returns_rows = false;
  // A result of it is being read.
  bool busy = false;
};

Connection::Connection(const DatabaseOptions& options, telemetry::Metrics& metrics)
    : metrics_(metrics), statement_timeout_(options.statement_timeout) {}

Connection::~Connection() {
  // Statements before the session they belong to. Closing speaks to the server.
  RegisterThread();
  try {
    prepared_.clear();
    recent_.clear();
    text_.reset();
    connection_.reset();
  } catch (const sql::SQLException&) {
    // A broken session need not say goodbye.
  }
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const DatabaseOptions& options,
                                                             absl::Time deadline,
                                                             telemetry::Metrics& metrics) {
  std::unique_ptr<Connection> connection(new Connection(options, metrics));
  RETURN_IF_ERROR(connection->Try("connect", [&] { connection->Connect(options, deadline); }));
  return connection;
}

void Connection::Connect(const DatabaseOptions& options, absl::Time deadline) {
  RegisterThread();
  const absl::Duration patience =
      std::clamp(deadline - absl::Now(), absl::Seconds(1), kConnectTimeout);
  sql::ConnectOptionsMap map;
  map["hostName"] =
      sql::SQLString(options.socket.empty() ? fmt::format("tcp://{}:{}", options.host, options.port)
                                            : "unix://" + options.socket);
  map["userName"] = sql::SQLString(options.user);
  map["password"] = sql::SQLString(options.password);
  if (!options.schema.empty()) map["schema"] = sql::SQLString(options.schema);
  map["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  map["OPT_CONNECT_TIMEOUT"] = CeilSeconds(patience);
  // Fixed for the session's life (measured: setting it later has no effect), so a server that
  // hangs is given up after the longest that a statement may take, not at a call's deadline.
  map["OPT_READ_TIMEOUT"] = CeilSeconds(options.statement_timeout + kGrace);
  map["OPT_WRITE_TIMEOUT"] = CeilSeconds(options.statement_timeout + kGrace);
  // A session that reconnects is at autocommit without our knowing.
  map["OPT_RECONNECT"] = false;
  map["OPT_LOCAL_INFILE"] = 0;
  if (!options.tls_ca.empty()) {
    // Without sslVerify the library falls back to plaintext where the server has no TLS.
    map["sslCA"] = sql::SQLString(options.tls_ca);
    map["sslVerify"] = true;
  }
  connection_.reset(Driver().connect(map));
  text_.reset(connection_->createStatement());

  std::unique_ptr<sql::ResultSet> version(text_->executeQuery("SELECT VERSION()"));
  is_mariadb_ =
      version->next() &&
      std::string_view(version->getString(1).c_str()).find("MariaDB") != std::string_view::npos;
  version.reset();

  // Times are UTC whatever the server's zone. Strict: a value that does not fit is an error,
  // not a truncation. ONLY_FULL_GROUP_BY: MySQL's default, so that SQL runs on both alike.
  // No autocommit: a transaction costs no round trip to begin, and a statement after one that the
  // server rolled back unasked does not commit on its own. The connector's setAutoCommit(),
  // commit() and rollback() hide failures; text does not.
  RunText(
      fmt::format("SET SESSION autocommit = 0, time_zone = '+00:00', sql_mode = '{}',"
                  " innodb_lock_wait_timeout = {}",
                  "STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                  "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY",
                  kLockWaitSeconds));
  // REPEATABLE READ, so that a body decides on one consistent state of everything it loads;
  // with innodb_snapshot_isolation, changing a row that somebody changed since is error 1020
  // instead of a lost update, even where a store forgot its `WHERE version = ?`. READ
  // COMMITTED would lock fewer gaps but gives neither.
  RunText("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  if (is_mariadb_) {
    try {
      RunText("SET SESSION innodb_snapshot_isolation = ON");
    } catch (const sql::SQLException& e) {
      if (e.getErrorCode() != 1193) throw;  // A server from before the setting.
    }
  }
}

absl::Status Connection::Fail(Fault fault, absl::Status status) {
  // The first fault is the cause; only a broken session outweighs it.
  if (fault_ == Fault::kNone || fault == Fault::kBroken) {
    fault_ = fault;
    failure_ = status;
  }
  return status;
}

absl::Status Connection::Try(std::string_view statement, absl::FunctionRef<void()> step) {
  try {
    step();
    return absl::OkStatus();
  } catch (const sql::SQLException& e) {
    const Verdict verdict = Judge(e.getErrorCode());
    const bool expected = verdict.fault == Fault::kNone || verdict.fault == Fault::kConflict;
    Log(expected ? Level::kDebug : Level::kWarning, "sql failed", "",
        {{"statement", std::string(statement)},
         {"code", std::to_string(e.getErrorCode())},
         {"sqlstate", e.getSQLState()},
         {"error", QuotesNoValue(e.getErrorCode()) ? e.what() : ""}});
    absl::Status status(verdict.code, verdict.message);
    return verdict.fault == Fault::kNone ? status : Fail(verdict.fault, std::move(status));
  } catch (const Misuse& e) {
    Log(Level::kError, "sql misused", "",
        {{"statement", std::string(statement)}, {"error", e.what()}});
    return Fail(Fault::kFailed, absl::InternalError("the database answered unexpectedly"));
  }
}

void Connection::RunText(const std::string& sql) { text_->execute(sql); }

absl::Status Connection::LimitNextStatement() {
  const absl::Duration left = deadline_ - absl::Now();
  if (left <= absl::ZeroDuration()) {
    return Fail(Fault::kFailed, absl::DeadlineExceededError("the deadline has passed"));
  }
  const absl::Duration limit = RoundUp(std::min(left, statement_timeout_));
  if (limit == limit_) return absl::OkStatus();
  // The server's own clock stops the statement, so that nothing of it runs on unattended.
  // MySQL's variable covers SELECT only; there innodb_lock_wait_timeout and the read timeout
  // bound the rest.
  RETURN_IF_ERROR(Try("set limit", [&] {
    RunText(
        is_mariadb_
            ? fmt::format("SET SESSION max_statement_time = {:.1f}", absl::ToDoubleSeconds(limit))
            : fmt::format("SET SESSION max_execution_time = {}", absl::ToInt64Milliseconds(limit)));
  }));
  limit_ = limit;
  return absl::OkStatus();
}

absl::Status Connection::Begin(bool read_only, absl::Time deadline) {
  RegisterThread();
  deadline_ = deadline;
  fault_ = Fault::kNone;
  failure_ = absl::OkStatus();
  RETURN_IF_ERROR(LimitNextStatement());
  // Without autocommit the first statement begins it.
  if (!read_only) return absl::OkStatus();
  return Try("start transaction",
             [&] { RunText("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"); });
}

absl::Status Connection::Commit() {
  const absl::Time start = absl::Now();
  absl::Status status = Try("commit", [&] { RunText("COMMIT"); });
  metrics_.ObserveSql("commit", absl::Now() - start);
  return status;
}

absl::Status Connection::Rollback() {
  return Try("rollback", [&] { RunText("ROLLBACK"); });
}

std::shared_ptr<Connection::Prepared> Connection::FindPrepared(std::string_view sql) {
  auto found = prepared_.find(sql);
  if (found == prepared_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return *found->second;
}

std::shared_ptr<Connection::Prepared> Connection::Prepare(std::string_view sql, std::string name) {
  auto prepared = std::make_shared<Prepared>();
  prepared->sql = std::string(sql);
  prepared->name = std::move(name);
  prepared->statement.reset(connection_->prepareStatement(sql::SQLString(sql.data(), sql.size())));
  prepared->parameters = prepared->statement->getParameterMetaData()->getParameterCount();
  prepared->returns_rows = prepared->statement->getMetaData()->getColumnCount() > 0;
  if (prepared_.contains(sql)) return prepared;  // That one is busy; this one is not kept.
  if (recent_.size() >= kMaxPrepared) {
    prepared_.erase(recent_.back()->sql);
    recent_.pop_back();
  }
  recent_.push_front(prepared);
  prepared_.emplace(prepared->sql, recent_.begin());
  return prepared;
}

absl::Status Connection::Run(std::string_view sql, const std::vector<Param>& params,
                             absl::FunctionRef<void(Prepared&)> run) {
  if (fault_ != Fault::kNone) return failure_;
  RETURN_IF_ERROR(LimitNextStatement());
  std::shared_ptr<Prepared> prepared = FindPrepared(sql);
  // Running a busy one would end the result that an outer loop is reading.
  if (prepared == nullptr || prepared->busy) {
    const std::string name = StatementName(sql);
    RETURN_IF_ERROR(Try(name, [&] { prepared = Prepare(sql, name); }));
  }
  const absl::Time start = absl::Now();
  absl::Status status = Try(prepared->name, [&] {
    // A cached statement still holds the values of its last execution.
    if (params.size() != prepared->parameters) {
      throw Misuse(fmt::format("{} values for {} parameters", params.size(), prepared->parameters));
    }
    for (size_t i = 0; i < params.size(); ++i) {
      Bind(*prepared->statement, static_cast<unsigned>(i + 1), params[i]);
    }
    run(*prepared);
  });
  metrics_.ObserveSql(prepared->name, absl::Now() - start);
  return status;
}

absl::StatusOr<int64_t> Connection::Execute(std::string_view sql,
                                            const std::vector<Param>& params) {
  int64_t changed = 0;
  RETURN_IF_ERROR(Run(sql, params, [&](Prepared& prepared) {
    if (prepared.returns_rows) throw Misuse("a statement that returns rows is a query");
    changed = prepared.statement->executeUpdate();
  }));
  return changed;
}

absl::Status Connection::Query(std::string_view sql, absl::FunctionRef<void(const Row&)> each,
                               const std::vector<Param>& params) {
  return Run(sql, params, [&](Prepared& prepared) {
    if (!prepared.returns_rows) throw Misuse("a query must return rows");
    // The whole result is fetched before the first row is shown, so that `each` may run
    // statements of its own.
    std::unique_ptr<sql::ResultSet> result(prepared.statement->executeQuery());
    struct Busy {
      explicit Busy(bool& flag) : flag(flag) { flag = true; }
      ~Busy() { flag = false; }
      bool& flag;
    } busy(prepared.busy);
    const Row row(*result);
    while (result->next()) each(row);
  });
}

}  // namespace hecha::db
