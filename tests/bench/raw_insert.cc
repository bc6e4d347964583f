#include "tests/bench/raw_insert.h"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>

#include <atomic>
#include <memory>
#include <vector>

#include "tests/bench/closed_loop.h"

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

  absl::Status Register(int64_t serial, const std::string& narrative) {
    const std::string id = ids_.Next();
    try {
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
    } catch (const sql::SQLException& error) {
      return Unavailable(error);
    }
    return absl::OkStatus();
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
  std::vector<Registrar> registrars;
  try {
    MakeRawTables(*Connect(options.database));
    for (int i = 0; i < options.connections; ++i) {
      registrars.emplace_back(Connect(options.database));
    }
  } catch (const sql::SQLException& error) {
    return Unavailable(error);
  }

  std::atomic<int64_t> serial = 0;
  return RunThreads(options.connections, options.duration, [&](int thread) {
    const int64_t number = serial++;
    return registrars[static_cast<size_t>(thread)].Register(number, options.narrative(number));
  });
}

}  // namespace hecha::bench
