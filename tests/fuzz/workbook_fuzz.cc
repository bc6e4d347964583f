// The documents within a workbook. Checksums stop whoever changes a byte of the file itself, so
// here the file is made around an input: the sheet and, behind a NUL, its shared strings.
#include <algorithm>
#include <string>

#include "services/common/sheet/xlsx.h"
#include "tests/fuzz/imported.h"
#include "tests/fuzz/target.h"
#include "tests/testing/workbook.h"

namespace hecha::fuzz {
namespace {

constexpr char kWorkbook[] =
    R"(<workbook xmlns:r="r"><sheets><sheet name="s" r:id="1"/></sheets></workbook>)";
constexpr char kRelations[] =
    R"(<Relationships><Relationship Id="1" Target="sheet.xml"/></Relationships>)";

void Run(std::string_view input) {
  const size_t end = std::min(input.find('\0'), input.size());
  const std::string file = MakeZip(
      {{"xl/workbook.xml", kWorkbook},
       {"xl/_rels/workbook.xml.rels", kRelations},
       {"xl/sheet.xml", std::string(input.substr(0, end))},
       {"xl/sharedStrings.xml", std::string(input.substr(std::min(end + 1, input.size())))}});
  absl::StatusOr<sheet::Sheet> sheet = sheet::ReadXlsx(file, kSheetLimits);
  if (sheet.ok()) CheckImported(*std::move(sheet));
}

const bool kRegistered = Register({"workbook", Run});

}  // namespace
}  // namespace hecha::fuzz
