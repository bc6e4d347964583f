#include "services/supervision/campaign.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::supervision {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kLongest = absl::Hours(24 * 366);
constexpr size_t kMaxCode = 16;
constexpr size_t kMaxText = 100;

}  // namespace

absl::StatusOr<Campaign> Campaign::Open(Campaign campaign) {
  RETURN_IF_ERROR(CheckLength("code", campaign.code, 1, kMaxCode));
  const auto alphanumeric = [](unsigned char c) { return std::isalnum(c) != 0; };
  if (!std::all_of(campaign.code.begin(), campaign.code.end(), alphanumeric))
    return RefuseField("CODE_CHARACTERS", "code", "代号只能用字母和数字",
                       "a code has letters and digits only");
  RETURN_IF_ERROR(CheckLength("name", campaign.name, 1, kMaxText));
  RETURN_IF_ERROR(CheckLength("basis", campaign.basis, 1, kMaxText));
  if (campaign.ends <= campaign.starts || campaign.ends - campaign.starts > kLongest)
    return RefuseField("CAMPAIGN_LENGTH", "ends", "结束须晚于开始，且不超过 366 天",
                       "a campaign ends after it starts, within 366 days");
  campaign.version = 1;
  return campaign;
}

int Campaign::Days() const { return static_cast<int>((ends - starts) / kDay) + 1; }

int Campaign::DayAt(absl::Time now) const {
  if (now < starts) return 0;
  return std::min(static_cast<int>((now - starts) / kDay) + 1, Days());
}

}  // namespace hecha::supervision
