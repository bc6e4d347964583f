#include "services/intake/match_features.h"

#include <algorithm>

namespace hecha::intake {

MatchFeatures FeaturesOf(const Fingerprinter& fingerprinter, const MatchText& text) {
  MatchFeatures features;
  features.bands = fingerprinter.Bands(text.shingles);
  features.anchors = fingerprinter.Anchors(text.words);
  const size_t count = std::min(text.entities.size(), MatchFeatures::kMaxEntities);
  for (size_t i = 0; i < count; ++i)
    features.entities.push_back(fingerprinter.Feature(text.entities[i]));
  return features;
}

}  // namespace hecha::intake
