#include "tests/bench/raw_read.h"

#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/closed_loop.h"

namespace hecha::bench {
namespace {

constexpr char kCreate[] =
    "CREATE TABLE raw_read (id BIGINT NOT NULL PRIMARY KEY, lead_no VARCHAR(40) NOT NULL, "
    "division VARCHAR(12) NOT NULL, narrative BLOB NOT NULL)";
constexpr char kFill[] =
    "INSERT INTO raw_read SELECT seq, CONCAT('370481109-2019-', seq), '370481109', "
    "REPEAT('x', 1000) FROM seq_1_to_";
constexpr char kOne[] = "SELECT lead_no, division, narrative FROM raw_read WHERE id = ?";
constexpr char kPage[] =
    "SELECT lead_no, division, narrative FROM raw_read WHERE id < ? ORDER BY id DESC LIMIT 50";

// One connection and its statements; used by one thread.
class Reader {
 public:
  Reader(const RawDatabase& database, int64_t rows, unsigned seed)
      : connection_(Connect(database)),
        one_(connection_->prepareStatement(kOne)),
        page_(connection_->prepareStatement(kPage)),
        keys_(51, rows),
        random_(seed) {}

  absl::Status One() { return Read(*one_); }
  absl::Status Page() { return Read(*page_); }

 private:
  absl::Status Read(sql::PreparedStatement& select) {
    try {
      select.setInt64(1, keys_(random_));
      const std::unique_ptr<sql::ResultSet> result(select.executeQuery());
      size_t bytes = 0;
      while (result->next())
        for (unsigned column = 1; column <= 3; ++column)
          bytes += result->getString(column).length();
      return bytes > 0 ? absl::OkStatus() : absl::NotFoundError("no row");
    } catch (const sql::SQLException& error) {
      return Unavailable(error);
    }
  }

  const std::unique_ptr<sql::Connection> connection_;
  const std::unique_ptr<sql::PreparedStatement> one_;
  const std::unique_ptr<sql::PreparedStatement> page_;
  std::uniform_int_distribution<int64_t> keys_;
  std::mt19937_64 random_;
};

}  // namespace

absl::StatusOr<RawReads> RunRawReads(const RawDatabase& database, int64_t rows, int connections,
                                     std::chrono::duration<double> duration) {
  std::vector<std::unique_ptr<Reader>> readers;
  try {
    const std::unique_ptr<sql::Connection> connection = Connect(database);
    const std::unique_ptr<sql::Statement> statement(connection->createStatement());
    statement->execute("DROP TABLE IF EXISTS raw_read");
    statement->execute(kCreate);
    statement->execute(kFill + std::to_string(rows));
    for (int i = 0; i < connections; ++i)
      readers.push_back(std::make_unique<Reader>(database, rows, static_cast<unsigned>(i)));
  } catch (const sql::SQLException& error) {
    return Unavailable(error);
  }
  const auto reader = [&](int thread) -> Reader& { return *readers[static_cast<size_t>(thread)]; };
  RawReads reads;
  reads.one = RunThreads(connections, duration, [&](int thread) { return reader(thread).One(); });
  reads.page = RunThreads(connections, duration, [&](int thread) { return reader(thread).Page(); });
  return reads;
}

}  // namespace hecha::bench
