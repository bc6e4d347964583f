// The features of a lead: keyed numbers that leads which are alike have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/intake/fingerprint.h"
#include "services/intake/lead.h"
#include "services/intake/match_score.h"

namespace hecha::intake {

// Entities beyond kMaxEntities are left out.
struct MatchFeatures {
  static constexpr size_t kMaxEntities = 86;

  // Fingerprinter::kBands of them, or none.
  std::vector<int64_t> bands;
  std::vector<int64_t> entities;
  // At most Fingerprinter::kMaxAnchors.
  std::vector<int64_t> anchors = {};
};

struct LeadFeatures {
  LeadId lead;
  MatchFeatures features;
};

MatchFeatures FeaturesOf(const Fingerprinter& fingerprinter, const MatchText& text);

}  // namespace hecha::intake
