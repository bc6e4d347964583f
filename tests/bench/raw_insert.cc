#include "tests/bench/raw_insert.h"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

namespace hecha::bench {
namespace {

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
constexpr size_t kPayloadBytes = 300;

std::unique_ptr<sql::Connection> Connect(sql::Driver& driver, const RawInsertOptions& options) {
  sql::ConnectOptionsMap settings;
  settings["hostName"] = sql::SQLString("unix://" + options.socket);
  settings["userName"] = sql::SQLString(options.user);
  settings["password"] = sql::SQLString(options.password);
  settings["schema"] = sql::SQLString(options.schema);
  settings["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  return std::unique_ptr<sql::Connection>(driver.connect(settings));
}

// One connection and its statements; used by one thread.
class Registrar {
 public:
  explicit Registrar(std::unique_ptr<sql::Connection> connection)
      : connection_(std::move(connection)),
        transaction_(connection_->createStatement()),
        lead_(connection_->prepareStatement(
            "INSERT INTO raw_lead VALUES (?, ?, '370481109', 1, 6, UTC_TIMESTAMP(6), ?, ?, 1)")),
        outbox_(
            connection_->prepareStatement("INSERT INTO raw_outbox (aggregate, payload, created_at) "
                                          "VALUES (?, ?, UTC_TIMESTAMP(6))")),
        audit_(connection_->prepareStatement(
            "INSERT INTO raw_audit (aggregate, act, actor, at) "
            "VALUES (?, 'RegisterLead', 'citizen', UTC_TIMESTAMP(6))")) {}

  void Register(int64_t serial, const std::string& narrative) {
    const std::string id = NewId();
    transaction_->execute("START TRANSACTION");
    lead_->setString(1, id);
    lead_->setString(2, "370481109-2019-" + std::to_string(serial));
    lead_->setString(3, "砂场强收管理费");
    lead_->setString(4, narrative);
    lead_->executeUpdate();
    outbox_->setString(1, id);
    outbox_->setString(2, payload_);
    outbox_->executeUpdate();
    audit_->setString(1, id);
    audit_->executeUpdate();
    // Not Connection::commit(), which returns normally when the server refuses.
    transaction_->execute("COMMIT");
  }

 private:
  // Ordered by time, as UUIDv7 is, so that the key does not cost the ceiling anything.
  std::string NewId() {
    uint64_t nanos = static_cast<uint64_t>(Clock::now().time_since_epoch().count());
    uint64_t noise = random_();
    std::string id(16, '\0');
    for (int i = 7; i >= 0; --i, nanos >>= 8) id[static_cast<size_t>(i)] = static_cast<char>(nanos);
    std::memcpy(id.data() + 8, &noise, sizeof noise);
    return id;
  }

  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Statement> transaction_;
  std::unique_ptr<sql::PreparedStatement> lead_;
  std::unique_ptr<sql::PreparedStatement> outbox_;
  std::unique_ptr<sql::PreparedStatement> audit_;
  const std::string payload_ = std::string(kPayloadBytes, 'e');
  std::mt19937_64 random_{std::random_device{}()};
};

absl::Status Unavailable(const sql::SQLException& error) {
  return absl::UnavailableError(std::string("the database: ") + error.what());
}

}  // namespace

absl::StatusOr<Measurement> RunRawInserts(const RawInsertOptions& options) {
  sql::Driver* driver = get_driver_instance();
  std::vector<Registrar> registrars;
  try {
    const std::unique_ptr<sql::Connection> connection = Connect(*driver, options);
    const std::unique_ptr<sql::Statement> statement(connection->createStatement());
    for (const char* table : kTables) statement->execute(table);
    for (int i = 0; i < options.connections; ++i) {
      registrars.emplace_back(Connect(*driver, options));
    }
  } catch (const sql::SQLException& error) {
    return Unavailable(error);
  }

  Measurement total;
  std::mutex mutex;
  std::atomic<int64_t> serial = 0;
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(options.duration);
  std::vector<std::thread> threads;
  for (Registrar& registrar : registrars) {
    threads.emplace_back([&, driver] {
      driver->threadInit();
      Measurement own;
      while (true) {
        const int64_t number = serial++;
        const std::string narrative = options.narrative(number);
        const Clock::time_point start = Clock::now();
        try {
          registrar.Register(number, narrative);
          const Clock::time_point now = Clock::now();
          if (now >= end) break;
          own.Acknowledge(now - start);
        } catch (const sql::SQLException& error) {
          own.Refuse(std::to_string(error.getErrorCode()));
          break;
        }
      }
      driver->threadEnd();
      const std::lock_guard lock(mutex);
      total.Merge(own);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return total;
}

}  // namespace hecha::bench
