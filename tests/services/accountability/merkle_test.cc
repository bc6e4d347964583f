// The tree against the published vectors of RFC 6962's reference implementation, and against
// the definition itself: roots and proofs computed by naive recursion over all leaves, for
// every tree up to 200 leaves.
#include "services/accountability/merkle.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"

namespace hecha::accountability {
namespace {

std::string Hex(const Hash& hash) {
  return absl::BytesToHexString(absl::string_view(hash.view().data(), hash.view().size()));
}

std::vector<std::string> Hex(const std::vector<Hash>& hashes) {
  std::vector<std::string> hex;
  for (const Hash& hash : hashes) hex.push_back(Hex(hash));
  return hex;
}

// A log in memory: the nodes that the frontier completes, and the leaves for the naive side.
class Log {
 public:
  void Append(const std::string& leaf) {
    std::vector<Node> completed;
    frontier_.Append(LeafHash(leaf), completed);
    for (const Node& node : completed) {
      EXPECT_TRUE(nodes_.emplace(node.id, node.hash).second) << "a node was completed twice";
    }
    leaves_.push_back(leaf);
  }

  NodeReader reader() const {
    return [this](NodeId id) -> absl::StatusOr<Hash> {
      ++reads_;
      const auto found = nodes_.find(id);
      if (found == nodes_.end()) return absl::NotFoundError("this subtree is not complete");
      return found->second;
    };
  }

  const MerkleFrontier& frontier() const { return frontier_; }
  int64_t size() const { return static_cast<int64_t>(leaves_.size()); }
  size_t nodes() const { return nodes_.size(); }
  int TakeReads() { return std::exchange(reads_, 0); }

  // RFC 9162 section 2.1.1, word for word.
  Hash NaiveRoot(int64_t begin, int64_t end) const {
    if (begin == end) return EmptyRoot();
    if (end - begin == 1) return LeafHash(leaves_[begin]);
    const int64_t k = Split(end - begin);
    return NodeHash(NaiveRoot(begin, begin + k), NaiveRoot(begin + k, end));
  }

  std::vector<Hash> NaivePath(int64_t m, int64_t begin, int64_t end) const {
    if (end - begin == 1) return {};
    const int64_t k = Split(end - begin);
    std::vector<Hash> path =
        m < k ? NaivePath(m, begin, begin + k) : NaivePath(m - k, begin + k, end);
    path.push_back(m < k ? NaiveRoot(begin + k, end) : NaiveRoot(begin, begin + k));
    return path;
  }

  std::vector<Hash> NaiveSubproof(int64_t m, int64_t begin, int64_t end, bool known) const {
    const int64_t n = end - begin;
    if (m == n) return known ? std::vector<Hash>{} : std::vector<Hash>{NaiveRoot(begin, end)};
    const int64_t k = Split(n);
    std::vector<Hash> proof = m <= k ? NaiveSubproof(m, begin, begin + k, known)
                                     : NaiveSubproof(m - k, begin + k, end, false);
    proof.push_back(m <= k ? NaiveRoot(begin + k, end) : NaiveRoot(begin, begin + k));
    return proof;
  }

 private:
  static int64_t Split(int64_t n) {
    int64_t k = 1;
    while (2 * k < n) k *= 2;
    return k;
  }

  MerkleFrontier frontier_;
  std::map<NodeId, Hash> nodes_;
  std::vector<std::string> leaves_;
  mutable int reads_ = 0;
};

// The inputs and answers of merkletree/merkle_tree_test.cc of certificate-transparency.
const char* const kInputs[] = {"",
                               "00",
                               "10",
                               "2021",
                               "3031",
                               "40414243",
                               "5051525354555657",
                               "606162636465666768696a6b6c6d6e6f"};
const char* const kRoots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                              "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                              "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                              "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                              "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                              "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                              "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                              "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Log PublishedLog() {
  Log log;
  for (const char* input : kInputs) log.Append(absl::HexStringToBytes(input));
  return log;
}

TEST(MerkleTest, RootsEqualThePublishedOnesForEverySizeTo8) {
  const Log log = PublishedLog();
  for (int size = 0; size <= 8; ++size) {
    const absl::StatusOr<Hash> root = MerkleRoot(size, log.reader());
    ASSERT_TRUE(root.ok()) << root.status();
    EXPECT_EQ(Hex(*root), kRoots[size]) << size;
  }
}

TEST(MerkleTest, InclusionProofsEqualThePublishedOnes) {
  const Log log = PublishedLog();
  const struct {
    int64_t index, size;
    std::vector<std::string> path;
  } kCases[] = {
      {0, 1, {}},
      {0,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {5,
       8,
       {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
      {1,
       5,
       {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
  };
  for (const auto& c : kCases) {
    const auto path = InclusionProof(c.index, c.size, log.reader());
    ASSERT_TRUE(path.ok()) << path.status();
    EXPECT_EQ(Hex(*path), c.path) << c.index << " of " << c.size;
  }
}

TEST(MerkleTest, ConsistencyProofsEqualThePublishedOnes) {
  const Log log = PublishedLog();
  const struct {
    int64_t first, second;
    std::vector<std::string> proof;
  } kCases[] = {
      {1, 1, {}},
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {6,
       8,
       {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2,
       5,
       {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
  };
  for (const auto& c : kCases) {
    const auto proof = ConsistencyProof(c.first, c.second, log.reader());
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(Hex(*proof), c.proof) << c.first << " to " << c.second;
  }
}

TEST(MerkleTest, EveryTreeTo200LeavesEqualsTheDefinition) {
  Log log;
  for (int64_t size = 1; size <= 200; ++size) {
    log.Append("leaf " + std::to_string(size));
    const Hash root = log.NaiveRoot(0, size);
    EXPECT_EQ(log.frontier().Root(), root) << size;
    EXPECT_EQ(MerkleRoot(size, log.reader()).value(), root) << size;
    const auto loaded = MerkleFrontier::Load(size, log.reader());
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    EXPECT_EQ(loaded->Root(), root) << size;
    EXPECT_EQ(loaded->size(), size);
  }
  for (int64_t size = 1; size <= 200; size += size < 70 ? 1 : 13) {
    for (int64_t m = 0; m < size; ++m) {
      EXPECT_EQ(InclusionProof(m, size, log.reader()).value(), log.NaivePath(m, 0, size));
      EXPECT_EQ(ConsistencyProof(m + 1, size, log.reader()).value(),
                log.NaiveSubproof(m + 1, 0, size, true));
    }
  }
}

TEST(MerkleTest, ReloadedFrontierGrowsLikeTheOneThatNeverStopped) {
  Log log;
  for (int i = 0; i < 37; ++i) log.Append(std::to_string(i));
  MerkleFrontier resumed = MerkleFrontier::Load(37, log.reader()).value();
  std::vector<Node> completed;
  resumed.Append(LeafHash("37"), completed);
  log.Append("37");
  EXPECT_EQ(resumed.Root(), log.frontier().Root());
}

TEST(MerkleTest, ProofsReadLogarithmicallyManyNodes) {
  Log log;
  constexpr int64_t kSize = 5000;
  for (int64_t i = 0; i < kSize; ++i) log.Append(std::to_string(i));
  EXPECT_LE(log.nodes(), 2 * kSize);
  for (int64_t index : {int64_t{0}, int64_t{2500}, kSize - 1}) {
    log.TakeReads();
    ASSERT_TRUE(InclusionProof(index, kSize, log.reader()).ok());
    EXPECT_LE(log.TakeReads(), 2 * 13);
    ASSERT_TRUE(ConsistencyProof(index + 1, kSize, log.reader()).ok());
    EXPECT_LE(log.TakeReads(), 2 * 13);
  }
}

TEST(MerkleTest, ProofsOutsideTheTreeAreRefused) {
  const Log log = PublishedLog();
  EXPECT_FALSE(InclusionProof(8, 8, log.reader()).ok());
  EXPECT_FALSE(InclusionProof(-1, 8, log.reader()).ok());
  EXPECT_FALSE(InclusionProof(0, 0, log.reader()).ok());
  EXPECT_FALSE(ConsistencyProof(5, 4, log.reader()).ok());
  EXPECT_FALSE(ConsistencyProof(-1, 4, log.reader()).ok());
  EXPECT_TRUE(ConsistencyProof(0, 4, log.reader()).value().empty());
}

}  // namespace
}  // namespace hecha::accountability
