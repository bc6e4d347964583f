// Receipts as people type them: what is taken has 128 bits, is written in one form, and that form
// is the same receipt however it is typed.
#include <algorithm>
#include <cctype>
#include <string>

#include "services/intake/reporter.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

using intake::Receipt;

constexpr size_t kBytes = 16;
constexpr size_t kWritten = 32;

void CheckForms(const Receipt& receipt) {
  const std::string written = receipt.ToString();
  Check(written.size() == kWritten, "a receipt is seven groups");
  std::string sloppy = " " + written;
  std::replace(sloppy.begin(), sloppy.end(), '0', 'o');
  std::replace(sloppy.begin(), sloppy.end(), '1', 'l');
  std::replace(sloppy.begin(), sloppy.end(), '-', ' ');
  for (char& c : sloppy) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const std::string& typed : {written, sloppy}) {
    const absl::StatusOr<Receipt> again = Receipt::Parse(typed);
    Check(again.ok() && again->bits() == receipt.bits(), "a receipt is read as it was written");
  }
}

void Run(std::string_view input) {
  const absl::StatusOr<Receipt> receipt = Receipt::Parse(input);
  const Receipt searched = Receipt::ParseOrUnknown(input);
  Check(searched.bits().size() == kBytes, "whatever is typed is searched for like a receipt");
  if (receipt.ok()) {
    Check(receipt->bits() == searched.bits(), "a receipt is searched for as itself");
    CheckForms(*receipt);
  } else {
    Check(receipt.status() == intake::UnknownReceipt(), "a malformed receipt is an unknown one");
  }
  if (input.size() >= kBytes) CheckForms(Receipt(std::string(input.substr(0, kBytes))));
}

const bool kRegistered = Register({"receipt", Run});

}  // namespace
}  // namespace hecha::fuzz
