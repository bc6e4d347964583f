#include "services/verification/step.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxText = 10'000;
constexpr size_t kMaxPlace = 200;
constexpr size_t kMaxPeople = 30;
constexpr size_t kMaxPerson = 100;
constexpr size_t kMaxAttachments = 50;
// An investigator's clock may run ahead of ours by this much.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

// A name is one line: what ends a line or cannot be seen would part it in two where it is stored.
absl::Status CheckPerson(const std::string& field, std::string_view name) {
  RETURN_IF_ERROR(CheckLength(field, name, 1, kMaxPerson));
  if (std::none_of(name.begin(), name.end(), IsControl)) return absl::OkStatus();
  return RefuseField("CONTROL_CHARACTER", field, "姓名不能含换行或控制字符",
                     "a name holds no line break and no control character");
}

}  // namespace

absl::Status CheckStep(const Step& step) {
  RETURN_IF_ERROR(CheckLength("place", step.place, 0, kMaxPlace));
  RETURN_IF_ERROR(CheckLength("text", step.text, 1, kMaxText));
  if (step.people_present.size() > kMaxPeople || step.attachments.size() > kMaxAttachments)
    return RefuseField("TOO_MANY", "people_present", "在场人员至多 30 名，附件至多 50 件",
                       "a step has at most 30 people and 50 attachments");
  for (size_t i = 0; i < step.people_present.size(); ++i)
    RETURN_IF_ERROR(CheckPerson(fmt::format("people_present[{}]", i), step.people_present[i]));
  if (step.happened_at > step.recorded_at + kClockSkew)
    return RefuseField("HAPPENED_IN_FUTURE", "happened_at", "措施时间不能晚于现在",
                       "a step cannot have happened in the future");
  return absl::OkStatus();
}

}  // namespace hecha::verification
