#include "tests/bench/raw_insert.h"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace hecha::bench {
namespace {

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
    const std::string id = ids_.Next();
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
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Statement> transaction_;
  std::unique_ptr<sql::PreparedStatement> lead_;
  std::unique_ptr<sql::PreparedStatement> outbox_;
  std::unique_ptr<sql::PreparedStatement> audit_;
  const std::string payload_ = std::string(kRawPayloadBytes, 'e');
  RawIds ids_;
};

}  // namespace

absl::StatusOr<Measurement> RunRawInserts(const RawInsertOptions& options) {
  sql::Driver* driver = get_driver_instance();
  std::vector<Registrar> registrars;
  try {
    MakeRawTables(*Connect(options.database));
    for (int i = 0; i < options.connections; ++i) {
      registrars.emplace_back(Connect(options.database));
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
