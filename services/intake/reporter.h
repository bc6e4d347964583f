// The reporter's side 举报人: the receipt that is the only bond between a report and whoever
// filed it, and the coarse status that it shows.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/intake/dialogue.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// A Receipt is 128 bits that nobody can guess. It is shown once and stored nowhere.
class Receipt {
 public:
  // `bits` are 16 bytes that are random to everyone else.
  explicit Receipt(std::string bits) : bits_(std::move(bits)) {}

  // Reads what a person typed: Crockford base 32, where case, spaces and dashes do not matter
  // and O, I, L stand for 0, 1, 1. NotFound, as for an unknown receipt, if it is malformed.
  static absl::StatusOr<Receipt> Parse(std::string_view text);

  // The same, where what is malformed becomes a receipt that nobody was given, so that it is
  // searched for like any other.
  static Receipt ParseOrUnknown(std::string_view text);

  // Seven groups, "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XX".
  std::string ToString() const;

  const std::string& bits() const { return bits_; }

 private:
  std::string bits_;
};

// What every miss is answered with.
absl::Status UnknownReceipt();

// Numbers equal those of hecha.intake.v1.Progress.
enum class Progress : uint8_t { kReceived = 1, kVerifying = 2, kConcluded = 3 };

// The coarse status: it tells neither the unit nor that a lead was sealed.
Progress ProgressOf(LeadState state);

// What a receipt shows.
struct ReceiptView {
  Progress progress = Progress::kReceived;
  absl::Time received_at;
  std::string explanation;
  Dialogue dialogue;
  std::vector<Message> messages;
};

}  // namespace hecha::intake
