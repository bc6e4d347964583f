#include "services/supervision/statistics_store.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::supervision {
namespace {

constexpr char kAdd[] = "INSERT INTO total (division, measure, code, count) VALUES";
constexpr char kAddRow[] = "(?, ?, ?, ?)";
constexpr char kAddTo[] = "ON DUPLICATE KEY UPDATE count = count + VALUES(count)";
constexpr char kList[] =
    "SELECT division, measure, code, count FROM total WHERE division LIKE ? "
    "AND (? IS NULL OR measure = ?) AND count <> 0 ORDER BY division, measure, code";
constexpr char kListAll[] = "SELECT division, measure, code, count FROM total";

// What each measure counts. 3 is a stopped clock, which shows no light any more.
struct Source {
  Measure measure;
  const char* sql;
};
constexpr std::array<Source, 5> kSources = {{
    {Measure::kState,
     "SELECT division, state, COUNT(*) FROM lead_line WHERE division LIKE ? GROUP BY 1, 2"},
    {Measure::kSector,
     "SELECT division, sector, COUNT(*) FROM lead_line WHERE division LIKE ? GROUP BY 1, 2"},
    {Measure::kChannel,
     "SELECT division, channel, COUNT(*) FROM lead_line WHERE division LIKE ? GROUP BY 1, 2"},
    {Measure::kOutcome,
     "SELECT division, outcome, COUNT(*) FROM case_line WHERE division LIKE ? "
     "AND closed_at IS NOT NULL GROUP BY 1, 2"},
    {Measure::kLight,
     "SELECT division, light, COUNT(*) FROM clock WHERE division LIKE ? AND state <> 3 "
     "GROUP BY 1, 2"},
}};

Total ReadTotal(const db::Row& row) {
  return {row.Text(0), static_cast<Measure>(row.Int(1)), static_cast<int>(row.Int(2)), row.Int(3)};
}

}  // namespace

absl::Status StatisticsStore::Add(db::Transaction& transaction,
                                  const std::vector<Total>& changes) const {
  std::vector<db::Param> rows;
  for (const Total& change : changes)
    rows.insert(rows.end(), {db::ToParam(change.division), db::ToParam(change.measure),
                             db::ToParam(change.code), db::ToParam(change.count)});
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
  for (const Source& source : kSources) {
    RETURN_IF_ERROR(transaction.Query(
        source.sql,
        [&](const db::Row& row) {
          totals.push_back({row.Text(0), source.measure, static_cast<int>(row.Int(1)), row.Int(2)});
        },
        std::string(division_prefix) + "%"));
  }
  std::sort(totals.begin(), totals.end());
  return totals;
}

}  // namespace hecha::supervision
