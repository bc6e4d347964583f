// Fingerprints by which leads find each other although their texts are sealed.
//
// A text is the set of its three-character shingles. MinHash (Broder 1997) under a secret key
// turns it into 128 numbers that agree with another text's in the share of shingles that both
// have; bands of three of them (locality-sensitive hashing) are equal with probability
// 1 - (1 - j³)^42 for a Jaccard similarity j: 0.996 at 0.5, 0.04 at 0.1. A short text within a long
// one has a small j; some of its passages are anchors, which the long one has too. An entity is one
// keyed number of its own. Without the key none of them can be recomputed from a guessed text.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/intake/entity.h"
#include "services/intake/match_text.h"

namespace hecha::intake {

// The shingles of a text, each once, in ascending order. Three characters fit 64 bits whole, so
// equal shingles are equal characters. A text of one or two characters is one shingle.
std::vector<uint64_t> Shingles(const FoldedText& words);

// Immutable, so safe for concurrent use.
class Fingerprinter {
 public:
  static constexpr int kHashes = 128;
  static constexpr int kRows = 3;
  static constexpr int kBands = kHashes / kRows;

  // `secret` has 32 bytes. What another secret made cannot be compared.
  explicit Fingerprinter(std::string_view secret);

  // kBands features of a text, or none where it has no shingles.
  std::vector<int64_t> Bands(const std::vector<uint64_t>& shingles) const;

  // Of its passages of kAnchor characters about one in kAnchorEvery, chosen by their keyed hash
  // alone, so that the same passage is chosen wherever it stands; kMaxAnchors of them at most, and
  // none that is mostly phrases of any petition.
  static constexpr size_t kAnchor = 12;
  static constexpr uint64_t kAnchorEvery = 8;
  static constexpr size_t kMaxAnchors = 128;
  std::vector<int64_t> Anchors(const FoldedText& words) const;

  int64_t Feature(const Entity& entity) const;

 private:
  uint64_t Hash(std::string_view bytes) const;

  std::array<unsigned char, 16> key_{};
  // Hash i of shingle hash x is multipliers_[i] * x + offsets_[i]: a permutation of 64 bits.
  std::array<uint64_t, kHashes> multipliers_{};
  std::array<uint64_t, kHashes> offsets_{};
};

}  // namespace hecha::intake
