// Phrases that stand in any petition, whatever it is about: courtesy, haste, and how officials are
// addressed. Texts that have nothing else in common are not alike.
#pragma once

#include <cstdint>
#include <vector>

namespace hecha::intake {

// Whether the shingle (see Shingles) lies within such a phrase.
bool IsPhrase(uint64_t shingle);

// `shingles` but for those; all of them where the rest would be too few to tell texts apart.
std::vector<uint64_t> WithoutPhrases(std::vector<uint64_t> shingles);

}  // namespace hecha::intake
