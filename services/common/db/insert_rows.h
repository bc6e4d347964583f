// Inserts many rows by few statements: a statement costs the server more than a row does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"

namespace hecha::db {

// How many of `rows` rows, at least 1, the next statement takes: 1, 2, 3, 4, 6, 8, 12, … 128.
// With so few lengths a connection can keep every statement prepared.
size_t RowsAtOnce(size_t rows);

// Appends the values of one row.
template <class... Values>
void AddRow(std::vector<Param>& rows, Values&&... values) {
  (rows.push_back(ToParam(std::forward<Values>(values))), ...);
}

// Inserts the rows whose values stand in `values` one after the other. `insert` is the statement
// up to its VALUES, `row` stands for one row: "(?, ?)", `ending` is what follows the rows, such as
// "ON DUPLICATE KEY UPDATE …". Returns how many rows were changed. On an error, AlreadyExists
// included, some of the rows may have been inserted: give up the transaction.
absl::StatusOr<int64_t> InsertRows(Transaction& transaction, std::string_view insert,
                                   std::string_view row, std::vector<Param> values,
                                   std::string_view ending = "");

}  // namespace hecha::db
