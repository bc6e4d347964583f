#include "services/accountability/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "absl/strings/escaping.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::accountability {
namespace {

constexpr std::string_view kHeader = "hecha-evidence-v1";
constexpr size_t kLines = 13;
constexpr size_t kDigest = 32;
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%E6SZ";

enum Presence { kRequired, kOptional };

absl::Status CheckLine(std::string_view field, std::string_view text, Presence presence,
                       size_t max) {
  if (presence == kRequired && text.empty())
    return RefuseField("REQUIRED", field, "存证事项不完整", "the evidence is incomplete");
  const bool control = std::any_of(text.begin(), text.end(), IsControl);
  if (control || text.size() > max)
    return RefuseField("NOT_A_LINE", field, "存证字段须为一行短文本",
                       "a field of evidence is one short line without control characters");
  return absl::OkStatus();
}

absl::Status Malformed() {
  return absl::DataLossError("the bytes are no leaf of the evidence log");
}

// The lines of `text`, each of which ends with a line feed; empty if the last one does not.
std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

absl::StatusOr<std::string> Evidence::Leaf() const {
  RETURN_IF_ERROR(CheckLine("source", source, kRequired, 32));
  RETURN_IF_ERROR(CheckLine("type", type, kRequired, 128));
  RETURN_IF_ERROR(CheckLine("aggregate", aggregate, kRequired, 64));
  RETURN_IF_ERROR(CheckLine("division", division, kOptional, 12));
  RETURN_IF_ERROR(CheckLine("audit.actor_id", actor, kRequired, 64));
  RETURN_IF_ERROR(CheckLine("audit.actor_unit_id", unit, kOptional, 36));
  RETURN_IF_ERROR(CheckLine("audit.action", action, kRequired, 64));
  if (version < 1)
    return RefuseField("VERSION_FROM_ONE", "aggregate_version", "版本号从 1 起",
                       "versions count from 1");
  if (commitment.size() != kDigest)
    return RefuseField("NOT_A_DIGEST", "audit.commitment", "承诺值须为 32 字节",
                       "a commitment is a digest of 32 bytes");
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", kHeader,
                     event_id.ToString(), source, type, aggregate, aggregate_id.ToString(), version,
                     division, absl::FormatTime(kTimeFormat, occurred_at, absl::UTCTimeZone()),
                     actor, unit, action, absl::BytesToHexString(commitment));
}

absl::StatusOr<Evidence> Evidence::FromLeaf(std::string_view leaf) {
  const std::vector<std::string> lines = Lines(leaf);
  if (lines.size() != kLines || lines[0] != kHeader) return Malformed();
  Evidence evidence;
  const absl::StatusOr<Uuid> event_id = Uuid::Parse(lines[1]);
  const absl::StatusOr<Uuid> aggregate_id = Uuid::Parse(lines[5]);
  if (!event_id.ok() || !aggregate_id.ok()) return Malformed();
  evidence.event_id = *event_id;
  evidence.source = lines[2];
  evidence.type = lines[3];
  evidence.aggregate = lines[4];
  evidence.aggregate_id = *aggregate_id;
  std::from_chars(lines[6].data(), lines[6].data() + lines[6].size(), evidence.version);
  evidence.division = lines[7];
  absl::ParseTime(kTimeFormat, lines[8], &evidence.occurred_at, nullptr);
  evidence.actor = lines[9];
  evidence.unit = lines[10];
  evidence.action = lines[11];
  evidence.commitment = absl::HexStringToBytes(lines[12]);
  // Only the one spelling of each value is a leaf.
  const absl::StatusOr<std::string> again = evidence.Leaf();
  if (!again.ok() || *again != leaf) return Malformed();
  return evidence;
}

}  // namespace hecha::accountability
