// A MatchCandidateStore looks up which leads may be alike, by the features that MatchIndexStore
// keeps. What a look-up costs does not grow with how many leads share a feature: one that a crowd
// shares names nobody. Safe for concurrent use.
#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"
#include "services/intake/match_features.h"

namespace hecha::intake {

class MatchCandidateStore {
 public:
  // A feature that more leads share than this is a crowd's: a hotline's number, a law's wording,
  // one report that thousands sent.
  static constexpr int kCrowd = 200;
  // How many leads a look-up finds at most: by their texts, by what they name, and from a crowd.
  // Each has a quota of its own: copies do not push out the lead with the same ID number.
  static constexpr int kByText = 24;
  static constexpr int kByEntity = 8;
  static constexpr int kOfCrowd = 8;

  // Of each of `leads`, in order: the others that share a feature with it, the most alike first;
  // they are of its town, whose features are its own. Of crowds that share words, the newest;
  // crowds that share an entity are passed over. What is a crowd's is looked up once for all that
  // share it.
  absl::StatusOr<std::vector<std::vector<LeadId>>> FindAll(
      db::Transaction& transaction, std::span<const LeadFeatures> leads) const;
};

}  // namespace hecha::intake
