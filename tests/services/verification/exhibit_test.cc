// The custody of an exhibit: who holds it, and what both persons sign.
#include "services/verification/exhibit.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

Exhibit Collected() {
  Exhibit exhibit;
  exhibit.id = MakeId<ExhibitId>(0xee);
  exhibit.version = 1;
  exhibit.case_id = MakeId<CaseId>(0xca);
  exhibit.description = "过磅记录一册";
  exhibit.sha256 = std::string(32, '\xab');
  exhibit.collected_by = Wang().user;
  exhibit.collected_at = kNow;
  return exhibit;
}

CustodyEntry Draft(const Exhibit& exhibit, const Actor& from, const Actor& to) {
  return exhibit.Draft(from.user, to.user, "送交保管室").value();
}

TEST(ExhibitTest, StaysWithTheGiverUntilItIsReceived) {
  Exhibit exhibit = Collected();
  ASSERT_OK(exhibit.HandOver(Draft(exhibit, Wang(), Li())));
  EXPECT_EQ(exhibit.Holder(), Wang().user);
  EXPECT_THAT(exhibit.Receive(Zhao().user, {}), RefusedBy("NOT_THE_RECEIVER"));
  ASSERT_OK(exhibit.Receive(Li().user, {}));
  EXPECT_EQ(exhibit.Holder(), Li().user);
  EXPECT_THAT(exhibit.Receive(Li().user, {}), RefusedBy("NOT_THE_RECEIVER"));
  EXPECT_EQ(exhibit.version, 3);
}

TEST(ExhibitTest, OnlyItsHolderHandsItOver) {
  Exhibit exhibit = Collected();
  EXPECT_THAT(exhibit.Draft(Li().user, Wang().user, "归还").status(), RefusedBy("NOT_THE_HOLDER"));
  EXPECT_THAT(exhibit.Draft(Wang().user, Wang().user, "归还").status(), RefusedBy("SAME_PERSON"));
  ASSERT_OK(exhibit.HandOver(Draft(exhibit, Wang(), Li())));
  ASSERT_OK(exhibit.HandOver(Draft(exhibit, Wang(), Zhao()))) << "nobody received the first";
  EXPECT_THAT(exhibit.Receive(Li().user, {}), RefusedBy("NOT_THE_RECEIVER"));
  EXPECT_OK(exhibit.Receive(Zhao().user, {}));
  EXPECT_EQ(exhibit.custody.size(), 2u) << "every hand-over stays on record";
}

TEST(ExhibitTest, WhatIsTakenOverIsReceivedAndSaysSo) {
  Exhibit exhibit = Collected();
  ASSERT_OK(exhibit.HandOver(Draft(exhibit, Wang(), Li())));
  CustodyEntry entry = Draft(exhibit, Wang(), Head());
  entry.given.public_key = "the head's";
  ASSERT_OK(exhibit.TakeOver(entry));
  EXPECT_EQ(exhibit.Holder(), Head().user);
  EXPECT_EQ(exhibit.version, 3);
  EXPECT_FALSE(exhibit.custody[0].TakenOver());
  EXPECT_TRUE(exhibit.custody[1].TakenOver());
}

TEST(ExhibitTest, PayloadIsTheseBytes) {
  const Exhibit exhibit = Collected();
  EXPECT_EQ(CustodyPayload(exhibit, Draft(exhibit, Wang(), Li()), std::string(32, '\x0f')),
            "hecha-custody-v1\n"
            "eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee\n"
            "cacacaca-caca-caca-caca-cacacacacaca\n"
            "abababababababababababababababababababababababababababababababab\n"
            "1\n"
            "12121212-1212-1212-1212-121212121212\n"
            "13131313-1313-1313-1313-131313131313\n"
            "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\n");
}

TEST(ExhibitTest, NewOneHasAHashAndAPast) {
  Exhibit short_hash = Collected();
  short_hash.sha256.pop_back();
  EXPECT_THAT(short_hash.Check(kNow), RefusedBy("HASH_LENGTH"));
  Exhibit tomorrow = Collected();
  tomorrow.collected_at = kNow + absl::Hours(24);
  EXPECT_THAT(tomorrow.Check(kNow), RefusedBy("HAPPENED_IN_FUTURE"));
  EXPECT_OK(Collected().Check(kNow));
}

}  // namespace
}  // namespace hecha::verification
