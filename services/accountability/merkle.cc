#include "services/accountability/merkle.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <initializer_list>

#include "absl/status/status.h"
#include "services/common/base/status_macros.h"

namespace hecha::accountability {
namespace {

Hash Sha256Of(std::initializer_list<std::string_view> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (std::string_view part : parts) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  Hash hash;
  crypto_hash_sha256_final(&state, hash.bytes.data());
  return hash;
}

int LevelOf(int64_t leaves) { return std::countr_zero(static_cast<uint64_t>(leaves)); }

bool IsPowerOfTwo(int64_t n) { return std::has_single_bit(static_cast<uint64_t>(n)); }

// The k of RFC 9162: the largest power of two smaller than `n`. `n` > 1.
int64_t SplitPoint(int64_t n) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(n - 1)));
}

// MTH(D[begin:end]). The ranges that the RFC's recursions reach begin at a multiple of
// their own width rounded up to a power of two, so a full range is always one stored node.
absl::StatusOr<Hash> RangeRoot(int64_t begin, int64_t end, const NodeReader& read) {
  const int64_t n = end - begin;
  if (IsPowerOfTwo(n)) return read({LevelOf(n), begin / n});
  const int64_t k = SplitPoint(n);
  ASSIGN_OR_RETURN(const Hash left, RangeRoot(begin, begin + k, read));
  ASSIGN_OR_RETURN(const Hash right, RangeRoot(begin + k, end, read));
  return NodeHash(left, right);
}

// PATH(m, D[begin:end]), with m counted from the start of the log.
absl::Status Path(int64_t m, int64_t begin, int64_t end, const NodeReader& read,
                  std::vector<Hash>& path) {
  const int64_t n = end - begin;
  if (n == 1) return absl::OkStatus();
  const int64_t middle = begin + SplitPoint(n);
  const bool left = m < middle;
  RETURN_IF_ERROR(left ? Path(m, begin, middle, read, path) : Path(m, middle, end, read, path));
  ASSIGN_OR_RETURN(path.emplace_back(),
                   left ? RangeRoot(middle, end, read) : RangeRoot(begin, middle, read));
  return absl::OkStatus();
}

// SUBPROOF(m, D[begin:end], known): `known` while the verifier has the root of the first
// tree over this very range.
absl::Status Subproof(int64_t m, int64_t begin, int64_t end, bool known, const NodeReader& read,
                      std::vector<Hash>& proof) {
  if (m == end) {
    if (known) return absl::OkStatus();
    ASSIGN_OR_RETURN(proof.emplace_back(), RangeRoot(begin, end, read));
    return absl::OkStatus();
  }
  const int64_t middle = begin + SplitPoint(end - begin);
  const bool left = m <= middle;
  RETURN_IF_ERROR(left ? Subproof(m, begin, middle, known, read, proof)
                       : Subproof(m, middle, end, false, read, proof));
  ASSIGN_OR_RETURN(proof.emplace_back(),
                   left ? RangeRoot(middle, end, read) : RangeRoot(begin, middle, read));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Hash> Hash::FromBytes(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.bytes.size())
    return absl::InvalidArgumentError("a SHA-256 digest has 32 bytes");
  std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
  return hash;
}

Hash LeafHash(std::string_view leaf) { return Sha256Of({std::string_view("\x00", 1), leaf}); }

Hash NodeHash(const Hash& left, const Hash& right) {
  return Sha256Of({std::string_view("\x01", 1), left.view(), right.view()});
}

Hash EmptyRoot() { return Sha256Of({}); }

std::vector<NodeId> EdgeOf(int64_t size) {
  std::vector<NodeId> edge;
  int64_t begin = 0;
  for (int level = 62; level >= 0; --level) {
    const int64_t width = int64_t{1} << level;
    if ((size & width) == 0) continue;
    edge.push_back({level, begin / width});
    begin += width;
  }
  return edge;
}

absl::StatusOr<MerkleFrontier> MerkleFrontier::Load(int64_t size, const NodeReader& read) {
  MerkleFrontier frontier;
  frontier.size_ = size;
  for (const NodeId& node : EdgeOf(size)) {
    ASSIGN_OR_RETURN(frontier.edge_.emplace_back(), read(node));
  }
  return frontier;
}

void MerkleFrontier::Append(const Hash& leaf, std::vector<Node>& completed) {
  Hash hash = leaf;
  int level = 0;
  int64_t index = size_;
  completed.push_back({{level, index}, hash});
  // Like adding one in binary: each carry joins two subtrees of the same width.
  while (index & 1) {
    hash = NodeHash(edge_.back(), hash);
    edge_.pop_back();
    completed.push_back({{++level, index >>= 1}, hash});
  }
  edge_.push_back(hash);
  ++size_;
}

Hash MerkleFrontier::Root() const {
  if (edge_.empty()) return EmptyRoot();
  Hash root = edge_.back();
  for (auto left = std::next(edge_.rbegin()); left != edge_.rend(); ++left)
    root = NodeHash(*left, root);
  return root;
}

absl::StatusOr<Hash> MerkleRoot(int64_t size, const NodeReader& read) {
  if (size == 0) return EmptyRoot();
  return RangeRoot(0, size, read);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(int64_t index, int64_t size,
                                                 const NodeReader& read) {
  if (index < 0 || index >= size) return absl::OutOfRangeError("the tree has no such leaf");
  std::vector<Hash> path;
  RETURN_IF_ERROR(Path(index, 0, size, read, path));
  return path;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(int64_t first, int64_t second,
                                                   const NodeReader& read) {
  if (first < 0 || first > second)
    return absl::OutOfRangeError("the first tree is not the smaller one");
  std::vector<Hash> proof;
  if (first == 0) return proof;
  RETURN_IF_ERROR(Subproof(first, 0, second, true, read, proof));
  return proof;
}

}  // namespace hecha::accountability
