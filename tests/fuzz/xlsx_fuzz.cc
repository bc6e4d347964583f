// Workbooks: whatever is read is bounded, and reading ends.
#include "services/common/sheet/xlsx.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

void Run(std::string_view input) {
  const sheet::SheetLimits limits{.rows = 100, .columns = 20, .bytes = 1 << 20};
  const auto sheet = sheet::ReadXlsx(input, limits);
  if (!sheet.ok()) return;
  Check(sheet->rows.size() <= limits.rows, "no more rows than are allowed");
  Check(sheet->header.size() <= limits.columns, "no more columns than are allowed");
}

const bool kRegistered = Register({"xlsx", Run});

}  // namespace
}  // namespace hecha::fuzz
