#include "gateway/ctl/log_verifier.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "gateway/transcoding/text_forms.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/key_file.h"
#include "services/common/security/keyring.h"
#include "services/common/security/signing.h"

namespace hecha::ctl {
namespace {

using security::Sha256;
using transcoding::FromBase64;

constexpr char kEd25519 = 0x01;
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kHashBytes = 32;
constexpr size_t kLeafLines = 13;
constexpr std::string_view kDash = "\xE2\x80\x94 ";

absl::Status Broken(std::string_view what) {
  return absl::DataLossError(fmt::format("evidence log: {}", what));
}

// The lines of `text`, each ended by LF. Nothing if the last one is not.
std::optional<std::vector<std::string_view>> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

struct VerifierKey {
  std::string name;
  // The first of SHA-256 over name, LF and typed key.
  std::string id;
  std::string public_key;
};

absl::StatusOr<VerifierKey> ParseKey(std::string_view text) {
  const auto malformed = [] {
    return absl::InvalidArgumentError("the log's key is written name+id+base64");
  };
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return malformed();
  const std::optional<std::string> typed = FromBase64(text.substr(second + 1));
  if (!typed.has_value() || typed->size() != 1 + kHashBytes || typed->front() != kEd25519)
    return malformed();
  VerifierKey key;
  key.name = std::string(text.substr(0, first));
  key.id = Sha256(key.name + "\n" + *typed).substr(0, kKeyIdBytes);
  key.public_key = typed->substr(1);
  if (security::ToHex(key.id) != text.substr(first + 1, second - first - 1)) return malformed();
  return key;
}

std::string NodeHash(std::string_view left, std::string_view right) {
  return Sha256(fmt::format("\x01{}{}", left, right));
}

}  // namespace

absl::StatusOr<LogHead> OpenCheckpoint(std::string_view note, std::string_view verifier_key) {
  ASSIGN_OR_RETURN(const VerifierKey key, ParseKey(verifier_key));
  const size_t blank = note.find("\n\n");
  if (blank == std::string_view::npos) return Broken("no signed note");
  const std::string_view text = note.substr(0, blank + 1);
  const auto lines = Lines(text);
  const auto signatures = Lines(note.substr(blank + 2));
  if (!lines.has_value() || lines->size() != 3 || !signatures.has_value() ||
      signatures->size() != 1)
    return Broken("no checkpoint");
  const std::string begins = fmt::format("{}{} ", kDash, key.name);
  if (!signatures->front().starts_with(begins)) return Broken("signed by another log");
  const std::optional<std::string> signature =
      FromBase64(signatures->front().substr(begins.size()));
  if (!signature.has_value() || !signature->starts_with(key.id) ||
      !security::Verify(key.public_key, text, std::string_view(*signature).substr(kKeyIdBytes)))
    return Broken("the checkpoint's signature is not the log's");
  LogHead head;
  head.origin = std::string((*lines)[0]);
  const std::string_view size = (*lines)[1];
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), head.size);
  const std::optional<std::string> root = FromBase64((*lines)[2]);
  if (error != std::errc() || end != size.data() + size.size() || !root.has_value() ||
      root->size() != kHashBytes || head.origin != key.name)
    return Broken("no checkpoint");
  head.root = *root;
  return head;
}

// RFC 9162 section 2.1.3.2.
absl::Status CheckInclusion(const LogHead& head, std::string_view leaf, int64_t index,
                            const std::vector<std::string>& path) {
  if (index < 0 || index >= head.size) return Broken("an entry is not in the tree");
  int64_t node = index;
  int64_t last = head.size - 1;
  std::string hash = Sha256(fmt::format("{}{}", std::string(1, '\0'), leaf));
  for (const std::string& other : path) {
    if (last == 0 || other.size() != kHashBytes) return Broken("a path leads nowhere");
    if (node % 2 == 1 || node == last) {
      hash = NodeHash(other, hash);
      while (node % 2 == 0 && node != 0) {
        node /= 2;
        last /= 2;
      }
    } else {
      hash = NodeHash(hash, other);
    }
    node /= 2;
    last /= 2;
  }
  if (last != 0 || hash != head.root) return Broken("an entry is not in the tree");
  return absl::OkStatus();
}

absl::StatusOr<LogLeaf> ParseLeaf(std::string_view leaf) {
  const auto lines = Lines(leaf);
  if (!lines.has_value() || lines->size() != kLeafLines || lines->front() != "hecha-evidence-v1")
    return Broken("a leaf is none");
  const auto line = [&](size_t number) { return std::string((*lines)[number]); };
  LogLeaf parsed;
  parsed.event_id = line(1);
  parsed.type = line(3);
  parsed.aggregate_id = line(5);
  if (!absl::ParseTime(absl::RFC3339_full, line(8), &parsed.occurred_at, nullptr))
    return Broken("a leaf is none");
  parsed.actor = line(9);
  parsed.unit = line(10);
  parsed.commitment = line(12);
  return parsed;
}

}  // namespace hecha::ctl
