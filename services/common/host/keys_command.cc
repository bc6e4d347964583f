#include "services/common/host/keys_command.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/key_file.h"

namespace hecha::host {
namespace {

// Counting reads every sealed value of the schema, which takes as long as it takes.
constexpr absl::Duration kPatience = absl::Hours(24);

// Where a sealed value can stand.
constexpr char kListColumns[] =
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = "
    "DATABASE() AND data_type IN ('varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob')";
// A sealed value names its key right after its first byte (see Keyring::KeyIdOf).
constexpr char kCountSealed[] =
    "SELECT SUBSTRING(`{1}`, 2, 8), COUNT(*) FROM `{0}` WHERE SUBSTRING(`{1}`, 1, 1) = x'01' AND "
    "LENGTH(`{1}`) >= 50 GROUP BY 1";

// By the id of a key, how many values of which table it sealed.
using Uses = std::map<std::string, std::map<std::string, int64_t>>;

// Looks at every value of the schema, whatever table it stands in: what is said to be unused may
// be thrown away.
absl::Status CountUses(db::Transaction& transaction, Uses& uses) {
  uses.clear();
  std::vector<std::pair<std::string, std::string>> columns;
  RETURN_IF_ERROR(transaction.Query(
      kListColumns, [&](const db::Row& row) { columns.emplace_back(row.Text(0), row.Text(1)); }));
  for (const auto& [table, column] : columns) {
    RETURN_IF_ERROR(transaction.QueryParams(
        fmt::format(kCountSealed, table, column),
        [&, &table = table](const db::Row& row) { uses[row.Text(0)][table] += row.Int(1); }, {}));
  }
  return absl::OkStatus();
}

std::string Verdict(const security::Keyring::Line& line, bool used) {
  if (line.fingerprints) return "in use: it makes fingerprints, for ever";
  if (line.newest) return "in use: it seals";
  return used ? "in use" : "may be removed";
}

std::string ListTables(const std::map<std::string, int64_t>& tables) {
  std::string list;
  for (const auto& [table, count] : tables)
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", table, count);
  return list.empty() ? "nothing" : list;
}

absl::Status Print(Context& context) {
  db::DatabaseOptions options = context.database.options();
  options.pool_size = 1;
  options.statement_timeout = kPatience;
  telemetry::Metrics unseen;
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> patient,
                   db::Database::Open(options, unseen));
  Uses uses;
  RETURN_IF_ERROR(patient->Read(absl::Now() + kPatience, [&](db::Transaction& transaction) {
    return CountUses(transaction, uses);
  }));
  fmt::print("NAME\tKEY\tVERDICT\tSEALED\n");
  for (const security::Keyring::Line& line : context.keyring.Lines()) {
    const auto used = uses.find(line.id);
    const bool is_used = used != uses.end();
    fmt::print("{}\t{}\t{}\t{}\n", line.name, security::ToHex(line.id), Verdict(line, is_used),
               ListTables(is_used ? used->second : std::map<std::string, int64_t>()));
  }
  return absl::OkStatus();
}

}  // namespace

Command KeysCommand() {
  return {"keys", [](Context& context, const std::vector<std::string>& arguments) {
            if (!arguments.empty()) return absl::InvalidArgumentError("usage: keys");
            return Print(context);
          }};
}

}  // namespace hecha::host
