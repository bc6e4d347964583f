// Accounts that nobody who is signed in may open, close or mend, and passwords that change hands.
#include "gateway/directory/deployment.h"

#include <sstream>

#include "tests/gateway/directory/directory_fixture.h"

namespace hecha::directory {
namespace {

constexpr char kPassword[] = "correct horse battery";
constexpr char kFresh[] = "staple battery horse";

class DeploymentTest : public DirectoryTest {
 protected:
  absl::Status RunUser(const Words& words, const std::string& password = "") {
    std::istringstream in(password + "\n");
    return RunUserCommand(directory_, clock_, words, in);
  }

  // The caller in the session of `token`.
  Call CallIn(const std::string& token) {
    absl::StatusOr<SessionView> view = Authenticate(token);
    EXPECT_OK(view);
    return CallOf(view->actor);
  }

  const Unit commission_ = AddUnit("370481109", "西岗镇纪委", UnitFunction::kDiscipline);
};

TEST_F(DeploymentTest, AccountOfTheCommissionIsOpenedMendedAndClosed) {
  ASSERT_OK(RunUser({"open", "xigang.secretary", commission_.id.ToString(), "discipline", "书记"},
                    kPassword));
  ASSERT_OK_AND_ASSIGN(const NewSession session, Login("xigang.secretary", kPassword));
  EXPECT_EQ(session.user.roles, std::set<Role>{Role::kDiscipline});

  ASSERT_OK(directory_.second_factors.Enrol(CallIn(session.token), kPassword));
  ASSERT_OK(RunUser({"reset-factor", "xigang.secretary"}));

  ASSERT_OK(RunUser({"set-password", "xigang.secretary"}, kFresh));
  EXPECT_THAT(Authenticate(session.token), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Login("xigang.secretary", kPassword), RefusedBy("LOGIN_FAILED"));
  ASSERT_OK(Login("xigang.secretary", kFresh));

  ASSERT_OK(RunUser({"disable", "xigang.secretary"}));
  EXPECT_THAT(Login("xigang.secretary", kFresh), RefusedBy("LOGIN_FAILED"));
}

TEST_F(DeploymentTest, TownIsSetUpFromNothing) {
  ASSERT_OK(RunDivisionCommand(directory_, clock_, {"put", "370481110", "新镇"}));
  ASSERT_OK(RunUnitCommand(directory_, clock_,
                           {"ensure", "370481110", "verification", "新镇一所", "coal", "markets"}));
  ASSERT_OK_AND_ASSIGN(const auto units,
                       directory_.units.List(CallOf(UserIn("370481110", {Role::kOffice})), {},
                                             *Page::Parse(10, "")));
  ASSERT_EQ(units.units.size(), 1u);
  EXPECT_EQ(units.units[0].sectors, (std::set<Sector>{Sector::kCoal, Sector::kMarkets}));
}

TEST_F(DeploymentTest, WhatIsNoCommandDoesNothing) {
  for (const Words& words : {Words{}, Words{"open", "xigang.one"}, Words{"dance", "xigang.one"},
                             Words{"disable"}, Words{"open", "xigang.one", "no id", "clerk", "某"}})
    EXPECT_FALSE(RunUser(words, kPassword).ok());
  EXPECT_THAT(RunUser({"disable", "nobody"}), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_FALSE(RunUnitCommand(directory_, clock_, {"ensure", "370481110", "dance", "某所"}).ok());
}

TEST_F(DeploymentTest, ChangedPasswordEndsTheOtherSessions) {
  AddUser(commission_, "xigang.secretary", Role::kDiscipline, kPassword);
  ASSERT_OK_AND_ASSIGN(const NewSession desk, Login("xigang.secretary", kPassword));
  ASSERT_OK_AND_ASSIGN(const NewSession other, Login("xigang.secretary", kPassword));
  const Call call = CallIn(desk.token);
  ASSERT_OK(Authenticate(other.token));

  ASSERT_OK(directory_.users.ChangePassword(call, kPassword, kFresh));

  EXPECT_OK(Authenticate(desk.token));
  EXPECT_THAT(Authenticate(other.token), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Login("xigang.secretary", kPassword), RefusedBy("LOGIN_FAILED"));
  EXPECT_OK(Login("xigang.secretary", kFresh));
  // Asked again for an answer that was lost.
  ASSERT_OK_AND_ASSIGN(const User again, directory_.users.ChangePassword(call, kPassword, kFresh));
  EXPECT_EQ(again.version, 2);
}

TEST_F(DeploymentTest, PasswordIsChangedByWhoeverKnowsItAlone) {
  const User user = AddUser(commission_, "xigang.secretary", Role::kDiscipline, kPassword);
  const auto change = [&](const std::string& password, const std::string& fresh) {
    return directory_.users.ChangePassword(CallOf(user.ActIn(std::string(64, 'a'))), password,
                                           fresh);
  };
  EXPECT_THAT(change(kPassword, "short"), StatusIs(absl::StatusCode::kInvalidArgument));
  for (int i = 0; i < LoginThrottle::kFreeTries; ++i)
    EXPECT_THAT(change("a guess", kFresh), RefusedBy("PASSWORD_WRONG"));
  EXPECT_THAT(change(kPassword, kFresh), RefusedBy("LOGIN_THROTTLED"));
  EXPECT_THAT(directory_.users.ResetPassword(CallOf(user.ActIn("")), user.id, kFresh),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace hecha::directory
