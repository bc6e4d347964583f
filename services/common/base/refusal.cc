#include "services/common/base/refusal.h"

#include <fmt/format.h>

#include <array>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"

namespace hecha {
namespace {

constexpr char kPayloadUrl[] = "hecha/refusal";
// The parts are our own sentences and field paths; the unit separator occurs in none of them.
constexpr char kSeparator = '\x1f';

}  // namespace

absl::Status Refuse(absl::StatusCode code, Refusal refusal) {
  absl::Status status(code, refusal.en);
  status.SetPayload(kPayloadUrl, absl::Cord(fmt::format("{1}{0}{2}{0}{3}{0}{4}{0}{5}", kSeparator,
                                                        refusal.rule, refusal.field, refusal.zh,
                                                        refusal.en, refusal.current_version)));
  return status;
}

absl::Status RefuseField(std::string_view rule, std::string_view field, std::string_view zh,
                         std::string_view en) {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {std::string(rule), std::string(field), std::string(zh), std::string(en)});
}

absl::Status RefuseState(std::string_view rule, std::string_view zh, std::string_view en) {
  return Refuse(absl::StatusCode::kFailedPrecondition,
                {std::string(rule), "", std::string(zh), std::string(en)});
}

absl::Status RefuseCaller(std::string_view rule, std::string_view zh, std::string_view en) {
  return Refuse(absl::StatusCode::kPermissionDenied,
                {std::string(rule), "", std::string(zh), std::string(en)});
}

absl::Status RefuseUnknown(std::string_view noun_zh, std::string_view noun_en) {
  return Refuse(absl::StatusCode::kNotFound, {"UNKNOWN", "", fmt::format("没有这个{}", noun_zh),
                                              fmt::format("there is no such {}", noun_en)});
}

absl::Status RefuseStale(int64_t current_version) {
  return Refuse(absl::StatusCode::kAborted,
                {"STALE_VERSION", "etag", "内容已被他人修改，请刷新后重试",
                 "someone else changed it; read it again and retry", current_version});
}

std::optional<Refusal> RefusalOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  const std::string text(*payload);
  std::array<std::string, 5> parts;
  size_t part = 0;
  for (char c : text) {
    if (c != kSeparator) {
      parts[part] += c;
    } else if (++part == parts.size()) {
      return std::nullopt;
    }
  }
  Refusal refusal{parts[0], parts[1], parts[2], parts[3]};
  if (!absl::SimpleAtoi(parts[4], &refusal.current_version)) return std::nullopt;
  return refusal;
}

}  // namespace hecha
