// One-time passwords: the vectors of RFC 6238 against the rule, then the use cases over the real
// database. Time is moved by hand; no test waits.
#include <gtest/gtest.h>
#include <liboath/oath.h>

#include <string>

#include "gateway/directory/second_factor.h"
#include "tests/gateway/directory/directory_fixture.h"

namespace hecha::directory {
namespace {

constexpr char kPassword[] = "correct horse battery";
// The seed of RFC 6238, appendix B.
constexpr char kRfcSecret[] = "12345678901234567890";

SecondFactor RfcFactor() {
  return *SecondFactor::Enrol(std::nullopt, UserId::New(absl::Now()), "370481109", kRfcSecret);
}

TEST(SecondFactorRuleTest, TakesThePasswordsOfTheStandard) {
  // The last six digits of the eight that the RFC prints.
  for (const auto& [seconds, otp] : {std::pair(59, "287082"), std::pair(1111111109, "081804"),
                                     std::pair(2000000000, "279037")}) {
    SecondFactor factor = RfcFactor();
    EXPECT_OK(factor.Accept(otp, absl::FromUnixSeconds(seconds))) << seconds;
  }
}

TEST(SecondFactorRuleTest, AllowsAClockThatIsOneStepOff) {
  for (const int offset : {-30, 30}) {
    SecondFactor factor = RfcFactor();
    EXPECT_OK(factor.Accept("081804", absl::FromUnixSeconds(1111111109 + offset))) << offset;
  }
  for (const int offset : {-60, 60}) {
    SecondFactor factor = RfcFactor();
    EXPECT_THAT(factor.Accept("081804", absl::FromUnixSeconds(1111111109 + offset)),
                RefusedBy("OTP_WRONG"))
        << offset;
  }
}

TEST(SecondFactorRuleTest, TakesNoPasswordTwice) {
  SecondFactor factor = RfcFactor();
  const absl::Time now = absl::FromUnixSeconds(1111111109);
  ASSERT_OK(factor.Accept("081804", now));
  EXPECT_THAT(factor.Accept("081804", now), RefusedBy("OTP_WRONG"));
  EXPECT_THAT(factor.Accept("081804", now + absl::Seconds(30)), RefusedBy("OTP_WRONG"));
}

TEST(SecondFactorRuleTest, RefusesWhatIsNotSixDigits) {
  for (const char* otp : {"", "08180", "0818045", "08180a", " 81804", "-81804"}) {
    SecondFactor factor = RfcFactor();
    EXPECT_THAT(factor.Accept(otp, absl::FromUnixSeconds(1111111109)), RefusedBy("OTP_WRONG"));
  }
}

TEST(SecondFactorRuleTest, ShowsItsSecretAsAuthenticatorsReadIt) {
  EXPECT_EQ(RfcFactor().Base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(
      RfcFactor().Uri("xigang.clerk"),
      "otpauth://totp/hecha:xigang.clerk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=hecha");
}

class SecondFactorTest : public DirectoryTest {
 protected:
  // What the user's authenticator shows now.
  std::string Shown(const std::string& base32) const {
    char* secret = nullptr;
    size_t length = 0;
    EXPECT_EQ(oath_base32_decode(base32.data(), base32.size(), &secret, &length), OATH_OK);
    char otp[7];
    EXPECT_EQ(oath_totp_generate(secret, length, absl::ToTimeT(clock_.Now()), 30, 0, 6, otp),
              OATH_OK);
    free(secret);
    return otp;
  }

  Call OwnCallOf(const User& user) { return CallOf(user.ActIn(std::string(64, 'a'))); }

  // Enrols and confirms; the next password is a fresh one.
  std::string Activate(const User& user) {
    auto enrolment = factors().Enrol(OwnCallOf(user), kPassword);
    EXPECT_OK(enrolment);
    EXPECT_OK(factors().Confirm(OwnCallOf(user), Shown(enrolment->secret)));
    clock_.Advance(absl::Minutes(1));
    return enrolment->secret;
  }

  bool Active(const User& user) {
    absl::StatusOr<SessionService::Identity> me = directory_.sessions.Me(OwnCallOf(user));
    EXPECT_OK(me);
    return me->second_factor;
  }

  SecondFactorService& factors() { return directory_.second_factors; }

  const Unit office_ = AddUnit("370481109", "西岗镇扫黑办", UnitFunction::kOffice);
  const User clerk_ = AddUser(office_, "xigang.clerk", Role::kClerk, kPassword);
  const User director_ = AddUser(office_, "xigang.office", Role::kOffice, kPassword);
};

TEST_F(SecondFactorTest, SigningInNeedsItOnceItIsConfirmed) {
  ASSERT_OK_AND_ASSIGN(const auto enrolment, factors().Enrol(OwnCallOf(clerk_), kPassword));
  EXPECT_OK(Login("xigang.clerk", kPassword)) << "a pending factor locks nobody out";
  ASSERT_OK(factors().Confirm(OwnCallOf(clerk_), Shown(enrolment.secret)));
  clock_.Advance(absl::Minutes(1));
  EXPECT_TRUE(Active(clerk_));

  EXPECT_THAT(Login("xigang.clerk", kPassword), RefusedBy("OTP_REQUIRED"));
  EXPECT_THAT(Login("xigang.clerk", kPassword, "000000"), RefusedBy("OTP_WRONG"));
  EXPECT_THAT(Login("xigang.clerk", "another password", Shown(enrolment.secret)),
              RefusedBy("LOGIN_FAILED"));
  EXPECT_OK(Login("xigang.clerk", kPassword, Shown(enrolment.secret)));
}

TEST_F(SecondFactorTest, APasswordOpensOneSession) {
  const std::string secret = Activate(clerk_);
  EXPECT_OK(Login("xigang.clerk", kPassword, Shown(secret)));
  EXPECT_THAT(Login("xigang.clerk", kPassword, Shown(secret)), RefusedBy("OTP_WRONG"));
}

TEST_F(SecondFactorTest, GuessingIsSlowedDown) {
  const std::string secret = Activate(clerk_);
  for (int i = 0; i < LoginThrottle::kFreeTries; ++i) {
    EXPECT_THAT(Login("xigang.clerk", kPassword, "000000"), RefusedBy("OTP_WRONG"));
    EXPECT_THAT(factors().Remove(OwnCallOf(clerk_), "000000"), RefusedBy("OTP_WRONG"));
  }
  EXPECT_THAT(Login("xigang.clerk", kPassword, Shown(secret)), RefusedBy("LOGIN_THROTTLED"));
  EXPECT_THAT(factors().Remove(OwnCallOf(clerk_), Shown(secret)), RefusedBy("LOGIN_THROTTLED"));
}

TEST_F(SecondFactorTest, GuessingThePasswordInAnOpenSessionIsSlowedDown) {
  for (int i = 0; i < LoginThrottle::kFreeTries; ++i)
    EXPECT_THAT(factors().Enrol(OwnCallOf(clerk_), "a guess"), RefusedBy("PASSWORD_WRONG"));
  EXPECT_THAT(factors().Enrol(OwnCallOf(clerk_), kPassword), RefusedBy("LOGIN_THROTTLED"));
  clock_.Advance(LoginThrottle::kLongestWait);
  EXPECT_OK(factors().Enrol(OwnCallOf(clerk_), kPassword));
}

TEST_F(SecondFactorTest, EnrolmentNeedsThePasswordAgainAndNoActiveFactor) {
  EXPECT_THAT(factors().Enrol(OwnCallOf(clerk_), "another password"), RefusedBy("PASSWORD_WRONG"));
  Activate(clerk_);
  EXPECT_THAT(factors().Enrol(OwnCallOf(clerk_), kPassword), RefusedBy("SECOND_FACTOR_ACTIVE"));
}

TEST_F(SecondFactorTest, ARetriedEnrolmentIsShownTheSameSecret) {
  const Call call = OwnCallOf(clerk_);
  ASSERT_OK_AND_ASSIGN(const auto first, factors().Enrol(call, kPassword));
  ASSERT_OK_AND_ASSIGN(const auto second, factors().Enrol(call, kPassword));
  EXPECT_EQ(first.secret, second.secret);
}

TEST_F(SecondFactorTest, RemovalNeedsAPasswordOfIt) {
  const std::string secret = Activate(clerk_);
  EXPECT_THAT(factors().Remove(OwnCallOf(clerk_), "000000"), RefusedBy("OTP_WRONG"));
  ASSERT_OK(factors().Remove(OwnCallOf(clerk_), Shown(secret)));
  EXPECT_FALSE(Active(clerk_));
  EXPECT_OK(Login("xigang.clerk", kPassword));
  EXPECT_THAT(factors().Remove(OwnCallOf(clerk_), Shown(secret)), RefusedBy("NO_SECOND_FACTOR"));
}

TEST_F(SecondFactorTest, OnlyWhoMayAppointResetsAFactor) {
  Activate(clerk_);
  EXPECT_THAT(factors().Reset(CallOf(UserIn("370481105", {Role::kOffice})), clerk_.id),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(factors().Reset(OwnCallOf(clerk_), clerk_.id),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_TRUE(Active(clerk_));

  ASSERT_OK(factors().Reset(OwnCallOf(director_), clerk_.id));
  EXPECT_FALSE(Active(clerk_));
  EXPECT_OK(Login("xigang.clerk", kPassword));
}

TEST_F(SecondFactorTest, TheDatabaseHoldsNoSecretInTheClear) {
  const std::string base32 = Activate(clerk_);
  char* secret = nullptr;
  size_t length = 0;
  ASSERT_EQ(oath_base32_decode(base32.data(), base32.size(), &secret, &length), OATH_OK);
  std::string stored;
  ASSERT_OK(database_->Read(absl::InfiniteFuture(), [&](db::Transaction& transaction) {
    return transaction.Query("SELECT secret FROM second_factor",
                             [&](const db::Row& row) { stored = row.Text(0); });
  }));
  EXPECT_NE(stored, "");
  EXPECT_EQ(stored.find(std::string(secret, length)), std::string::npos);
  free(secret);
}

}  // namespace
}  // namespace hecha::directory
