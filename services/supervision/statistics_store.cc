#include "services/supervision/statistics_store.h"

#include <algorithm>
#include <optional>
#include <utility>

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
// As DayOf counts.
#define DAY_OF(column) "TIMESTAMPDIFF(DAY, '1970-01-01', DATE_ADD(" column ", INTERVAL 8 HOUR))"

// What each measure counts: division, unit, code and how many. 3 is a stopped clock, which shows
// no light any more; 1 and 2 are the outcomes 查实 and 部分属实.
struct Source {
  Measure measure;
  const char* sql;
};
constexpr Source kSources[] = {
    {Measure::kState, "SELECT division, " WHOLE_TOWN
                      ", state, COUNT(*) FROM lead_line WHERE division LIKE ? GROUP BY 1, 2, 3"},
    {Measure::kSector, "SELECT division, " WHOLE_TOWN
                       ", sector, COUNT(*) FROM lead_line WHERE division LIKE ? GROUP BY 1, 2, 3"},
    {Measure::kChannel,
     "SELECT division, " WHOLE_TOWN
     ", channel, COUNT(*) FROM lead_line WHERE division LIKE ? GROUP BY 1, 2, 3"},
    {Measure::kReceivedDay,
     "SELECT division, " WHOLE_TOWN
     ", " DAY_OF("received_at") ", COUNT(*) FROM lead_line WHERE division LIKE ? GROUP BY 1, 2, 3"},
    {Measure::kOutcome,
     "SELECT division, " WHOLE_TOWN ", outcome, COUNT(*) FROM case_line WHERE division LIKE ? "
     "AND closed_at IS NOT NULL GROUP BY 1, 2, 3"},
    {Measure::kClosedDay, "SELECT division, " WHOLE_TOWN ", " DAY_OF(
                              "closed_at") ", COUNT(*) FROM case_line WHERE division LIKE ? "
                                           "AND closed_at IS NOT NULL GROUP BY 1, 2, 3"},
    {Measure::kUnitCase,
     "SELECT division, unit_id, IF(closed_at IS NULL, 1, 2), COUNT(*) FROM case_line "
     "WHERE division LIKE ? AND returned = 0 GROUP BY 1, 2, 3"},
    {Measure::kUnitCase,
     "SELECT division, unit_id, 3, COUNT(*) FROM case_line WHERE division LIKE ? "
     "AND returned = 0 AND closed_at IS NOT NULL AND outcome IN (1, 2) GROUP BY 1, 2, 3"},
    {Measure::kLight, "SELECT division, " WHOLE_TOWN
                      ", light, COUNT(*) FROM clock WHERE division LIKE ? AND state <> 3 "
                      "GROUP BY 1, 2, 3"},
    {Measure::kUnitLight,
     "SELECT division, unit_id, light, COUNT(*) FROM clock WHERE division LIKE ? AND state <> 3 "
     "GROUP BY 1, 2, 3"},
};
#undef WHOLE_TOWN
#undef DAY_OF

Total ReadTotal(const db::Row& row) {
  return {row.Text(0), static_cast<Measure>(row.Int(1)), row.As<UnitId>(2),
          static_cast<int>(row.Int(3)), row.Int(4)};
}

}  // namespace

absl::Status StatisticsStore::Add(db::Transaction& transaction,
                                  const std::vector<Total>& changes) const {
  std::vector<db::Param> rows;
  for (const Total& change : changes)
    rows.insert(rows.end(),
                {db::ToParam(change.division), db::ToParam(change.measure),
                 db::ToParam(change.unit), db::ToParam(change.code), db::ToParam(change.count)});
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
          totals.push_back({row.Text(0), source.measure, row.As<UnitId>(1),
                            static_cast<int>(row.Int(2)), row.Int(3)});
        },
        std::string(division_prefix) + "%"));
  }
  std::sort(totals.begin(), totals.end());
  return totals;
}

}  // namespace hecha::supervision
