#include "services/verification/outcome.h"

#include <algorithm>
#include <array>

namespace hecha::verification {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"",
                                                    "SUBSTANTIATED",
                                                    "PARTLY_SUBSTANTIATED",
                                                    "REFUTED",
                                                    "UNVERIFIABLE",
                                                    "ALREADY_HANDLED",
                                                    "TRANSFERRED_ELSEWHERE"};
constexpr std::array<std::string_view, 7> kLabels = {
    "", "查实", "部分属实", "查否", "无法查证", "已处理完毕", "非涉黑涉恶转处"};

}  // namespace

std::string_view OutcomeName(Outcome outcome) { return kNames[static_cast<size_t>(outcome)]; }
std::string_view OutcomeLabel(Outcome outcome) { return kLabels[static_cast<size_t>(outcome)]; }

Outcome OverallOutcome(std::span<const Outcome> findings) {
  const auto count = [&](Outcome outcome) {
    return std::count(findings.begin(), findings.end(), outcome);
  };
  const auto proven = count(Outcome::kSubstantiated);
  if (proven > 0 && static_cast<size_t>(proven) == findings.size()) return Outcome::kSubstantiated;
  if (proven > 0 || count(Outcome::kPartlySubstantiated) > 0) return Outcome::kPartlySubstantiated;
  for (Outcome outcome :
       {Outcome::kAlreadyHandled, Outcome::kTransferredElsewhere, Outcome::kUnverifiable})
    if (count(outcome) > 0) return outcome;
  return Outcome::kRefuted;
}

}  // namespace hecha::verification
