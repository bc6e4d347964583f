#include "tests/bench/raw_rows.h"

#include <cppconn/datatype.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <fmt/format.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/closed_loop.h"

namespace hecha::bench {
namespace {

// A table of intake in which a registration leaves one row, and the column that names the lead.
struct Source {
  const char* table;
  const char* lead;
  // Other rows of the lead are told from the registration's by this.
  const char* only = "TRUE";
};
constexpr Source kSources[] = {{"command", "aggregate_id"},
                               {"data_key", "subject"},
                               {"lead", "id"},
                               {"receipt", "lead_id"},
                               {"outbox", "aggregate_id", "aggregate_version = 1"}};

struct Cell {
  std::optional<std::string> value;
  bool is_number = false;
};
using Row = std::vector<Cell>;
// The rows of one lead, in the order of kSources.
using Rows = std::vector<Row>;

bool IsNumber(int type) {
  return type == sql::DataType::TINYINT || type == sql::DataType::SMALLINT ||
         type == sql::DataType::INTEGER || type == sql::DataType::BIGINT;
}

Row RowOf(const sql::ResultSet& result, sql::ResultSetMetaData& columns) {
  Row row(columns.getColumnCount() - 1);
  for (unsigned i = 1; i <= row.size(); ++i) {
    if (!result.isNull(i)) row[i - 1].value = result.getString(i);
    row[i - 1].is_number = IsNumber(columns.getColumnType(i));
  }
  return row;
}

// Whatever has a row in every table, and an empty table for each.
std::vector<Rows> Take(sql::Connection& connection) {
  const std::unique_ptr<sql::Statement> statement(connection.createStatement());
  std::map<std::string, Rows> leads;
  for (const Source& source : kSources) {
    const std::unique_ptr<sql::ResultSet> result(statement->executeQuery(fmt::format(
        "SELECT t.*, l.id AS of_lead FROM hecha_intake.{0} t JOIN hecha_intake.lead l ON l.id = "
        "t.{1} WHERE {2}",
        source.table, source.lead, source.only)));
    sql::ResultSetMetaData& columns = *result->getMetaData();
    while (result->next())
      leads[result->getString(columns.getColumnCount())].push_back(RowOf(*result, columns));
    statement->execute(fmt::format("DROP TABLE IF EXISTS raw_{}", source.table));
    statement->execute(fmt::format("CREATE TABLE raw_{0} LIKE hecha_intake.{0}", source.table));
  }
  std::vector<Rows> whole;
  for (auto& [id, rows] : leads)
    if (rows.size() == std::size(kSources)) whole.push_back(std::move(rows));
  return whole;
}

// One connection and its statements; used by one thread.
class RowWriter {
 public:
  RowWriter(const RawDatabase& database, const Rows& sample)
      : connection_(Connect(database)), transaction_(connection_->createStatement()) {
    for (size_t i = 0; i < sample.size(); ++i) {
      const std::vector<std::string_view> columns(sample[i].size(), "?");
      statements_.emplace_back(connection_->prepareStatement(fmt::format(
          "INSERT INTO raw_{} VALUES ({})", kSources[i].table, fmt::join(columns, ","))));
    }
  }

  absl::Status Write(const Rows& rows) {
    try {
      transaction_->execute("START TRANSACTION");
      for (size_t i = 0; i < rows.size(); ++i) Insert(*statements_[i], rows[i]);
      transaction_->execute("COMMIT");
    } catch (const sql::SQLException& error) {
      return Unavailable(error);
    }
    return absl::OkStatus();
  }

 private:
  static void Insert(sql::PreparedStatement& insert, const Row& row) {
    for (unsigned i = 0; i < row.size(); ++i) {
      const Cell& cell = row[i];
      if (!cell.value.has_value())
        insert.setNull(i + 1, 0);
      else if (cell.is_number)
        insert.setInt64(i + 1, std::stoll(*cell.value));
      else
        insert.setString(i + 1, *cell.value);
    }
    insert.executeUpdate();
  }

  const std::unique_ptr<sql::Connection> connection_;
  const std::unique_ptr<sql::Statement> transaction_;
  std::vector<std::unique_ptr<sql::PreparedStatement>> statements_;
};

}  // namespace

absl::StatusOr<Measurement> RunRawRows(const RawRowsOptions& options) {
  std::vector<Rows> leads;
  std::vector<std::unique_ptr<RowWriter>> writers;
  try {
    leads = Take(*Connect(options.database));
    if (leads.empty()) return absl::ResourceExhaustedError("intake stored no leads");
    for (int i = 0; i < options.connections; ++i)
      writers.push_back(std::make_unique<RowWriter>(options.database, leads.front()));
  } catch (const sql::SQLException& error) {
    return Unavailable(error);
  }
  std::atomic<size_t> next = 0;
  const Measurement measured =
      RunThreads(options.connections, options.duration, [&](int thread) -> absl::Status {
        const size_t lead = next++;
        if (lead >= leads.size()) return absl::ResourceExhaustedError("all are written");
        return writers[static_cast<size_t>(thread)]->Write(leads[lead]);
      });
  if (next > leads.size())
    return absl::ResourceExhaustedError(fmt::format(
        "the database wrote all {} leads of intake before the time was over", leads.size()));
  return measured;
}

}  // namespace hecha::bench
