// The day counter of a campaign, and what a campaign must say.
#include "services/supervision/campaign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace hecha::supervision {
namespace {

const absl::TimeZone kChina = absl::FixedTimeZone(8 * 60 * 60);
absl::Time Midnight(int month, int day) {
  return absl::FromCivil(absl::CivilDay(2019, month, day), kChina);
}

Campaign HundredDays() {
  Campaign campaign;
  campaign.code = "BZ2019";
  campaign.name = "百日会战";
  campaign.division = "370481104";
  campaign.basis = "西扫黑发〔2019〕3 号";
  campaign.starts = Midnight(4, 15);
  campaign.ends = Midnight(7, 23);
  return campaign;
}

TEST(CampaignTest, CountsTheFirstDayAndTheLast) {
  const Campaign campaign = HundredDays();
  EXPECT_EQ(campaign.Days(), 100);
  EXPECT_EQ(campaign.DayAt(Midnight(4, 15) - absl::Microseconds(1)), 0);
  EXPECT_EQ(campaign.DayAt(Midnight(4, 15)), 1);
  EXPECT_EQ(campaign.DayAt(Midnight(4, 16) - absl::Microseconds(1)), 1);
  EXPECT_EQ(campaign.DayAt(Midnight(4, 16)), 2);
  EXPECT_EQ(campaign.DayAt(Midnight(7, 23)), 100);
  EXPECT_EQ(campaign.DayAt(Midnight(7, 24) - absl::Microseconds(1)), 100);
  EXPECT_EQ(campaign.DayAt(Midnight(12, 31)), 100);
}

TEST(CampaignTest, EachFieldIsHeldToItsRule) {
  EXPECT_OK(Campaign::Open(HundredDays()));
  EXPECT_EQ(Campaign::Open(HundredDays())->version, 1);
  const auto open = [](auto spoil) {
    Campaign campaign = HundredDays();
    spoil(campaign);
    return Campaign::Open(campaign).status();
  };
  EXPECT_THAT(open([](auto& c) { c.code = ""; }), RefusedBy("REQUIRED"));
  EXPECT_THAT(open([](auto& c) { c.code = "BZ-2019"; }), RefusedBy("CODE_CHARACTERS"));
  EXPECT_THAT(open([](auto& c) { c.code = "百日"; }), RefusedBy("CODE_CHARACTERS"));
  EXPECT_THAT(open([](auto& c) { c.code = std::string(17, 'B'); }), RefusedBy("TOO_LONG"));
  EXPECT_THAT(open([](auto& c) { c.name = ""; }), RefusedBy("REQUIRED"));
  EXPECT_THAT(open([](auto& c) { c.basis = ""; }), RefusedBy("REQUIRED"));
  EXPECT_THAT(open([](auto& c) { c.ends = c.starts; }), RefusedBy("CAMPAIGN_LENGTH"));
  EXPECT_THAT(open([](auto& c) { c.ends = c.starts + absl::Hours(24 * 367); }),
              RefusedBy("CAMPAIGN_LENGTH"));
}

}  // namespace
}  // namespace hecha::supervision
