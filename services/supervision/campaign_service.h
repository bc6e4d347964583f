// A CampaignService runs the use cases of campaigns. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/supervision/campaign_store.h"

namespace hecha::supervision {

class CampaignService {
 public:
  explicit CampaignService(events::Journal& journal) : journal_(journal) {}

  // InvalidArgument OUTSIDE_SCOPE for a division that the caller does not cover.
  absl::StatusOr<Campaign> Open(const Call& call, Campaign campaign);

  // A page as CampaignStore::List reads it for the caller's division.
  absl::StatusOr<std::vector<Campaign>> List(const Call& call, const Page& page);

 private:
  events::Journal& journal_;
  const CampaignStore campaigns_{};
};

}  // namespace hecha::supervision
