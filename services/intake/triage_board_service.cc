#include "services/intake/triage_board_service.h"

#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

// More than that waiting at once is a number, not a list that anybody reads.
constexpr int kCounted = 1'000;

}  // namespace

absl::StatusOr<std::vector<TriageColumn>> TriageBoardService::Show(const Call& call,
                                                                   int column_size) {
  const Actor& actor = call.actor;
  const auto waiting = [&](db::Transaction& transaction, LeadState state) {
    return board_.List(transaction, actor.division, state, actor.unit, kCounted);
  };
  return journal_.database().Read(
      call.deadline,
      [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<TriageColumn>> {
        TriageColumn answer{.step = TriageStep::kAnswerMatches};
        TriageColumn judge{.step = TriageStep::kJudge};
        TriageColumn assign{.step = TriageStep::kAssign};
        TriageColumn decide{.step = TriageStep::kDecideReturn};
        ASSIGN_OR_RETURN(const auto registered, waiting(transaction, LeadState::kRegistered));
        for (const TriageBoardStore::Waiting& each : registered)
          RETURN_IF_ERROR(
              Add(transaction, each, column_size, each.open_matches > 0 ? answer : judge));
        ASSIGN_OR_RETURN(const auto triaged, waiting(transaction, LeadState::kTriaged));
        for (const TriageBoardStore::Waiting& each : triaged)
          RETURN_IF_ERROR(Add(transaction, each, column_size, assign));
        ASSIGN_OR_RETURN(const auto returned, waiting(transaction, LeadState::kReturned));
        for (const TriageBoardStore::Waiting& each : returned)
          RETURN_IF_ERROR(Add(transaction, each, column_size, decide));
        std::vector<TriageColumn> columns;
        for (TriageColumn* column : {&answer, &judge, &assign, &decide})
          columns.push_back(std::move(*column));
        return columns;
      });
}

absl::Status TriageBoardService::Add(db::Transaction& transaction,
                                     const TriageBoardStore::Waiting& waiting, size_t column_size,
                                     TriageColumn& column) const {
  ++column.count;
  if (column.cards.size() >= column_size) return absl::OkStatus();
  ASSIGN_OR_RETURN(Lead lead, leads_.Find(transaction, waiting.lead));
  column.cards.push_back({std::move(lead), waiting.open_matches});
  return absl::OkStatus();
}

}  // namespace hecha::intake
