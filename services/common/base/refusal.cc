#include "services/common/base/refusal.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"

namespace hecha {
namespace {

constexpr char kPayloadUrl[] = "hecha/refusal";

// A part of the payload is "LENGTH:BYTES": the name of a field may be an outsider's, of any bytes.
void Add(std::string_view part, std::string& payload) {
  fmt::format_to(std::back_inserter(payload), "{}:{}", part.size(), part);
}

// Takes the next part off `payload`.
std::optional<std::string> Take(std::string_view& payload) {
  const size_t colon = payload.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  size_t size = 0;
  std::from_chars(payload.data(), payload.data() + colon, size);
  if (size > payload.size() - colon - 1) return std::nullopt;
  std::string part(payload.substr(colon + 1, size));
  payload.remove_prefix(colon + 1 + size);
  return part;
}

}  // namespace

absl::Status Refuse(absl::StatusCode code, Refusal refusal) {
  absl::Status status(code, refusal.en);
  std::string payload;
  for (const std::string* part : {&refusal.rule, &refusal.field, &refusal.zh, &refusal.en})
    Add(*part, payload);
  Add(std::to_string(refusal.current_version), payload);
  status.SetPayload(kPayloadUrl, absl::Cord(std::move(payload)));
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
  std::string_view rest = text;
  std::array<std::string, 5> parts;
  for (std::string& part : parts) {
    std::optional<std::string> taken = Take(rest);
    if (!taken.has_value()) return std::nullopt;
    part = *std::move(taken);
  }
  Refusal refusal{parts[0], parts[1], parts[2], parts[3]};
  if (!absl::SimpleAtoi(parts[4], &refusal.current_version)) return std::nullopt;
  return refusal;
}

}  // namespace hecha
