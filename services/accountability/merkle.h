// The Merkle tree of the evidence log: RFC 9162 section 2.1 (the tree of RFC 6962) over
// SHA-256. A leaf is hashed after the byte 0x00, an inner node after 0x01, so that neither
// can pass for the other.
//
// The log keeps the hash of every complete subtree, which never changes once its last leaf
// is in. So appending writes two nodes a leaf on average, and any root or proof, of the
// present tree or an earlier one, costs O(log n) reads.
//
// Rules only: nodes are read through a NodeReader. Functions are safe for concurrent use; a
// MerkleFrontier belongs to one thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace hecha::accountability {

// A SHA-256 digest.
struct Hash {
  std::array<uint8_t, 32> bytes{};

  // InvalidArgument unless there are 32 of them.
  static absl::StatusOr<Hash> FromBytes(std::string_view bytes);

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  auto operator<=>(const Hash&) const = default;
};

Hash LeafHash(std::string_view leaf);
Hash NodeHash(const Hash& left, const Hash& right);
// Root of the tree without leaves: SHA-256 of nothing.
Hash EmptyRoot();

// Names the complete subtree over the leaves [index << level, (index + 1) << level).
struct NodeId {
  int level = 0;
  int64_t index = 0;
  auto operator<=>(const NodeId&) const = default;
};

struct Node {
  NodeId id;
  Hash hash;
};

// Returns the hash of a complete subtree of the log.
using NodeReader = std::function<absl::StatusOr<Hash>(NodeId)>;

// The complete subtrees that make up the tree over the first `size` leaves, largest first.
std::vector<NodeId> EdgeOf(int64_t size);

// The right edge of a growing tree: the hashes of EdgeOf.
class MerkleFrontier {
 public:
  // The edge of the tree over the first `size` leaves.
  static absl::StatusOr<MerkleFrontier> Load(int64_t size, const NodeReader& read);

  // Adds a leaf and appends every node it completes, the leaf itself first, to `completed`.
  void Append(const Hash& leaf, std::vector<Node>& completed);

  int64_t size() const { return size_; }
  Hash Root() const;

 private:
  int64_t size_ = 0;
  std::vector<Hash> edge_;
};

// Root of the tree over the first `size` leaves. `size` ≥ 0; fails only as `read` does.
absl::StatusOr<Hash> MerkleRoot(int64_t size, const NodeReader& read);

// The audit path of leaf `index` in the tree over the first `size` leaves, from the leaf
// upwards (RFC 9162 section 2.1.3.1). OutOfRange unless 0 ≤ index < size.
absl::StatusOr<std::vector<Hash>> InclusionProof(int64_t index, int64_t size,
                                                 const NodeReader& read);

// Shows that the first `second` leaves begin with the first `first` (RFC 9162 section
// 2.1.4.1). Empty where `first` is 0 or equals `second`. OutOfRange unless
// 0 ≤ first ≤ second.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(int64_t first, int64_t second,
                                                   const NodeReader& read);

}  // namespace hecha::accountability
