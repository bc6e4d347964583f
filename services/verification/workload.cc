#include "services/verification/workload.h"

#include <algorithm>
#include <map>

namespace hecha::verification {
namespace {

constexpr int kMinDifference = 2;

}  // namespace

std::vector<RebalancingHint> HintsFor(const std::vector<PersonLoad>& persons) {
  std::map<UnitId, std::vector<PersonLoad>> units;
  for (const PersonLoad& person : persons) units[person.unit].push_back(person);
  std::vector<RebalancingHint> hints;
  for (const auto& [unit, staff] : units) {
    const auto [least, most] = std::minmax_element(
        staff.begin(), staff.end(),
        [](const PersonLoad& one, const PersonLoad& other) { return one.cases < other.cases; });
    int sum = 0;
    for (const PersonLoad& person : staff) sum += person.cases;
    const int difference = most->cases - least->cases;
    const bool twice = most->cases * static_cast<int>(staff.size()) >= 2 * sum;
    if (difference < kMinDifference || !twice) continue;
    hints.push_back({unit, most->user, least->user, difference / 2});
  }
  return hints;
}

}  // namespace hecha::verification
