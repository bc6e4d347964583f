#include "services/supervision/ledger_service.h"

#include <algorithm>
#include <iterator>

#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

// 查实 or 部分属实.
bool Substantiated(int outcome) { return outcome == 1 || outcome == 2; }

// The totals that a line counts towards, in order.
std::vector<Total> Counted(const LeadLine& line) {
  return {{line.division, Measure::kState, {}, line.state, 1},
          {line.division, Measure::kSector, {}, line.sector, 1},
          {line.division, Measure::kChannel, {}, line.channel, 1},
          {line.division, Measure::kReceivedDay, {}, DayOf(line.received_at), 1}};
}

std::vector<Total> Counted(const CaseLine& line) {
  const auto unit_case = [&](CaseFigure figure) {
    return Total{line.division, Measure::kUnitCase, line.unit, static_cast<int>(figure), 1};
  };
  if (line.returned) return {};
  if (!line.closed_at.has_value()) return {unit_case(CaseFigure::kOpen)};
  std::vector<Total> totals = {{line.division, Measure::kOutcome, {}, line.outcome, 1},
                               {line.division, Measure::kClosedDay, {}, DayOf(*line.closed_at), 1},
                               unit_case(CaseFigure::kClosed)};
  if (Substantiated(line.outcome)) totals.push_back(unit_case(CaseFigure::kSubstantiated));
  return totals;
}

// What moves a line from the totals it counted towards to those it counts towards now.
std::vector<Total> Changes(const std::vector<Total>& before, const std::vector<Total>& after) {
  std::vector<Total> changes;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(changes));
  const auto added = std::ssize(changes);
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(changes));
  std::for_each(changes.begin() + added, changes.end(), [](Total& total) { total.count = -1; });
  // In one order for everybody, so that two who move lines at once do not meet crosswise.
  std::sort(changes.begin(), changes.end());
  return changes;
}

}  // namespace

absl::StatusOr<std::vector<LeadLine>> LedgerService::ListLeads(const Call& call, LineFilter filter,
                                                               const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return lines_.ListLeads(transaction, filter, page);
  });
}

absl::StatusOr<std::vector<CaseLine>> LedgerService::ListCases(const Call& call, LineFilter filter,
                                                               const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return lines_.ListCases(transaction, filter, page);
  });
}

absl::Status LedgerService::AddLead(db::Transaction& transaction, const LeadLine& line) {
  RETURN_IF_ERROR(lines_.Put(transaction, line));
  return statistics_.Add(transaction, Changes({}, Counted(line)));
}

absl::Status LedgerService::EditLead(db::Transaction& transaction, LeadId lead,
                                     const std::function<void(LeadLine&)>& edit) {
  return Edit(transaction, lead, edit);
}

absl::Status LedgerService::AddCase(db::Transaction& transaction, const CaseLine& line) {
  RETURN_IF_ERROR(lines_.Put(transaction, line));
  return statistics_.Add(transaction, Changes({}, Counted(line)));
}

absl::Status LedgerService::EditCase(db::Transaction& transaction, CaseId id,
                                     const std::function<void(CaseLine&)>& edit) {
  return Edit(transaction, id, edit);
}

template <class LineId, class Change>
absl::Status LedgerService::Edit(db::Transaction& transaction, LineId id, const Change& edit) {
  ASSIGN_OR_RETURN(auto line, lines_.Find(transaction, id));
  const std::vector<Total> before = Counted(line);
  edit(line);
  RETURN_IF_ERROR(lines_.Put(transaction, line));
  return statistics_.Add(transaction, Changes(before, Counted(line)));
}

}  // namespace hecha::supervision
