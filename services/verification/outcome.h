// Outcome 结论: what verification found, of one allegation and of a whole case.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.Outcome.
enum class Outcome : uint8_t {
  kSubstantiated = 1,     // 查实
  kPartlySubstantiated,   // 部分属实
  kRefuted,               // 查否
  kUnverifiable,          // 无法查证
  kAlreadyHandled,        // 已处理完毕
  kTransferredElsewhere,  // 非涉黑涉恶转处
};

// The name in the API and in canonical forms: "SUBSTANTIATED". And in Chinese: "查实".
std::string_view OutcomeName(Outcome outcome);
std::string_view OutcomeLabel(Outcome outcome);

// True for 查否 and 无法查证: nothing was proven, and whoever reported it is owed an explanation.
constexpr bool IsUnproven(Outcome outcome) {
  return outcome == Outcome::kRefuted || outcome == Outcome::kUnverifiable;
}

// The outcome of a case from the findings on its allegations, of which there is at least one.
// All 查实: 查实. Otherwise any 查实 or 部分属实: 部分属实, as something was proven and something
// was not. Otherwise the first of 已处理完毕, 非涉黑涉恶转处, 无法查证, 查否 that any allegation
// has: what asks for more follow-up outranks what asks for less, and a doubt outranks 查否.
Outcome OverallOutcome(std::span<const Outcome> findings);

}  // namespace hecha::verification
