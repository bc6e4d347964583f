// What holds of a list of leads, whatever file it was read from.
#pragma once

#include "services/common/sheet/sheet.h"

namespace hecha::fuzz {

// Small, so that a search reaches them.
inline constexpr sheet::SheetLimits kSheetLimits{.rows = 100, .columns = 20, .bytes = 1 << 20};

// Checks the sheet, and what the importer makes of it.
void CheckImported(sheet::Sheet sheet);

}  // namespace hecha::fuzz
