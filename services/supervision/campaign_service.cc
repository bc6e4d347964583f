#include "services/supervision/campaign_service.h"

#include <utility>

#include "hecha/supervision/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::supervision {
namespace {

using events::SetTimestamp;

events::Event OpenedEvent(const Campaign& campaign) {
  v1::CampaignOpened event;
  event.set_campaign_id(campaign.id.ToString());
  event.set_code(campaign.code);
  SetTimestamp(campaign.starts, event.mutable_starts());
  SetTimestamp(campaign.ends, event.mutable_ends());
  return events::MakeEvent("campaign", campaign.id.uuid, campaign.version, campaign.division,
                           "campaign.open", std::move(event));
}

}  // namespace

absl::StatusOr<Campaign> CampaignService::Open(const Call& call, Campaign draft) {
  RETURN_IF_ERROR(RequireScope(call.actor, draft.division));
  draft.id = CampaignId::New(call.now);
  ASSIGN_OR_RETURN(const Campaign campaign, Campaign::Open(std::move(draft)));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        const absl::Status inserted = campaigns_.Insert(transaction, campaign);
        if (absl::IsAlreadyExists(inserted))
          return RefuseField("CODE_TAKEN", "code", "该代号已被使用",
                             "the division has a campaign of this code");
        RETURN_IF_ERROR(inserted);
        RETURN_IF_ERROR(journal_.Append(transaction, call, OpenedEvent(campaign)));
        return campaign.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return campaigns_.Find(transaction, CampaignId{id});
      });
}

absl::StatusOr<std::vector<Campaign>> CampaignService::List(const Call& call, const Page& page) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return campaigns_.List(transaction, call.actor.division, page);
  });
}

}  // namespace hecha::supervision
