#include "services/intake/triage_board_store.h"

#include "services/common/base/status_macros.h"
#include "services/intake/match.h"

namespace hecha::intake {
namespace {

// An exact town, unlike in lists: the index then has the leads of a state in their order, and a
// column costs what it shows, however many leads the town has.
#define OF_STATE                                                              \
  "FROM lead WHERE division = ? AND state = ? AND NOT EXISTS (SELECT 1 FROM " \
  "lead_accused_unit a WHERE a.lead_id = lead.id AND a.unit_id = ?) ORDER BY id LIMIT ?"
// As MatchService::CheckAnswered counts them: not those with a lead that the office cannot read.
#define ANSWERABLE(own, other)                                                          \
  "(SELECT COUNT(*) FROM lead_match m JOIN lead o ON o.id = m." other " WHERE m." own   \
  " = lead.id AND m.state = ? AND o.umbrella <= ? AND o.restricted = 0 AND NOT EXISTS " \
  "(SELECT 1 FROM lead_accused_unit b WHERE b.lead_id = o.id AND b.unit_id = ?))"
constexpr char kRegistered[] =
    "SELECT id, " ANSWERABLE("lead_a", "lead_b") " + " ANSWERABLE("lead_b", "lead_a") " " OF_STATE;
constexpr char kOthers[] = "SELECT id, 0 " OF_STATE;
#undef ANSWERABLE
#undef OF_STATE

}  // namespace

absl::StatusOr<std::vector<TriageBoardStore::Waiting>> TriageBoardStore::List(
    db::Transaction& transaction, const std::string& division, LeadState state, UnitId not_accusing,
    int limit) const {
  std::vector<Waiting> found;
  const auto read = [&](const db::Row& row) {
    found.push_back({row.As<LeadId>(0), static_cast<int>(row.Int(1))});
  };
  if (state == LeadState::kRegistered)
    RETURN_IF_ERROR(transaction.Query(kRegistered, read, MatchState::kOpen, Umbrella::kSuspected,
                                      not_accusing, MatchState::kOpen, Umbrella::kSuspected,
                                      not_accusing, division, state, not_accusing, limit));
  else
    RETURN_IF_ERROR(transaction.Query(kOthers, read, division, state, not_accusing, limit));
  return found;
}

}  // namespace hecha::intake
