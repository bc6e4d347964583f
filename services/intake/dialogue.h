// A Dialogue 对话 is what the office and a lead's reporter say to each other across the receipt,
// and what the reporter makes of the outcome. A lead has one from its first word on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// Codes; numbers equal those of hecha.intake.v1.
enum class Speaker : uint8_t { kReporter = 1, kOffice };
enum class Attitude : uint8_t { kSatisfied = 1, kAccepts, kDisagrees };
enum class MessageKind : uint8_t { kText = 1, kReviewRequest };

struct Message;
using MessageId = Id<Message>;

struct Message {
  MessageId id;
  Speaker speaker = Speaker::kReporter;
  MessageKind kind = MessageKind::kText;
  // Who wrote for the office; nil for the reporter.
  UserId user;
  absl::Time sent_at;
  std::string text;
};

// The texts of those that the reporter wrote.
std::vector<std::string> ByReporter(std::vector<Message> messages);

struct Dialogue {
  // So many messages may each side send, so that nobody fills the disk through a receipt.
  static constexpr int kMaxMessages = 100;
  // How long after the outcome a review can be requested (DOMAIN.md 复核).
  static constexpr absl::Duration kReviewPeriod = absl::Hours(24 * 30);

  LeadId lead;
  int64_t version = 0;
  std::string division;
  int from_reporter = 0;
  int from_office = 0;
  // When the outcome last became readable behind the receipt.
  std::optional<absl::Time> informed_at;
  // Of that outcome.
  std::optional<Attitude> attitude;
  std::optional<absl::Time> review_requested_at;

  // Each of these counts the version up by one; on any refusal the dialogue is unchanged.

  // A message of 1 to 2,000 characters. `user` is nil for the reporter. FailedPrecondition
  // TOO_MANY_MESSAGES once the speaker has sent kMaxMessages.
  absl::StatusOr<Message> Say(Speaker speaker, UserId user, std::string text, absl::Time now);

  // A new outcome: it has its own attitude and its own period for a review.
  void Inform(absl::Time now);

  // FailedPrecondition NO_OUTCOME before there is one, ALREADY_CONFIRMED the second time.
  absl::Status Confirm(Attitude word);

  // The reporter's reason, as a message beyond the count. FailedPrecondition NO_OUTCOME,
  // REVIEW_PERIOD_OVER after kReviewPeriod, ALREADY_REQUESTED the second time.
  absl::StatusOr<Message> RequestReview(std::string reason, absl::Time now);
};

}  // namespace hecha::intake
