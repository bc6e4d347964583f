// A superior's list as CSV, in whatever encoding an office saves it.
#include "services/common/base/text.h"
#include "services/common/sheet/encoding.h"
#include "tests/fuzz/imported.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

void CheckDecoded(std::string_view input) {
  const absl::StatusOr<sheet::DecodedText> decoded = sheet::DecodeText(input);
  if (!decoded.ok()) return;
  if (decoded->encoding == "UTF-8")
    Check(decoded->text == input, "UTF-8 is taken as it is");
  else
    Check(IsUtf8(decoded->text), "what was converted is UTF-8");
}

void Run(std::string_view input) {
  CheckDecoded(input);
  absl::StatusOr<sheet::Sheet> sheet = sheet::ReadCsv(input, kSheetLimits);
  if (sheet.ok()) CheckImported(*std::move(sheet));
}

const bool kRegistered = Register({"import", Run});

}  // namespace
}  // namespace hecha::fuzz
