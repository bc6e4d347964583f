// CSV files of messages: rows come in the order of their lines, and reading ends.
#include <sstream>
#include <string>

#include "services/common/sheet/csv_reader.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

void Run(std::string_view input) {
  std::istringstream file{std::string(input)};
  const auto reader = sheet::CsvReader::Open(file, {"title", "text"});
  if (!reader.ok()) return;
  int64_t line = 0;
  while (const std::optional<sheet::CsvRow> row = (*reader)->Next()) {
    Check(row->line > line, "rows come in the order of their lines");
    line = row->line;
    if (row->status.ok()) Check(row->fields.size() == 2, "a good row has its columns");
  }
}

const bool kRegistered = Register({"csv", Run});

}  // namespace
}  // namespace hecha::fuzz
