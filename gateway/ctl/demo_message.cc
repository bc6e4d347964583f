#include "gateway/ctl/demo_message.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/ctl/message_file.h"
#include "services/common/base/status_macros.h"

namespace hecha::ctl {
namespace {

// Neutral, and about nobody.
constexpr std::array<std::pair<const char*, const char*>, 8> kSamples = {{
    {"反映洗煤场门口收费", "村东洗煤场门口有人拦停运煤车收取过磅费，不给票据，请核查是否合法。"},
    {"反映工地强揽土方", "安置房工地有人不许别家车队进场，土方运价高于市价，施工方多次停工。"},
    {"反映客运站外拉客", "车站外有人阻止出租车载客，要求乘客改乘其车辆，司机与乘客均有怨言。"},
    {"反映集贸市场摊位费", "市场内有人按月向摊主收取管理费，不交就不让摆摊，市场管理方未予制止。"},
    {"反映高息借贷催收", "借款人被要求按周付息，到期后有人上门滞留，影响家人正常生活。"},
    {"反映夜间洗砂", "河道边夜间洗砂，运砂车超载，村民劝阻时发生口角，望有关部门核查。"},
    {"反映煤场占地", "煤场堆场扩到耕地边，占地手续未公示，村民希望了解是否经过批准。"},
    {"反映垄断砂石供应", "村内建房只能向一家购买砂石，外来车辆被拦在路口，价格明显偏高。"},
}};

}  // namespace

absl::StatusOr<std::vector<DemoMessage>> ReadDemoMessages(const std::string& path, size_t count) {
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) return absl::NotFoundError("cannot read " + path);
  ASSIGN_OR_RETURN(MessageFile file, MessageFile::Open(in));
  std::vector<DemoMessage> messages;
  while (messages.size() < count) {
    std::optional<CitizenMessage> row = file.Next();
    if (!row.has_value()) break;
    if (!row->status.ok()) continue;
    messages.push_back({std::move(row->subject), std::move(row->body), row->submitted_at});
  }
  if (messages.empty()) return absl::InvalidArgumentError(path + " holds no message");
  const size_t read = messages.size();
  while (messages.size() < count) messages.push_back(messages[messages.size() % read]);
  return messages;
}

std::vector<DemoMessage> SampleDemoMessages(size_t count) {
  std::vector<DemoMessage> messages;
  for (size_t i = 0; i < count; ++i) {
    const auto& [title, narrative] = kSamples[i % kSamples.size()];
    messages.push_back({fmt::format("{}（{}）", title, i + 1), narrative, absl::Now()});
  }
  return messages;
}

}  // namespace hecha::ctl
