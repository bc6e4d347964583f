#include "services/intake/fingerprint.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string>

#include "services/common/security/sodium.h"
#include "services/intake/match_phrase.h"

namespace hecha::intake {
namespace {

constexpr size_t kShingle = 3;
constexpr int kCharacterBits = 21;

// What a hashed value is; a band never equals an entity by construction.
enum Purpose : char { kOfShingle = 1, kOfParameter, kOfBand, kOfEntity, kOfAnchor };

uint64_t SipHash(std::string_view bytes, const unsigned char* key) {
  uint64_t hash = 0;
  static_assert(sizeof hash == crypto_shorthash_BYTES);
  security::MustSucceed(crypto_shorthash(reinterpret_cast<unsigned char*>(&hash),
                                         security::Bytes(bytes), bytes.size(), key));
  return hash;
}

uint64_t ShingleOf(std::u32string_view characters) {
  uint64_t shingle = 0;
  for (const char32_t character : characters) shingle = shingle << kCharacterBits | character;
  return shingle;
}

bool MostlyPhrase(std::u32string_view passage) {
  size_t phrases = 0;
  const size_t all = passage.size() - kShingle + 1;
  for (size_t at = 0; at < all; ++at)
    phrases += IsPhrase(ShingleOf(passage.substr(at, kShingle))) ? 1 : 0;
  return 2 * phrases > all;
}

template <size_t kCount>
std::string Encode(Purpose purpose, const std::array<uint64_t, kCount>& numbers) {
  std::string bytes(1 + sizeof numbers, purpose);
  std::memcpy(bytes.data() + 1, numbers.data(), sizeof numbers);
  return bytes;
}

}  // namespace

std::vector<uint64_t> Shingles(const FoldedText& words) {
  const std::u32string& text = words.characters;
  std::vector<uint64_t> shingles;
  shingles.reserve(text.size());
  uint64_t window = 0;
  constexpr uint64_t kMask = (uint64_t{1} << (kShingle * kCharacterBits)) - 1;
  for (size_t i = 0; i < text.size(); ++i) {
    window = (window << kCharacterBits | text[i]) & kMask;
    if (i + 1 >= std::min(kShingle, text.size())) shingles.push_back(window);
  }
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

Fingerprinter::Fingerprinter(std::string_view secret) {
  static_assert(sizeof key_ == crypto_shorthash_KEYBYTES);
  if (secret.size() < 2 * key_.size()) std::abort();
  std::memcpy(key_.data(), secret.data(), key_.size());
  // The other half, so that the parameters tell nothing of the key.
  const unsigned char* const other = security::Bytes(secret) + key_.size();
  for (uint64_t i = 0; i < kHashes; ++i) {
    multipliers_[i] = SipHash(Encode<2>(kOfParameter, {i, 0}), other) | 1;
    offsets_[i] = SipHash(Encode<2>(kOfParameter, {i, 1}), other);
  }
}

std::vector<int64_t> Fingerprinter::Bands(const std::vector<uint64_t>& shingles) const {
  if (shingles.empty()) return {};
  std::array<uint64_t, kHashes> least;
  least.fill(std::numeric_limits<uint64_t>::max());
  for (uint64_t shingle : shingles) {
    const uint64_t hash = Hash(Encode<1>(kOfShingle, {shingle}));
    for (int i = 0; i < kHashes; ++i)
      least[i] = std::min(least[i], multipliers_[i] * hash + offsets_[i]);
  }
  std::vector<int64_t> bands;
  bands.reserve(kBands);
  for (uint64_t band = 0; band < kBands; ++band) {
    const uint64_t* const row = &least[band * kRows];
    bands.push_back(static_cast<int64_t>(Hash(Encode<4>(kOfBand, {band, row[0], row[1], row[2]}))));
  }
  return bands;
}

std::vector<int64_t> Fingerprinter::Anchors(const FoldedText& words) const {
  const std::u32string& text = words.characters;
  std::vector<uint64_t> chosen;
  std::string bytes(1 + kAnchor * sizeof(char32_t), kOfAnchor);
  for (size_t at = 0; at + kAnchor <= text.size(); ++at) {
    std::memcpy(bytes.data() + 1, &text[at], kAnchor * sizeof(char32_t));
    const uint64_t hash = Hash(bytes);
    if (hash % kAnchorEvery == 0 && !MostlyPhrase(std::u32string_view(text).substr(at, kAnchor)))
      chosen.push_back(hash);
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  // The least: of two long texts, the same.
  if (chosen.size() > kMaxAnchors) chosen.resize(kMaxAnchors);
  return {chosen.begin(), chosen.end()};
}

int64_t Fingerprinter::Feature(const Entity& entity) const {
  std::string bytes(1, kOfEntity);
  bytes += static_cast<char>(entity.kind);
  bytes += entity.value;
  return static_cast<int64_t>(Hash(bytes));
}

uint64_t Fingerprinter::Hash(std::string_view bytes) const { return SipHash(bytes, key_.data()); }

}  // namespace hecha::intake
