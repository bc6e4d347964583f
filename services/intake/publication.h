// A Publication 宣传材料 is a text for the public: the self-check guide, a case note or a hotline.
// A second person reads every text before the public does; whatever was published stays on record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class PublicationKind : uint8_t { kGuide = 1, kCaseNote, kHotline };
enum class PublicationState : uint8_t { kDraft = 1, kPublished, kWithdrawn };

struct Publication;
using PublicationId = Id<Publication>;

struct PublicationText {
  std::string title;
  std::string body;
};

struct Publication {
  PublicationId id;
  int64_t version = 0;
  std::string division;
  PublicationKind kind = PublicationKind::kGuide;
  PublicationState state = PublicationState::kDraft;
  PublicationText text;
  UserId edited_by;
  absl::Time edited_at;
  UserId approved_by;
  std::optional<absl::Time> published_at;
  std::optional<absl::Time> withdrawn_at;

  // A new draft, version 1. Title 1 to 100, body 1 to 10,000 characters. InvalidArgument
  // POINTS_AT_A_PERSON for a guide or case note that holds a phone, identity, card or plate number.
  static absl::StatusOr<Publication> Draft(PublicationId id, std::string division,
                                           PublicationKind kind, PublicationText text, UserId by,
                                           absl::Time now);

  // Each counts the version up by one; on any refusal nothing changes.

  // DRAFT or WITHDRAWN → DRAFT.
  absl::Status Edit(PublicationText text, UserId by, absl::Time now);
  // DRAFT → PUBLISHED. PermissionDenied OWN_TEXT for whoever wrote the present text.
  absl::Status Approve(UserId by, absl::Time now);
  // PUBLISHED → WITHDRAWN, for a reason of 1 to 500 characters.
  absl::Status Withdraw(std::string_view reason, absl::Time now);
};

// One line of the publication log 发布记录.
struct PublicationEntry {
  int64_t version = 0;
  std::string action;
  UserId user;
  absl::Time at;
  // SHA-256 of title, a line feed and body as they were then.
  std::string text_hash;
  std::string reason;
};

}  // namespace hecha::intake
