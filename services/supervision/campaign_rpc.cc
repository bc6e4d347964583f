#include "services/supervision/campaign_rpc.h"

#include <utility>

#include "hecha/supervision/v1/campaign.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

v1::Campaign ToProto(const Campaign& campaign, absl::Time now) {
  v1::Campaign out;
  out.set_id(campaign.id.ToString());
  out.set_code(campaign.code);
  out.set_name(campaign.name);
  out.set_division(campaign.division);
  out.set_basis(campaign.basis);
  SetTimestamp(campaign.starts, out.mutable_starts());
  SetTimestamp(campaign.ends, out.mutable_ends());
  out.set_day(campaign.DayAt(now));
  out.set_days(campaign.Days());
  return out;
}

Campaign FromProto(const v1::OpenCampaignRequest& request) {
  Campaign campaign;
  campaign.code = request.code();
  campaign.name = request.name();
  campaign.division = request.division();
  campaign.basis = request.basis();
  campaign.starts = FromTimestamp(request.starts());
  campaign.ends = FromTimestamp(request.ends());
  return campaign;
}

}  // namespace

void RegisterCampaignRpc(rpc::Router& router, CampaignService& campaigns) {
  router.Handle(
      "hecha.supervision.v1.CampaignService/OpenCampaign",
      [&campaigns](const Call& call,
                   const v1::OpenCampaignRequest& request) -> absl::StatusOr<v1::Campaign> {
        ASSIGN_OR_RETURN(const Campaign campaign, campaigns.Open(call, FromProto(request)));
        return ToProto(campaign, call.now);
      });
  router.Handle("hecha.supervision.v1.CampaignService/ListCampaigns",
                [&campaigns](const Call& call, const v1::ListCampaignsRequest& request)
                    -> absl::StatusOr<v1::ListCampaignsResponse> {
                  ASSIGN_OR_RETURN(const Page page,
                                   Page::Parse(request.page_size(), request.page_token()));
                  ASSIGN_OR_RETURN(std::vector<Campaign> found, campaigns.List(call, page));
                  v1::ListCampaignsResponse response;
                  response.set_next_page_token(
                      page.Cut(found, [](const Campaign& campaign) { return campaign.id; }));
                  for (const Campaign& campaign : found)
                    *response.add_campaigns() = ToProto(campaign, call.now);
                  return response;
                });
}

}  // namespace hecha::supervision
