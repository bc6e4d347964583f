// A TriageBoardService shows the leads of a town that wait for its office, by the step that they
// wait for. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/lead_store.h"
#include "services/intake/triage_board_store.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.TriageStep.
enum class TriageStep : uint8_t { kAnswerMatches = 1, kJudge, kAssign, kDecideReturn };

struct TriageCard {
  Lead lead;
  int open_matches = 0;
};

struct TriageColumn {
  TriageStep step = TriageStep::kJudge;
  int count = 0;
  std::vector<TriageCard> cards = {};
};

class TriageBoardService {
 public:
  TriageBoardService(events::Journal& journal, LeadStore leads)
      : journal_(journal), leads_(leads) {}

  // The columns of the caller's town in the order of TriageStep, each with up to `column_size`
  // cards, the longest waiting first.
  absl::StatusOr<std::vector<TriageColumn>> Show(const Call& call, int column_size);

 private:
  // Counts the lead in, and shows it while the column has room.
  absl::Status Add(db::Transaction& transaction, const TriageBoardStore::Waiting& waiting,
                   size_t column_size, TriageColumn& column) const;

  events::Journal& journal_;
  const LeadStore leads_;
  const TriageBoardStore board_{};
};

}  // namespace hecha::intake
