#include "services/intake/reporter.h"

#include <cctype>

#include "services/common/base/refusal.h"
#include "services/common/security/sodium.h"

namespace hecha::intake {
namespace {

// Crockford's alphabet: no I, L, O, U, so that a receipt can be read aloud.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kBytes = 16;
constexpr size_t kDigits = 26;  // ⌈128 / 5⌉; the last digit carries 3 bits
constexpr size_t kGroup = 4;

size_t ValueOf(char c) {
  switch (const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)))) {
    case 'O':
      return 0;
    case 'I':
    case 'L':
      return 1;
    default:
      return kAlphabet.find(upper);
  }
}

}  // namespace

absl::Status UnknownReceipt() { return RefuseUnknown("回执", "receipt"); }

absl::StatusOr<Receipt> Receipt::Parse(std::string_view text) {
  std::string bits;
  uint32_t buffer = 0;
  int held = 0;
  size_t digits = 0;
  for (char c : text) {
    if (c == '-' || c == ' ') continue;
    const size_t value = ValueOf(c);
    if (value == std::string_view::npos || ++digits > kDigits) return UnknownReceipt();
    buffer = buffer << 5 | static_cast<uint32_t>(value);
    held += 5;
    if (held >= 8) {
      held -= 8;
      bits.push_back(static_cast<char>(buffer >> held & 0xff));
      buffer &= (1u << held) - 1;
    }
  }
  if (digits != kDigits || bits.size() != kBytes || buffer != 0) return UnknownReceipt();
  return Receipt(std::move(bits));
}

Receipt Receipt::ParseOrUnknown(std::string_view text) {
  absl::StatusOr<Receipt> receipt = Parse(text);
  if (receipt.ok()) return *std::move(receipt);
  security::InitSodium();
  std::string bits(kBytes, '\0');
  randombytes_buf(bits.data(), bits.size());
  return Receipt(std::move(bits));
}

std::string Receipt::ToString() const {
  std::string text;
  uint32_t buffer = 0;
  int held = 0;
  size_t digits = 0;
  const auto emit = [&](size_t value) {
    if (digits > 0 && digits % kGroup == 0) text.push_back('-');
    text.push_back(kAlphabet[value]);
    ++digits;
  };
  for (char c : bits_) {
    buffer = buffer << 8 | static_cast<uint8_t>(c);
    held += 8;
    while (held >= 5) {
      held -= 5;
      emit(buffer >> held & 0x1f);
      buffer &= (1u << held) - 1;
    }
  }
  if (held > 0) emit(buffer << (5 - held) & 0x1f);
  return text;
}

Progress ProgressOf(LeadState state) {
  switch (state) {
    case LeadState::kRegistered:
    case LeadState::kTriaged:
    case LeadState::kAssigned:
    case LeadState::kReturned:
    case LeadState::kMerged:
      return Progress::kReceived;
    case LeadState::kSealed:
    case LeadState::kAccepted:
    case LeadState::kVerifying:
    case LeadState::kSuspended:
    case LeadState::kSigning:
    case LeadState::kSigned:
    case LeadState::kReported:
    case LeadState::kFiled:
    case LeadState::kRecalled:
      return Progress::kVerifying;
    case LeadState::kFeedback:
    case LeadState::kClosed:
    case LeadState::kArchived:
    case LeadState::kPurged:
      return Progress::kConcluded;
  }
  return Progress::kVerifying;
}

}  // namespace hecha::intake
