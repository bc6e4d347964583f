// How alike two leads are, and why: passages that stand in both texts and entities that both
// name. A score is a hint for the person who decides, never a verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/intake/entity.h"
#include "services/intake/match_text.h"
#include "services/intake/registration.h"

namespace hecha::intake {

// A passage of narrative a that stands in narrative b too, but for width, case, white space and
// punctuation. Offsets and lengths count characters of each original.
struct Passage {
  uint32_t offset_a = 0;
  uint32_t length_a = 0;
  uint32_t offset_b = 0;
  uint32_t length_b = 0;

  bool operator==(const Passage&) const = default;
};

struct MatchReasons {
  // The share of the shorter narrative's shingles, without phrases that stand in any petition,
  // that the other narrative has: 0 to 1.
  double overlap = 0;
  // The longest first.
  std::vector<Passage> passages;
  std::vector<Entity> entities;

  // Whether both point at the same passages and entities.
  bool NamesTheSameAs(const MatchReasons& other) const {
    return passages == other.passages && entities == other.entities;
  }
};

// What of a lead is compared.
struct MatchText {
  FoldedText words;
  std::vector<uint64_t> shingles;
  std::vector<Entity> entities;

  // The words of the narrative; the entities of title and narrative.
  static MatchText Of(std::string_view title, std::string_view narrative);
  // The words of the narrative; the entities of all that is known of the lead: its record, whom it
  // is about, and what its reporter wrote later.
  static MatchText Of(const Registration& registered, const std::vector<std::string>& messages);
};

struct Likeness {
  // 0 to 1.
  double score = 0;
  MatchReasons reasons;
};

// Nothing unless the pair is worth a person's time: the narratives overlap by kLeastOverlap, or
// both name the same entity.
std::optional<Likeness> Compare(const MatchText& a, const MatchText& b);

inline constexpr double kLeastOverlap = 0.35;

}  // namespace hecha::intake
