// A Match 比对建议 says that two leads of a town may tell of the same matter, and why. A person
// decides it; until then neither lead can be triaged.
//
// A Match is a value; nothing here knows how it is stored or sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/intake/lead.h"
#include "services/intake/match_score.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.MatchState.
enum class MatchState : uint8_t {
  kOpen = 1,    // 待判断
  kSameMatter,  // 同一事项
  kDifferent,   // 不同事项
};

struct Match;
using MatchId = Id<Match>;

struct Match {
  MatchId id;
  int64_t version = 0;
  std::string division;
  // a was registered before b.
  LeadId lead_a;
  LeadId lead_b;
  MatchState state = MatchState::kOpen;
  double score = 0;
  MatchReasons reasons;
  absl::Time suggested_at;
  UserId decided_by;
  std::optional<absl::Time> decided_at;
  // Why it was decided so.
  std::string explanation;

  // A new match, OPEN, version 1. `likeness` compares `lead_a` with `lead_b`, in this order.
  static Match Suggest(MatchId id, std::string division, LeadId lead_a, LeadId lead_b,
                       Likeness likeness, absl::Time now);

  // Answers the suggestion, or corrects an earlier answer; the version goes up by one. Refuses
  // OPEN, the answer that it has already, and an explanation that is not 1 to 500 characters.
  absl::Status Decide(MatchState answer, std::string explanation, UserId by, absl::Time now);

  // Whether nothing but what both leads name speaks for it.
  bool ByEntityAlone() const { return reasons.overlap < kLeastOverlap; }

  bool Concerns(LeadId lead) const { return lead == lead_a || lead == lead_b; }
  LeadId Other(LeadId lead) const { return lead == lead_a ? lead_b : lead_a; }
};

// Of what a look-up found alike, what a person is asked about, the most alike first: kMostAsked at
// most. Up to kMostNamed of those that only name the same come among them, however many copies of
// the text there are.
inline constexpr size_t kMostAsked = 10;
inline constexpr size_t kMostNamed = 4;
std::vector<Match> WorthAsking(std::vector<Match> found);

}  // namespace hecha::intake
