// A Sheet is a table that people keep in a file, read whole: a header and its rows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::sheet {

struct SheetRow {
  // Where it stands in the file, counted from 1: the line on which it begins, the row's number.
  int line = 0;
  // Ok, or InvalidArgument that names the column and the rule.
  absl::Status status;
  // One a column of the header, in its order; fewer on an error.
  std::vector<std::string> fields;
};

struct Sheet {
  std::vector<std::string> header;
  std::vector<SheetRow> rows;
  // "UTF-8", "GB18030" or "UTF-16"; empty for a workbook, which says itself what it is.
  std::string encoding;
};

struct SheetLimits {
  size_t rows = 20'000;
  size_t columns = 100;
  // What a workbook may unpack to.
  size_t bytes = 64 << 20;
};

// Reads a CSV file (RFC 4180). UTF-8, GB18030 and UTF-16 are told apart. A malformed row is refused
// by itself. InvalidArgument for a file without a header, or beyond the limits.
absl::StatusOr<Sheet> ReadCsv(std::string_view file, const SheetLimits& limits = {});

// Ok unless `header` or the number of rows goes beyond the limits.
absl::Status CheckLimits(const Sheet& sheet, const SheetLimits& limits);

}  // namespace hecha::sheet
