// Workbooks (Office Open XML, ECMA-376): the first sheet as a table of texts.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/common/sheet/sheet.h"

namespace hecha::sheet {

// Whether `file` begins like a zip file, which a workbook is.
bool LooksLikeXlsx(std::string_view file);

// The first sheet. Its first row that is not empty is the header; empty rows are skipped. A cell is
// the text that was stored: of a formula its last result, never run; of a date the number of its
// day. A row with a cell of more than 32,767 characters is refused by itself. InvalidArgument for
// what is no workbook, goes beyond the limits, or unpacks to far more than it should.
absl::StatusOr<Sheet> ReadXlsx(std::string_view file, const SheetLimits& limits = {});

}  // namespace hecha::sheet
