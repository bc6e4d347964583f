// A Campaign 专项行动 is the drive that figures are read against, such as the hundred days
// 百日会战 from mid-April to mid-July.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::supervision {

struct Campaign;
using CampaignId = Id<Campaign>;

struct Campaign {
  CampaignId id;
  int64_t version = 0;
  // Part of lead numbers: 1 to 16 letters and digits.
  std::string code;
  std::string name;
  std::string division;
  // 依据文件: the document that ordered it.
  std::string basis;
  absl::Time starts;
  absl::Time ends;

  // A new campaign, version 1. InvalidArgument that names the field and the rule.
  static absl::StatusOr<Campaign> Open(Campaign campaign);

  // Its length in days, counting the first and the last.
  int Days() const;
  // Which day it is at `now`: 1 on the first; 0 before it; Days() after it.
  int DayAt(absl::Time now) const;
};

}  // namespace hecha::supervision
