#include "services/intake/publication.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/intake/entity.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxTitle = 100;
constexpr size_t kMaxBody = 10'000;
constexpr size_t kMaxReason = 500;

absl::Status CheckText(PublicationKind kind, const PublicationText& text) {
  RETURN_IF_ERROR(CheckLength("title", text.title, 1, kMaxTitle));
  RETURN_IF_ERROR(CheckLength("body", text.body, 1, kMaxBody));
  // A hotline is a number by its nature.
  if (kind == PublicationKind::kHotline) return absl::OkStatus();
  if (ExtractEntities(text.title + "\n" + text.body).empty()) return absl::OkStatus();
  return RefuseField("POINTS_AT_A_PERSON", "body",
                     "宣传材料不得含有电话、证件、车牌、银行卡等号码，以免指向具体的人",
                     "a text for the public holds no phone, identity, plate or card number");
}

absl::Status RefuseTransition(PublicationState state) {
  switch (state) {
    case PublicationState::kDraft:
      return RefuseState("ILLEGAL_TRANSITION", "草稿尚未发布", "a draft is not published");
    case PublicationState::kPublished:
      return RefuseState("ILLEGAL_TRANSITION", "已发布的须先撤下",
                         "withdraw what is published first");
    case PublicationState::kWithdrawn:
      break;
  }
  return RefuseState("ILLEGAL_TRANSITION", "已撤下的须修改后再发布",
                     "edit what was withdrawn before it is published again");
}

}  // namespace

absl::StatusOr<Publication> Publication::Draft(PublicationId id, std::string division,
                                               PublicationKind kind, PublicationText text,
                                               UserId by, absl::Time now) {
  RETURN_IF_ERROR(CheckText(kind, text));
  Publication publication;
  publication.id = id;
  publication.version = 1;
  publication.division = std::move(division);
  publication.kind = kind;
  publication.text = std::move(text);
  publication.edited_by = by;
  publication.edited_at = now;
  return publication;
}

absl::Status Publication::Edit(PublicationText changed, UserId by, absl::Time now) {
  if (state == PublicationState::kPublished) return RefuseTransition(state);
  RETURN_IF_ERROR(CheckText(kind, changed));
  text = std::move(changed);
  edited_by = by;
  edited_at = now;
  state = PublicationState::kDraft;
  ++version;
  return absl::OkStatus();
}

absl::Status Publication::Approve(UserId by, absl::Time now) {
  if (state != PublicationState::kDraft) return RefuseTransition(state);
  if (by == edited_by)
    return RefuseCaller("OWN_TEXT", "须由另一人审核发布", "somebody else approves what you wrote");
  approved_by = by;
  published_at = now;
  withdrawn_at.reset();
  state = PublicationState::kPublished;
  ++version;
  return absl::OkStatus();
}

absl::Status Publication::Withdraw(std::string_view reason, absl::Time now) {
  if (state != PublicationState::kPublished) return RefuseTransition(state);
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  withdrawn_at = now;
  state = PublicationState::kWithdrawn;
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::intake
