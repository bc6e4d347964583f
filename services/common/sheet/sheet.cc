#include "services/common/sheet/sheet.h"

#include <fmt/format.h>

#include <sstream>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/sheet/csv_reader.h"
#include "services/common/sheet/encoding.h"

namespace hecha::sheet {

absl::Status CheckLimits(const Sheet& sheet, const SheetLimits& limits) {
  if (sheet.header.size() > limits.columns)
    return RefuseField("TOO_MANY_COLUMNS", "file", fmt::format("最多 {} 列", limits.columns),
                       fmt::format("at most {} columns", limits.columns));
  if (sheet.rows.size() > limits.rows)
    return RefuseField("TOO_MANY_ROWS", "file", fmt::format("最多 {} 行", limits.rows),
                       fmt::format("at most {} rows", limits.rows));
  return absl::OkStatus();
}

absl::StatusOr<Sheet> ReadCsv(std::string_view file, const SheetLimits& limits) {
  Sheet sheet;
  ASSIGN_OR_RETURN(DecodedText decoded, DecodeText(file));
  sheet.encoding = decoded.encoding;
  std::istringstream in(std::move(decoded.text));
  ASSIGN_OR_RETURN(const std::unique_ptr<CsvReader> reader, CsvReader::Open(in, {}));
  sheet.header = reader->columns();
  RETURN_IF_ERROR(CheckLimits(sheet, limits));
  while (std::optional<CsvRow> row = reader->Next()) {
    sheet.rows.push_back(
        {static_cast<int>(row->line), std::move(row->status), std::move(row->fields)});
    RETURN_IF_ERROR(CheckLimits(sheet, limits));
  }
  return sheet;
}

}  // namespace hecha::sheet
