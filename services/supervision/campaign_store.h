// A CampaignStore persists campaigns. Stateless; safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/supervision/campaign.h"

namespace hecha::supervision {

class CampaignStore {
 public:
  // AlreadyExists if the division has a campaign of this code.
  absl::Status Insert(db::Transaction& transaction, const Campaign& campaign) const;

  // NotFound if there is no such campaign.
  absl::StatusOr<Campaign> Find(db::Transaction& transaction, CampaignId id) const;

  // A page, and one more where there is one, newest first, of the campaigns whose division
  // contains `division` or lies in it.
  absl::StatusOr<std::vector<Campaign>> List(db::Transaction& transaction,
                                             const std::string& division, const Page& page) const;
};

}  // namespace hecha::supervision
