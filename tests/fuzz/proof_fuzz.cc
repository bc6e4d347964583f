// What a stranger checks offline: checkpoints, leaves and audit paths of the evidence log, exported
// reports. A proof of anything but the truth is refused.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/ctl/log_verifier.h"
#include "gateway/ctl/report_verifier.h"
#include "services/accountability/checkpoint.h"
#include "services/accountability/merkle.h"
#include "services/common/security/signing.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

using accountability::Hash;
using accountability::Node;
using accountability::NodeId;

constexpr char kOrigin[] = "hecha.test/log";
constexpr int64_t kLeaves = 13;
constexpr size_t kHashBytes = 32;

std::string LeafOf(int64_t index) {
  return fmt::format(
      "hecha-evidence-v1\n0190b5a2-0000-7000-8000-{:012}\nintake\nhecha.intake.v1.LeadTriaged\n"
      "lead\n0190b5a2-0000-7000-8000-000000000001\n{}\n370481109\n2019-04-15T01:02:03.000004Z\n"
      "citizen\n\nlead.triage\n{:064}\n",
      index, index + 1, index);
}

// A log of some leaves, with a signed head.
struct Log {
  Log() {
    accountability::MerkleFrontier frontier;
    for (int64_t i = 0; i < kLeaves; ++i)
      frontier.Append(accountability::LeafHash(LeafOf(i)), nodes);
    const Hash root = frontier.Root();
    head = {kOrigin, kLeaves, std::string(root.view())};
    const std::string text = accountability::CheckpointText(kOrigin, kLeaves, root);
    note = accountability::SignedNote(text, kOrigin, key.public_key, key.Sign(text));
    verifier_key = accountability::VerifierKey(kOrigin, key.public_key);
  }

  absl::StatusOr<Hash> Find(NodeId id) const {
    const auto found =
        std::find_if(nodes.begin(), nodes.end(), [&](const Node& node) { return node.id == id; });
    if (found == nodes.end()) return absl::NotFoundError("no complete subtree");
    return found->hash;
  }

  std::vector<std::string> PathOf(int64_t index) const {
    const std::vector<Hash> hashes =
        accountability::InclusionProof(index, kLeaves, [this](NodeId id) {
          return Find(id);
        }).value();
    std::vector<std::string> path;
    for (const Hash& hash : hashes) path.emplace_back(hash.view());
    return path;
  }

  security::SigningKey key = security::SigningKey::Generate();
  std::vector<Node> nodes;
  ctl::LogHead head;
  std::string note;
  std::string verifier_key;
};

const Log& TheLog() {
  static const Log& log = *new Log;
  return log;
}

// An input that is a proof: the index in one byte, the path's length in another, the path, the
// leaf.
std::string ProofOf(int64_t index) {
  std::string proof = {static_cast<char>(index), static_cast<char>(TheLog().PathOf(index).size())};
  for (const std::string& hash : TheLog().PathOf(index)) proof += hash;
  return proof + LeafOf(index);
}

void CheckProof(std::string_view input) {
  if (input.size() < 2) return;
  const int64_t index = static_cast<signed char>(input[0]);
  const size_t length = static_cast<unsigned char>(input[1]);
  std::string_view rest = input.substr(2);
  std::vector<std::string> path;
  for (size_t i = 0; i < length && !rest.empty(); ++i) {
    path.emplace_back(rest.substr(0, kHashBytes));
    rest.remove_prefix(std::min(rest.size(), kHashBytes));
  }
  if (!ctl::CheckInclusion(TheLog().head, rest, index, path).ok()) return;
  Check(index >= 0 && index < kLeaves && rest == LeafOf(index) && path == TheLog().PathOf(index),
        "only a leaf of the tree is proven to be in it, in its place");
}

void Run(std::string_view input) {
  CheckProof(input);
  const absl::StatusOr<ctl::LogHead> head = ctl::OpenCheckpoint(input, TheLog().verifier_key);
  if (head.ok()) Check(head->root == TheLog().head.root, "only the signed head is taken");
  (void)ctl::OpenCheckpoint(TheLog().note, input);
  (void)ctl::ParseLeaf(input);
  const auto exported = ctl::ParseExport(input);
  if (exported.ok())
    Check(!ctl::VerifyReport(*exported, TheLog().verifier_key).ok(),
          "no report is proven by a log that does not know it");
}

std::vector<std::string> Seeds() {
  for (int64_t i = 0; i < kLeaves; ++i)
    Check(ctl::CheckInclusion(TheLog().head, LeafOf(i), i, TheLog().PathOf(i)).ok(),
          "what is in the tree is proven to be");
  const std::string export_of_nothing =
      fmt::format(R"({{"form":"aGVjaGEtcmVwb3J0LXYyCmNhc2UgMSAxCg==","checkpoint":"{}"}})", "note");
  return {ProofOf(0),       ProofOf(7), ProofOf(kLeaves - 1),
          TheLog().note,    LeafOf(3),  TheLog().verifier_key,
          export_of_nothing};
}

const bool kRegistered = Register({"proof", Run, Seeds});

}  // namespace
}  // namespace hecha::fuzz
