#include "tests/bench/raw_database.h"

#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <cstring>

#include "tests/bench/measurement.h"

namespace hecha::bench {
namespace {

constexpr const char* kNames[] = {"raw_lead", "raw_outbox", "raw_audit"};
constexpr const char* kTables[] = {
    "CREATE TABLE raw_lead (id BINARY(16) NOT NULL PRIMARY KEY, lead_no VARCHAR(40) NOT NULL, "
    "division VARCHAR(12) NOT NULL, state TINYINT NOT NULL, sector TINYINT NOT NULL, "
    "received_at DATETIME(6) NOT NULL, title VARBINARY(1024) NOT NULL, "
    "narrative BLOB NOT NULL, version BIGINT NOT NULL, KEY (division, state))",
    "CREATE TABLE raw_outbox (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, "
    "aggregate BINARY(16) NOT NULL, payload BLOB NOT NULL, created_at DATETIME(6) NOT NULL, "
    "published_at DATETIME(6) NULL, KEY (published_at, id))",
    "CREATE TABLE raw_audit (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, "
    "aggregate BINARY(16) NOT NULL, act VARCHAR(64) NOT NULL, actor VARCHAR(64) NOT NULL, "
    "at DATETIME(6) NOT NULL)",
};

}  // namespace

std::unique_ptr<sql::Connection> Connect(const RawDatabase& database) {
  sql::ConnectOptionsMap settings;
  settings["hostName"] = sql::SQLString("unix://" + database.socket);
  settings["userName"] = sql::SQLString(database.user);
  settings["password"] = sql::SQLString(database.password);
  settings["schema"] = sql::SQLString(database.schema);
  settings["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  return std::unique_ptr<sql::Connection>(get_driver_instance()->connect(settings));
}

void MakeRawTables(sql::Connection& connection) {
  const std::unique_ptr<sql::Statement> statement(connection.createStatement());
  for (const char* name : kNames) statement->execute(std::string("DROP TABLE IF EXISTS ") + name);
  for (const char* table : kTables) statement->execute(table);
}

std::map<int, std::string> DatabaseThreads(const RawDatabase& database) {
  const std::unique_ptr<sql::Connection> connection = Connect(database);
  const std::unique_ptr<sql::Statement> statement(connection->createStatement());
  const std::unique_ptr<sql::ResultSet> result(
      statement->executeQuery("SELECT tid, user FROM information_schema.processlist"));
  std::map<int, std::string> threads;
  while (result->next()) threads.emplace(result->getInt(1), result->getString(2));
  return threads;
}

absl::Status Unavailable(const sql::SQLException& error) {
  return absl::UnavailableError(std::string("the database: ") + error.what());
}

std::string RawIds::Next() {
  uint64_t nanos = static_cast<uint64_t>(Clock::now().time_since_epoch().count());
  const uint64_t noise = random_();
  std::string id(16, '\0');
  for (int i = 7; i >= 0; --i, nanos >>= 8) id[static_cast<size_t>(i)] = static_cast<char>(nanos);
  std::memcpy(id.data() + 8, &noise, sizeof noise);
  return id;
}

}  // namespace hecha::bench
