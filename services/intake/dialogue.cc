#include "services/intake/dialogue.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxText = 2'000;

absl::Status RefuseNoOutcome() {
  return RefuseState("NO_OUTCOME", "尚无办理结果", "there is no outcome yet");
}

}  // namespace

std::vector<std::string> ByReporter(std::vector<Message> messages) {
  std::vector<std::string> texts;
  for (Message& message : messages)
    if (message.speaker == Speaker::kReporter) texts.push_back(std::move(message.text));
  return texts;
}

absl::StatusOr<Message> Dialogue::Say(Speaker speaker, UserId user, std::string text,
                                      absl::Time now) {
  RETURN_IF_ERROR(CheckLength("text", text, 1, kMaxText));
  int& sent = speaker == Speaker::kReporter ? from_reporter : from_office;
  if (sent >= kMaxMessages)
    return RefuseState("TOO_MANY_MESSAGES", "留言已达 100 条上限",
                       "no more than 100 messages can be sent");
  ++sent;
  ++version;
  return Message{MessageId::New(now), speaker, MessageKind::kText, user, now, std::move(text)};
}

void Dialogue::Inform(absl::Time now) {
  informed_at = now;
  attitude.reset();
  review_requested_at.reset();
  ++version;
}

absl::Status Dialogue::Confirm(Attitude word) {
  if (!informed_at.has_value()) return RefuseNoOutcome();
  if (attitude.has_value())
    return RefuseState("ALREADY_CONFIRMED", "已对本次反馈作出评价",
                       "this feedback has been answered already");
  attitude = word;
  ++version;
  return absl::OkStatus();
}

absl::StatusOr<Message> Dialogue::RequestReview(std::string reason, absl::Time now) {
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxText));
  if (!informed_at.has_value()) return RefuseNoOutcome();
  if (now > *informed_at + kReviewPeriod)
    return RefuseState("REVIEW_PERIOD_OVER", "反馈已超过 30 天，不能再申请复核",
                       "a review can be requested within 30 days after the feedback");
  if (review_requested_at.has_value())
    return RefuseState("ALREADY_REQUESTED", "已申请复核", "a review has been requested already");
  review_requested_at = now;
  ++version;
  return Message{
      MessageId::New(now), Speaker::kReporter, MessageKind::kReviewRequest, UserId(), now,
      std::move(reason)};
}

}  // namespace hecha::intake
