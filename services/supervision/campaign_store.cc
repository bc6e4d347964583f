#include "services/supervision/campaign_store.h"

#include <optional>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

constexpr char kInsert[] =
    "INSERT INTO campaign (id, version, code, name, division, basis, starts, ends) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
#define CAMPAIGN_COLUMNS \
  "SELECT id, version, code, name, division, basis, starts, ends FROM campaign "
constexpr char kFind[] = CAMPAIGN_COLUMNS "WHERE id = ?";
constexpr char kList[] = CAMPAIGN_COLUMNS
    "WHERE id < ? AND (division LIKE ? OR ? LIKE CONCAT(division, '%')) ORDER BY id DESC LIMIT ?";
#undef CAMPAIGN_COLUMNS

Campaign ReadCampaign(const db::Row& row) {
  Campaign campaign;
  campaign.id = row.As<CampaignId>(0);
  campaign.version = row.Int(1);
  campaign.code = row.Text(2);
  campaign.name = row.Text(3);
  campaign.division = row.Text(4);
  campaign.basis = row.Text(5);
  campaign.starts = row.Time(6);
  campaign.ends = row.Time(7);
  return campaign;
}

}  // namespace

absl::Status CampaignStore::Insert(db::Transaction& transaction, const Campaign& campaign) const {
  return transaction
      .Execute(kInsert, campaign.id, campaign.version, campaign.code, campaign.name,
               campaign.division, campaign.basis, campaign.starts, campaign.ends)
      .status();
}

absl::StatusOr<Campaign> CampaignStore::Find(db::Transaction& transaction, CampaignId id) const {
  ASSIGN_OR_RETURN(std::optional<Campaign> campaign, transaction.QueryOne(kFind, ReadCampaign, id));
  if (!campaign.has_value()) return RefuseUnknown("专项行动", "campaign");
  return *std::move(campaign);
}

absl::StatusOr<std::vector<Campaign>> CampaignStore::List(db::Transaction& transaction,
                                                          const std::string& division,
                                                          const Page& page) const {
  std::vector<Campaign> campaigns;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { campaigns.push_back(ReadCampaign(row)); }, page.before,
      division + "%", division, page.size + 1));
  return campaigns;
}

}  // namespace hecha::supervision
