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
// Ideographs that are common; which ones does not matter here.
constexpr char32_t kFirstIdeograph = U'一';
constexpr uint32_t kIdeographs = 3000;
constexpr size_t kIdeographBytes = 3;

void AppendIdeograph(char32_t character, std::string& text) {
  text += static_cast<char>(0xE0 | (character >> 12));
  text += static_cast<char>(0x80 | ((character >> 6) & 0x3F));
  text += static_cast<char>(0x80 | (character & 0x3F));
}

std::string ReportOf(int64_t serial, const std::string& division, const std::string& narrative) {
  return fmt::format(
      R"({{"division":"{}","sector":"SECTOR_SAND_WASHING","title":"砂场强收管理费 {}","narrative":"{}"}})",
      division, serial, narrative);
}

}  // namespace

std::string SampleNarrative(int64_t serial) {
  std::mt19937_64 random(static_cast<uint64_t>(serial));
  std::string text = fmt::format("第{}号反映：", serial);
  while (text.size() < kNarrativeBytes) text += kSentences[random() % std::size(kSentences)];
  return text;
}

std::string SampleReport(int64_t serial, const std::string& division) {
  return ReportOf(serial, division, SampleNarrative(serial));
}

std::string DistinctNarrative(int64_t serial, size_t characters) {
  std::mt19937_64 random(static_cast<uint64_t>(serial));
  std::string text;
  for (size_t i = 0; i < characters; ++i)
    AppendIdeograph(kFirstIdeograph + static_cast<char32_t>(random() % kIdeographs), text);
  return text;
}

std::string DistinctReport(int64_t serial, const std::string& division) {
  return ReportOf(serial, division, DistinctNarrative(serial, kNarrativeBytes / kIdeographBytes));
}

}  // namespace hecha::bench
