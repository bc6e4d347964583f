// A TriageBoardStore finds the leads that wait for a town's office; see triage_board.proto.
// Stateless; safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"

namespace hecha::intake {

class TriageBoardStore {
 public:
  struct Waiting {
    LeadId lead;
    // Suggestions that nobody has answered and the office can answer.
    int open_matches = 0;
  };
  // At most `limit` leads of a town in `state`, the oldest first, without those that bar
  // `not_accusing`. Suggestions are counted for registered leads alone.
  absl::StatusOr<std::vector<Waiting>> List(db::Transaction& transaction,
                                            const std::string& division, LeadState state,
                                            UnitId not_accusing, int limit) const;
};

}  // namespace hecha::intake
