// Sessions over the real database: how one is opened, how long it lives, what ends it. Time is
// moved by hand; no test waits.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gateway/directory/login_throttle.h"
#include "tests/gateway/directory/directory_fixture.h"

namespace hecha::directory {
namespace {

constexpr char kPassword[] = "correct horse battery";

class SessionTest : public DirectoryTest {
 protected:
  NewSession Open() {
    absl::StatusOr<NewSession> session = Login("xigang.clerk", kPassword);
    EXPECT_OK(session);
    return *session;
  }

  const Unit office_ = AddUnit("370481109", "西岗镇扫黑办", UnitFunction::kOffice);
  const User clerk_ = AddUser(office_, "xigang.clerk", Role::kClerk, kPassword);
};

TEST_F(SessionTest, TokenStandsForItsUser) {
  const NewSession session = Open();

  ASSERT_OK_AND_ASSIGN(const SessionView view, Authenticate(session.token));

  EXPECT_EQ(view.actor.kind, Actor::Kind::kUser);
  EXPECT_EQ(view.actor.user, clerk_.id);
  EXPECT_EQ(view.actor.unit, office_.id);
  EXPECT_EQ(view.actor.division, "370481109");
  EXPECT_EQ(view.actor.roles, std::set<Role>{Role::kClerk});
  EXPECT_EQ(view.actor.session, view.session_id);
  EXPECT_EQ(view.expires_at, clock_.Now() + absl::Hours(12));
}

TEST_F(SessionTest, DatabaseHoldsNeitherTokenNorPassword) {
  const NewSession session = Open();

  std::string row;
  ASSERT_OK(database_->Read(absl::InfiniteFuture(), [&](db::Transaction& transaction) {
    return transaction.Query(
        "SELECT s.id, u.password_hash FROM session s JOIN user u ON u.id = s.user_id",
        [&](const db::Row& found) { row = found.Text(0) + found.Text(1); });
  }));

  EXPECT_NE(row, "");
  EXPECT_EQ(row.find(session.token), std::string::npos);
  EXPECT_EQ(row.find(kPassword), std::string::npos);
  EXPECT_NE(row.find("$argon2id$v=19$m=19456,t=2,p=1$"), std::string::npos);
}

TEST_F(SessionTest, WrongPasswordAndUnknownUserAreToldTheSame) {
  const absl::Status wrong = Login("xigang.clerk", "not the password").status();
  const absl::Status unknown = Login("nobody", "not the password").status();

  EXPECT_THAT(wrong, StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(wrong, RefusedBy("LOGIN_FAILED"));
  EXPECT_EQ(wrong, unknown);
}

// Timing is noisy, so medians are compared, of tries that alternate, and widely: without the
// dummy hash an unknown user would be answered some ten times as fast.
TEST_F(SessionTest, UnknownUserTakesAsLongAsWrongPassword) {
  std::map<std::string, std::vector<absl::Duration>> took;
  for (int i = 0; i < 9; ++i) {
    for (const char* username : {"nobody", "xigang.clerk"}) {
      const absl::Time start = absl::Now();
      EXPECT_THAT(Login(username, "not the password"), RefusedBy("LOGIN_FAILED"));
      took[username].push_back(absl::Now() - start);
    }
  }
  for (auto& [username, durations] : took) std::sort(durations.begin(), durations.end());

  const double ratio = absl::FDivDuration(took["nobody"][4], took["xigang.clerk"][4]);

  EXPECT_GT(ratio, 0.4);
  EXPECT_LT(ratio, 2.5);
}

TEST_F(SessionTest, EndsTwelveHoursAfterItWasOpened) {
  const NewSession session = Open();
  for (int i = 0; i < 11; ++i) {
    clock_.Advance(absl::Hours(1));
    ASSERT_OK(Authenticate(session.token)) << "after " << i + 1 << " hours of use";
  }
  clock_.Advance(absl::Hours(1));

  EXPECT_THAT(Authenticate(session.token), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(SessionTest, EndsAfterTwoHoursUnused) {
  const NewSession session = Open();
  clock_.Advance(absl::Hours(2));

  EXPECT_THAT(Authenticate(session.token), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(SessionTest, UseKeepsItFromResting) {
  const NewSession session = Open();
  clock_.Advance(absl::Minutes(119));
  ASSERT_OK(Authenticate(session.token));
  clock_.Advance(absl::Minutes(119));

  EXPECT_OK(Authenticate(session.token));
}

TEST_F(SessionTest, AskingWhetherItLivesIsNoUse) {
  const NewSession session = Open();
  const auto lives = [&] {
    return *directory_.sessions.IsLive(session.token, absl::InfiniteFuture());
  };
  clock_.Advance(absl::Minutes(119));
  EXPECT_TRUE(lives());
  clock_.Advance(absl::Minutes(1));
  EXPECT_FALSE(lives());
  EXPECT_FALSE(*directory_.sessions.IsLive("no token", absl::InfiniteFuture()));
}

TEST_F(SessionTest, PageThatAsksByItselfLetsItRest) {
  const NewSession session = Open();
  const auto ask = [&](bool used) {
    return directory_.sessions.Authenticate(session.token, absl::InfiniteFuture(), used);
  };
  clock_.Advance(absl::Minutes(90));
  ASSERT_OK(ask(false));
  // Within the seconds in which a session is believed, but nothing of a use was written down.
  EXPECT_TRUE(directory_.sessions.Verified(session.token, false).has_value());
  EXPECT_FALSE(directory_.sessions.Verified(session.token, true).has_value());
  ASSERT_OK(ask(true));
  clock_.Advance(absl::Minutes(90));
  ASSERT_OK(ask(false));
  clock_.Advance(absl::Minutes(30));
  EXPECT_THAT(ask(false), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(SessionTest, LogoutEndsItAtOnce) {
  const NewSession session = Open();
  ASSERT_OK_AND_ASSIGN(const SessionView view, Authenticate(session.token));

  ASSERT_OK(directory_.sessions.Logout(CallOf(view.actor)));

  EXPECT_FALSE(directory_.sessions.Verified(session.token).has_value());
  EXPECT_THAT(Authenticate(session.token), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(SessionTest, LogoutLeavesTheUsersOtherSession) {
  const NewSession desk = Open();
  const NewSession phone = Open();
  ASSERT_OK_AND_ASSIGN(const SessionView view, Authenticate(desk.token));

  ASSERT_OK(directory_.sessions.Logout(CallOf(view.actor)));

  EXPECT_OK(Authenticate(phone.token));
}

TEST_F(SessionTest, DisabledUserIsOutAtOnceAndStaysOut) {
  const NewSession session = Open();
  ASSERT_OK(Authenticate(session.token));

  ASSERT_OK(directory_.users.Disable(CallOf(UserIn("370481", {Role::kCityOffice})), clerk_.id));

  EXPECT_THAT(Authenticate(session.token), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Login("xigang.clerk", kPassword), RefusedBy("LOGIN_FAILED"));
}

TEST_F(SessionTest, VerifiedAnswersFromMemoryForFiveSeconds) {
  const NewSession session = Open();
  EXPECT_FALSE(directory_.sessions.Verified(session.token).has_value());
  ASSERT_OK(Authenticate(session.token));

  EXPECT_TRUE(directory_.sessions.Verified(session.token).has_value());
  clock_.Advance(absl::Seconds(5));
  EXPECT_FALSE(directory_.sessions.Verified(session.token).has_value());
}

TEST_F(SessionTest, RubbishIsNoToken) {
  for (const std::string& token : {std::string(), std::string("x"), std::string(43, 'A'),
                                   std::string(43, '*'), std::string(1 << 20, 'A')})
    EXPECT_THAT(Authenticate(token), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(SessionTest, PurgeRemovesOnlyWhatExpired) {
  const NewSession old = Open();
  clock_.Advance(absl::Hours(11));
  const NewSession fresh = Open();
  clock_.Advance(absl::Hours(1) + absl::Seconds(1));

  ASSERT_OK(directory_.sessions.PurgeExpired());

  EXPECT_OK(Authenticate(fresh.token));
  ASSERT_OK_AND_ASSIGN(const std::optional<int64_t> left,
                       database_->Read(absl::InfiniteFuture(), [](db::Transaction& transaction) {
                         return transaction.QueryOne("SELECT COUNT(*) FROM session",
                                                     [](const db::Row& row) { return row.Int(0); });
                       }));
  EXPECT_EQ(left, 1);
}

TEST_F(SessionTest, GuessingIsSlowedDownAndTheRightPasswordToo) {
  for (int i = 0; i < LoginThrottle::kFreeTries; ++i)
    ASSERT_THAT(Login("xigang.clerk", "guess"), RefusedBy("LOGIN_FAILED"));

  EXPECT_THAT(Login("xigang.clerk", kPassword), RefusedBy("LOGIN_THROTTLED"));
  clock_.Advance(absl::Seconds(1));
  EXPECT_OK(Login("xigang.clerk", kPassword));
  EXPECT_OK(Login("xigang.clerk", kPassword));
}

TEST(LoginThrottleTest, WaitDoublesUpToAMinute) {
  LoginThrottle throttle;
  absl::Time now = absl::UnixEpoch();
  for (int i = 1; i < LoginThrottle::kFreeTries; ++i) ASSERT_OK(throttle.Try("guessed", now));

  for (int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    ASSERT_OK(throttle.Try("guessed", now));
    EXPECT_THAT(throttle.Try("guessed", now + absl::Seconds(wait) - absl::Milliseconds(1)),
                StatusIs(absl::StatusCode::kResourceExhausted));
    now += absl::Seconds(wait);
  }
}

TEST(LoginThrottleTest, OneNameDoesNotSlowAnother) {
  LoginThrottle throttle;
  const absl::Time now = absl::UnixEpoch();
  for (int i = 0; i < LoginThrottle::kFreeTries; ++i) ASSERT_OK(throttle.Try("guessed", now));
  ASSERT_THAT(throttle.Try("guessed", now), RefusedBy("LOGIN_THROTTLED"));

  EXPECT_OK(throttle.Try("another", now));
}

TEST(LoginThrottleTest, ForgetsAfterAQuarterOfAnHour) {
  LoginThrottle throttle;
  absl::Time now = absl::UnixEpoch();
  for (int i = 0; i < LoginThrottle::kFreeTries; ++i) ASSERT_OK(throttle.Try("guessed", now));
  now += LoginThrottle::kForgetAfter;

  for (int i = 1; i < LoginThrottle::kFreeTries; ++i) EXPECT_OK(throttle.Try("guessed", now));
}

}  // namespace
}  // namespace hecha::directory
