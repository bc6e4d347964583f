// Who may enrol, confirm and revoke a signing key, and when it signs.
#include "services/verification/signing_key.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

SigningKey Enrolled(const Actor& owner = Leader()) {
  return SigningKey::Enrol(MakeId<SigningKeyId>(0x77), owner, std::string(32, 'k'), kNow).value();
}

TEST(SigningKeyTest, HasThirtyTwoBytes) {
  for (size_t size : {0, 31, 33, 64})
    EXPECT_THAT(SigningKey::Enrol(MakeId<SigningKeyId>(1), Leader(), std::string(size, 'k'), kNow),
                RefusedBy("KEY_LENGTH"));
}

TEST(SigningKeyTest, SignsOnlyBetweenConfirmationAndRevocation) {
  SigningKey key = Enrolled();
  EXPECT_THAT(key.CheckUsableBy(Leader()), RefusedBy("KEY_NOT_CONFIRMED"));
  ASSERT_OK(key.Confirm(Office(), kNow));
  EXPECT_OK(key.CheckUsableBy(Leader()));
  EXPECT_THAT(key.CheckUsableBy(Head()), RefusedBy("KEY_OF_ANOTHER"));
  ASSERT_OK(key.Revoke(Leader(), "遗失", kNow, kNow));
  EXPECT_THAT(key.CheckUsableBy(Leader()), RefusedBy("KEY_REVOKED"));
  EXPECT_THAT(key.Confirm(Office(), kNow), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_THAT(key.Revoke(Office(), "遗失", kNow, kNow), RefusedBy("ILLEGAL_TRANSITION"));
}

TEST(SigningKeyTest, IsNeverConfirmedByItsOwner) {
  SigningKey key = Enrolled(Office());
  EXPECT_THAT(key.Confirm(Office(), kNow), RefusedBy("OWN_KEY"));
  EXPECT_OK(key.Confirm(CityOffice(), kNow));
  EXPECT_EQ(key.confirmed_by, CityOffice().user);
}

TEST(SigningKeyTest, StrangersNeitherConfirmNorRevokeNorSee) {
  SigningKey key = Enrolled();
  for (const Actor& stranger : {Head(), NextTownsOffice(), Clerk()}) {
    EXPECT_THAT(key.Confirm(stranger, kNow), RefusedBy("NOT_OFFICE"));
    EXPECT_THAT(key.Revoke(stranger, "遗失", kNow, kNow), RefusedBy("NOT_OFFICE"));
    EXPECT_FALSE(key.VisibleTo(stranger));
  }
  EXPECT_EQ(key.version, 1);
}

}  // namespace
}  // namespace hecha::verification
