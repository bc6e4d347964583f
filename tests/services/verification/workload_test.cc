// When somebody is told to hand cases over.
#include "services/verification/workload.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

PersonLoad Carries(const Actor& person, int cases) {
  PersonLoad load;
  load.user = person.user;
  load.unit = person.unit;
  load.cases = cases;
  return load;
}

TEST(WorkloadTest, TwiceTheAverageOfTheUnitIsTooMuch) {
  const std::vector<RebalancingHint> hints =
      HintsFor({Carries(Wang(), 8), Carries(Li(), 2), Carries(Zhao(), 2)});
  ASSERT_THAT(hints, SizeIs(1));
  EXPECT_EQ(hints[0].from, Wang().user);
  EXPECT_EQ(hints[0].cases, 3);
}

TEST(WorkloadTest, EvenLoadsAndOtherUnitsGiveNoHint) {
  EXPECT_THAT(HintsFor({Carries(Wang(), 4), Carries(Li(), 3)}), IsEmpty());
  EXPECT_THAT(HintsFor({Carries(Wang(), 9), Carries(OtherInvestigator(), 0)}), IsEmpty())
      << "each is alone in the unit";
  EXPECT_THAT(HintsFor({Carries(Wang(), 1), Carries(Li(), 0)}), IsEmpty())
      << "one case more is no burden";
  EXPECT_THAT(HintsFor({}), IsEmpty());
}

}  // namespace
}  // namespace hecha::verification
