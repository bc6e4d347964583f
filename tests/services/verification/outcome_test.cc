// The outcome of a case, as it follows from its findings.
#include "services/verification/outcome.h"

#include <gtest/gtest.h>

#include <vector>

namespace hecha::verification {
namespace {

using enum Outcome;

struct Example {
  std::vector<Outcome> findings;
  Outcome overall;
};

TEST(OutcomeTest, FollowsFromTheFindings) {
  const std::vector<Example> examples = {
      {{kSubstantiated}, kSubstantiated},
      {{kSubstantiated, kSubstantiated}, kSubstantiated},
      {{kSubstantiated, kRefuted}, kPartlySubstantiated},
      {{kSubstantiated, kAlreadyHandled}, kPartlySubstantiated},
      {{kPartlySubstantiated}, kPartlySubstantiated},
      {{kPartlySubstantiated, kUnverifiable}, kPartlySubstantiated},
      {{kAlreadyHandled, kRefuted}, kAlreadyHandled},
      {{kTransferredElsewhere, kAlreadyHandled}, kAlreadyHandled},
      {{kTransferredElsewhere, kUnverifiable}, kTransferredElsewhere},
      {{kUnverifiable, kRefuted}, kUnverifiable},
      {{kRefuted, kRefuted}, kRefuted},
  };
  for (size_t i = 0; i < examples.size(); ++i)
    EXPECT_EQ(OverallOutcome(examples[i].findings), examples[i].overall) << "example " << i;
}

}  // namespace
}  // namespace hecha::verification
