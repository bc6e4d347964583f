#include "services/common/db/insert_rows.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "services/common/base/status_macros.h"

namespace hecha::db {
namespace {

constexpr size_t kMostRows = 128;

std::string Statement(std::string_view insert, std::string_view row, size_t rows,
                      std::string_view ending) {
  std::string sql;
  sql.reserve(insert.size() + rows * (row.size() + 1) + ending.size() + 1);
  sql += insert;
  for (size_t i = 0; i < rows; ++i) {
    sql += i == 0 ? ' ' : ',';
    sql += row;
  }
  sql += ' ';
  sql += ending;
  return sql;
}

}  // namespace

size_t RowsAtOnce(size_t rows) {
  if (rows >= kMostRows) return kMostRows;
  const size_t power = std::bit_floor(rows);
  return power + power / 2 <= rows ? power + power / 2 : power;
}

absl::StatusOr<int64_t> InsertRows(Transaction& transaction, std::string_view insert,
                                   std::string_view row, std::vector<Param> values,
                                   std::string_view ending) {
  const auto width = static_cast<size_t>(std::count(row.begin(), row.end(), '?'));
  if (width == 0 || values.size() % width != 0)
    return absl::InternalError("values that make no whole rows");
  int64_t changed = 0;
  for (size_t rows = values.size() / width, next = 0; rows > 0;) {
    const size_t taken = RowsAtOnce(rows);
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(next * width);
    const auto to = from + static_cast<std::ptrdiff_t>(taken * width);
    ASSIGN_OR_RETURN(const int64_t inserted,
                     transaction.ExecuteParams(
                         Statement(insert, row, taken, ending),
                         std::vector<Param>(std::move_iterator(from), std::move_iterator(to))));
    changed += inserted;
    next += taken;
    rows -= taken;
  }
  return changed;
}

}  // namespace hecha::db
