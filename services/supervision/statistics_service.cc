#include "services/supervision/statistics_service.h"

#include <map>
#include <utility>

#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

// The counter, whatever it counts to.
Total KeyOf(Total total) {
  total.count = 0;
  return total;
}

}  // namespace

absl::StatusOr<std::vector<Total>> StatisticsService::Query(const Call& call, std::string division,
                                                            Measure measure) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, division));
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return statistics_.List(transaction, division, measure);
  });
}

absl::StatusOr<Reconciliation> StatisticsService::Reconcile(const Call& call) {
  const std::string& division = call.actor.division;
  return database_.Read(call.deadline,
                        [&](db::Transaction& transaction) -> absl::StatusOr<Reconciliation> {
                          ASSIGN_OR_RETURN(const std::vector<Total> totals,
                                           statistics_.List(transaction, division, std::nullopt));
                          ASSIGN_OR_RETURN(const std::vector<Total> counted,
                                           statistics_.Count(transaction, division));
                          // Each counter with what it says and what the lines give.
                          std::map<Total, std::pair<int64_t, int64_t>> both;
                          for (const Total& total : totals) both[KeyOf(total)].first = total.count;
                          for (const Total& total : counted)
                            both[KeyOf(total)].second = total.count;
                          Reconciliation result;
                          result.compared = static_cast<int64_t>(both.size());
                          for (const auto& [key, counts] : both) {
                            if (counts.first == counts.second) continue;
                            result.differences.push_back({key, counts.second});
                            result.differences.back().total.count = counts.first;
                          }
                          return result;
                        });
}

absl::StatusOr<std::vector<Total>> StatisticsService::All(absl::Time deadline) {
  return database_.Read(
      deadline, [&](db::Transaction& transaction) { return statistics_.ListAll(transaction); });
}

}  // namespace hecha::supervision
