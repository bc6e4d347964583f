#include "services/consultation/transfer.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::consultation {
namespace {

constexpr size_t kMaxOpinion = 2000;
// DOMAIN.md, state machine "Lead": → SEALED.
constexpr int kAcknowledgeWithinDays = 5;

}  // namespace

std::string CommissionOf(std::string_view town, bool upward) {
  return std::string(upward ? CountyOf(town) : town);
}

Transfer Transfer::Issue(TransferId id, TransferContents contents, int number, absl::Time now,
                         const WorkingDays& calendar) {
  Transfer transfer;
  static_cast<TransferContents&>(transfer) = std::move(contents);
  transfer.id = id;
  transfer.version = 1;
  transfer.number = number;
  transfer.issued_at = now;
  transfer.acknowledge_by = calendar.After(now, kAcknowledgeWithinDays);
  return transfer;
}

std::string Transfer::LetterNo() const {
  return number == 1 ? "移-" + lead_no : fmt::format("移-{}-{}", lead_no, number);
}

absl::Status Transfer::Acknowledge(absl::Time now) {
  if (state != TransferState::kIssued)
    return RefuseState("ILLEGAL_TRANSITION", "移交函已签收", "the letter is acknowledged already");
  acknowledged_at = now;
  state = TransferState::kAcknowledged;
  ++version;
  return absl::OkStatus();
}

absl::Status Transfer::TellOverdue(absl::Time now) {
  if (overdue_told || !Overdue(now))
    return RefuseState("NOT_OVERDUE", "移交函未逾期，或已告知",
                       "the letter is not overdue, or that was told");
  overdue_told = true;
  ++version;
  return absl::OkStatus();
}

absl::Status Transfer::Conclude(bool case_filed, std::string decision, absl::Time now) {
  if (state != TransferState::kAcknowledged)
    return RefuseState("ILLEGAL_TRANSITION", "移交函须先签收，且只反馈一次",
                       "a letter is concluded once, after it was acknowledged");
  RETURN_IF_ERROR(CheckLength("opinion", decision, 1, kMaxOpinion));
  filed = case_filed;
  opinion = std::move(decision);
  concluded_at = now;
  state = TransferState::kConcluded;
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::consultation
