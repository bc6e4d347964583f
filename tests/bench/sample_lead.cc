#include "tests/bench/sample_lead.h"

#include <fmt/format.h>

#include <random>

namespace hecha::bench {
namespace {

constexpr const char* kSentences[] = {
    "该团伙长期盘踞在砂场周边，对过往运输车辆强行收取所谓管理费。",
    "不交钱的司机多次被拦截、辱骂，车辆轮胎被扎，报警后有人上门威胁。",
    "附近商户反映，每月须按摊位缴纳保护费，否则货物被掀翻、门锁被堵。",
    "夜间有十余辆无牌货车偷采河砂，河堤已有多处塌陷，村民不敢出面作证。",
    "借款合同写明二十万元，实际到手十二万元，逾期后被多人上门滋扰。",
    "有人自称与某部门熟悉，扬言举报也没有用，希望上级部门核查。",
};
constexpr size_t kNarrativeBytes = 1000;

}  // namespace

std::string SampleNarrative(int64_t serial) {
  std::mt19937_64 random(static_cast<uint64_t>(serial));
  std::string text = fmt::format("第{}号反映：", serial);
  while (text.size() < kNarrativeBytes) text += kSentences[random() % std::size(kSentences)];
  return text;
}

std::string SampleReport(int64_t serial, const std::string& division) {
  return fmt::format(
      R"({{"division":"{}","sector":"SECTOR_SAND_WASHING","title":"砂场强收管理费 {}","narrative":"{}"}})",
      division, serial, SampleNarrative(serial));
}

}  // namespace hecha::bench
