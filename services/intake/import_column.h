// The columns of a list that people keep: which header stands for which field of an ImportRow, and
// what a cell of it says.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/intake/import_row.h"

namespace hecha::intake {

struct ImportColumn {
  // The field, as a column mapping names it: "narrative".
  std::string_view field;
  bool required = false;
  // Headers by which it is recognised, in lower case.
  std::span<const std::string_view> headers;
  // Puts what a cell says, which is not empty, into the row. InvalidArgument for what it cannot.
  absl::Status (*read)(std::string_view cell, ImportRow& row);
};

// In the order of refusals.
std::span<const ImportColumn> ImportColumns();

// A time as lists write it: "2019-02-28", "2019/2/28 11:25", "2019年2月28日", RFC 3339, or the
// number of a day as workbooks keep it (43524.5). Without an offset it is China time. Nothing
// outside the years 1 to 9999.
std::optional<absl::Time> ReadListTime(std::string_view text);

}  // namespace hecha::intake
