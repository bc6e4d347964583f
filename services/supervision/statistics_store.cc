#include "services/supervision/statistics_store.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/common/base/planted_bug.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::supervision {
namespace {

constexpr char kAdd[] = "INSERT INTO total (division, measure, unit_id, code, count) VALUES";
constexpr char kAddRow[] = "(?, ?, ?, ?, ?)";
constexpr char kAddTo[] = "ON DUPLICATE KEY UPDATE count = count + VALUES(count)";
constexpr char kList[] =
    "SELECT division, measure, unit_id, code, count FROM total WHERE division LIKE ? "
    "AND (? IS NULL OR measure = ?) AND count <> 0 ORDER BY division, measure, unit_id, code";
constexpr char kListAll[] = "SELECT division, measure, unit_id, code, count FROM total";

#define WHOLE_TOWN "X'00000000000000000000000000000000'"
#define COUNT_LINES(measure, unit, code, which)   \
  "SELECT division, " measure ", " unit ", " code \
  ", COUNT(*) FROM ledger_line "                  \
  "WHERE " which " AND division LIKE ? GROUP BY 1, 2, 3, 4"

// What each measure counts, in the table's own terms and apart from the rule (Counted) that keeps
// the counters: ledgers 1, 3 and 7 are leads, cases and rounds of 摸排; stages 1 and 2 are open and
// done; outcomes 1 and 2 are 查实 and 部分属实.
constexpr const char* kSources[] = {
    COUNT_LINES("1", WHOLE_TOWN, "state", "ledger = 1"),
    COUNT_LINES("2", WHOLE_TOWN, "sector", "ledger = 1"),
    COUNT_LINES("3", WHOLE_TOWN, "channel", "ledger = 1"),
    COUNT_LINES("4", WHOLE_TOWN, "outcome", "ledger = 3 AND stage = 2"),
    COUNT_LINES("5", WHOLE_TOWN, "light", "ledger = 1 AND light <> 0"),
    COUNT_LINES("6", WHOLE_TOWN, "opened_day", "ledger = 1"),
    COUNT_LINES("7", WHOLE_TOWN, "closed_day", "ledger = 3 AND stage = 2"),
    COUNT_LINES("8", "unit_id", "stage", "ledger = 3 AND stage IN (1, 2)"),
    COUNT_LINES("8", "unit_id", "3", "ledger = 3 AND stage = 2 AND outcome IN (1, 2)"),
    COUNT_LINES("9", "unit_id", "light", "ledger = 1 AND light <> 0 AND unit_id <> " WHOLE_TOWN),
    COUNT_LINES("10", WHOLE_TOWN, "ledger", "stage = 1"),
    COUNT_LINES("11", WHOLE_TOWN, "ledger", "stage = 2"),
    COUNT_LINES("12", WHOLE_TOWN, "state", "ledger = 7"),
    COUNT_LINES("13", "unit_id", "state", "ledger = 7"),
};
#undef COUNT_LINES
#undef WHOLE_TOWN

Total ReadTotal(const db::Row& row) {
  return {row.Text(0), static_cast<Measure>(row.Int(1)), row.As<UnitId>(2),
          static_cast<int>(row.Int(3)), row.Int(4)};
}

}  // namespace

absl::Status StatisticsStore::Add(db::Transaction& transaction,
                                  const std::vector<Total>& changes) const {
  std::vector<db::Param> rows;
  for (const Total& change : changes) {
    if (HECHA_PLANTED_BUG("statistics.add")) continue;
    db::AddRow(rows, change.division, change.measure, change.unit, change.code, change.count);
  }
  return db::InsertRows(transaction, kAdd, kAddRow, std::move(rows), kAddTo).status();
}

absl::StatusOr<std::vector<Total>> StatisticsStore::List(db::Transaction& transaction,
                                                         std::string_view division_prefix,
                                                         std::optional<Measure> measure) const {
  std::vector<Total> totals;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { totals.push_back(ReadTotal(row)); },
      std::string(division_prefix) + "%", measure, measure));
  return totals;
}

absl::StatusOr<std::vector<Total>> StatisticsStore::ListAll(db::Transaction& transaction) const {
  std::vector<Total> totals;
  RETURN_IF_ERROR(
      transaction.Query(kListAll, [&](const db::Row& row) { totals.push_back(ReadTotal(row)); }));
  return totals;
}

absl::StatusOr<std::vector<Total>> StatisticsStore::Count(db::Transaction& transaction,
                                                          std::string_view division_prefix) const {
  std::vector<Total> totals;
  for (const char* source : kSources)
    RETURN_IF_ERROR(transaction.Query(
        source, [&](const db::Row& row) { totals.push_back(ReadTotal(row)); },
        std::string(division_prefix) + "%"));
  std::sort(totals.begin(), totals.end());
  return totals;
}

}  // namespace hecha::supervision
