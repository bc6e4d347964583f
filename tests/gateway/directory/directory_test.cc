// Divisions, units and users over the real database: what each rule refuses, what a list shows
// to whom, and that the demo can be set up again and again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>
#include <string>
#include <vector>

#include "gateway/directory/demo.h"
#include "gateway/directory/demo_file.h"
#include "tests/gateway/directory/directory_fixture.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr char kPassword[] = "correct horse battery";

TEST(DivisionTest, ParentIsTheCodeThatDirectlyContainsIt) {
  EXPECT_EQ((Division{"370481109", "西岗镇"}).Parent(), "370481");
  EXPECT_EQ((Division{"370481", "滕州市"}).Parent(), "3704");
  EXPECT_EQ((Division{"3704", "枣庄市"}).Parent(), "37");
  EXPECT_EQ((Division{"37", "山东省"}).Parent(), "");
}

TEST(DivisionTest, CodeHasTheLengthOfALevel) {
  for (const char* code : {"37", "3704", "370481", "370481109"})
    EXPECT_OK((Division{code, "某地"}).Check()) << code;
  for (const char* code : {"", "3", "370", "37048", "3704811", "37048110", "3704811090", "37a4"})
    EXPECT_THAT((Division{code, "某地"}).Check(), RefusedBy("DIVISION_CODE")) << code;
}

TEST(UserTest, RoleMustFitTheUnitsFunction) {
  ASSERT_OK_AND_ASSIGN(const Unit police, Unit::Create(UnitId::New(absl::Now()), "370481109",
                                                       "专班", UnitFunction::kVerification, {}));
  for (Role role : {Role::kInvestigator, Role::kUnitHead})
    EXPECT_TRUE(police.Grants(role)) << static_cast<int>(role);
  for (Role role : {Role::kClerk, Role::kOffice, Role::kLeader, Role::kDiscipline,
                    Role::kOrganisation, Role::kCityOffice, Role::kOperator})
    EXPECT_THAT(User::Create(UserId::New(absl::Now()), police, {"somebody", "某人", {role}}, "hash",
                             absl::Now()),
                RefusedBy("ROLE_OUTSIDE_UNIT_FUNCTION"))
        << static_cast<int>(role);
}

TEST(UserTest, TownOfficeIsNoCityOffice) {
  ASSERT_OK_AND_ASSIGN(const Unit town, Unit::Create(UnitId::New(absl::Now()), "370481109",
                                                     "扫黑办", UnitFunction::kOffice, {}));
  EXPECT_FALSE(town.Grants(Role::kCityOffice));
}

TEST(UserTest, NobodyGrantsHisOwnLevelOrACompartment) {
  Actor office;
  office.roles = {Role::kOffice};
  Actor city;
  city.roles = {Role::kCityOffice};
  EXPECT_OK(CheckMayAppoint(office, {Role::kClerk, Role::kInvestigator}));
  EXPECT_OK(CheckMayAppoint(city, {Role::kOffice}));
  EXPECT_THAT(CheckMayAppoint(office, {Role::kOffice}), RefusedBy("ROLE_NOT_YOURS_TO_GRANT"));
  EXPECT_THAT(CheckMayAppoint(office, {Role::kClerk, Role::kDiscipline}),
              RefusedBy("ROLE_NOT_YOURS_TO_GRANT"));
  for (Role role : {Role::kCityOffice, Role::kDiscipline, Role::kOperator})
    EXPECT_THAT(CheckMayAppoint(city, {role}), RefusedBy("ROLE_NOT_YOURS_TO_GRANT"));
}

class DirectoryListsTest : public DirectoryTest {
 protected:
  std::vector<std::string> UnitNames(const Actor& actor, UnitFilter filter) {
    absl::StatusOr<UnitService::Listing> listing =
        directory_.units.List(CallOf(actor), filter, Page());
    EXPECT_OK(listing);
    std::vector<std::string> names;
    for (const Unit& unit : listing->units) names.push_back(unit.name);
    return names;
  }

  std::vector<std::string> Usernames(const Actor& actor, UserFilter filter) {
    absl::StatusOr<UserService::Listing> listing =
        directory_.users.List(CallOf(actor), filter, Page());
    EXPECT_OK(listing);
    std::vector<std::string> names;
    for (const User& user : listing->users) names.push_back(user.username);
    return names;
  }

  const Unit city_ = AddUnit("370481", "市扫黑办", UnitFunction::kOffice);
  const Unit xigang_ = AddUnit("370481109", "西岗镇扫黑办", UnitFunction::kOffice);
  const Unit coal_ = AddUnit("370481109", "西岗镇自然资源所", UnitFunction::kVerification,
                             {Sector::kCoal, Sector::kSandWashing});
  const Unit police_ = AddUnit("370481109", "西岗镇专班", UnitFunction::kVerification);
  const Unit jisuo_ = AddUnit("370481105", "级索镇扫黑办", UnitFunction::kOffice);
  const User clerk_ = AddUser(xigang_, "xigang.clerk", Role::kClerk);
  const User head_ = AddUser(coal_, "xigang.head", Role::kUnitHead);
  const User stranger_ = AddUser(jisuo_, "jisuo.clerk", Role::kClerk);
  const Actor town_office_ = UserIn("370481109", {Role::kOffice});
  const Actor city_office_ = UserIn("370481", {Role::kCityOffice});
};

TEST_F(DirectoryListsTest, TownSeesItsOwnUnitsAndCityAll) {
  EXPECT_THAT(UnitNames(town_office_, {}),
              ElementsAre("西岗镇专班", "西岗镇自然资源所", "西岗镇扫黑办"));
  EXPECT_THAT(
      UnitNames(city_office_, {}),
      ElementsAre("级索镇扫黑办", "西岗镇专班", "西岗镇自然资源所", "西岗镇扫黑办", "市扫黑办"));
}

TEST_F(DirectoryListsTest, FilterCannotReachOutsideTheTerritory) {
  EXPECT_THAT(directory_.units.List(CallOf(town_office_), {.division = "370481105"}, Page()),
              RefusedBy("OUTSIDE_SCOPE"));
  EXPECT_THAT(UnitNames(city_office_, {.division = "370481105"}), ElementsAre("级索镇扫黑办"));
}

TEST_F(DirectoryListsTest, SectorFindsUnitsInChargeOfAllSectorsToo) {
  UnitFilter coal{.function = UnitFunction::kVerification, .sector = Sector::kCoal};
  EXPECT_THAT(UnitNames(town_office_, coal), ElementsAre("西岗镇专班", "西岗镇自然资源所"));
  UnitFilter finance{.function = UnitFunction::kVerification, .sector = Sector::kFinance};
  EXPECT_THAT(UnitNames(town_office_, finance), ElementsAre("西岗镇专班"));
}

TEST_F(DirectoryListsTest, UsersAreListedByTerritoryUnitAndRole) {
  EXPECT_THAT(Usernames(town_office_, {}), ElementsAre("xigang.head", "xigang.clerk"));
  EXPECT_THAT(Usernames(town_office_, {.unit = coal_.id}), ElementsAre("xigang.head"));
  EXPECT_THAT(Usernames(city_office_, {.role = Role::kClerk}),
              ElementsAre("jisuo.clerk", "xigang.clerk"));
  EXPECT_THAT(Usernames(town_office_, {.unit = jisuo_.id}), IsEmpty());
}

TEST_F(DirectoryListsTest, InvestigatorIsShownTheInvestigatorsOfTheTownAlone) {
  AddUser(coal_, "xigang.coal", Role::kInvestigator);
  AddUser(police_, "xigang.police", Role::kInvestigator);
  const Actor investigator = UserIn("370481109", {Role::kInvestigator});
  EXPECT_THAT(Usernames(investigator, {}), ElementsAre("xigang.police", "xigang.coal"));
  EXPECT_THAT(Usernames(investigator, {.role = Role::kClerk}),
              ElementsAre("xigang.police", "xigang.coal"));
}

TEST_F(DirectoryListsTest, PagesCoverEveryRowOnce) {
  std::vector<std::string> seen;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(const Page page, Page::Parse(2, token));
    ASSERT_OK_AND_ASSIGN(const UnitService::Listing listing,
                         directory_.units.List(CallOf(city_office_), {}, page));
    EXPECT_LE(listing.units.size(), 2u);
    for (const Unit& unit : listing.units) seen.push_back(unit.name);
    token = listing.next_page_token;
  } while (!token.empty());
  EXPECT_EQ(seen, UnitNames(city_office_, {}));
}

TEST_F(DirectoryListsTest, UnitIsToldToTheServicesOnce) {
  const Unit again = AddUnit("370481109", "西岗镇专班", UnitFunction::kVerification);
  EXPECT_EQ(again.id, police_.id);

  std::vector<std::string> told;
  ASSERT_OK(database_->Read(absl::InfiniteFuture(), [&](db::Transaction& transaction) {
    return transaction.Query("SELECT o.aggregate_id FROM delivery d JOIN outbox o ON o.seq = d.seq",
                             [&](const db::Row& row) { told.push_back(row.Id(0).ToString()); });
  }));
  EXPECT_THAT(told, testing::UnorderedElementsAre(city_.id.ToString(), xigang_.id.ToString(),
                                                  coal_.id.ToString(), police_.id.ToString(),
                                                  jisuo_.id.ToString()));
}

TEST_F(DirectoryListsTest, OfficeOpensAccountsInItsOwnTownOnly) {
  EXPECT_OK(directory_.users.Create(CallOf(town_office_), police_.id,
                                    {"xigang.new", "某人", {Role::kInvestigator}}, kPassword));
  EXPECT_THAT(directory_.users.Create(CallOf(town_office_), jisuo_.id,
                                      {"jisuo.new", "某人", {Role::kClerk}}, kPassword),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(directory_.users.Create(CallOf(town_office_), xigang_.id,
                                      {"xigang.boss", "某人", {Role::kOffice}}, kPassword),
              RefusedBy("ROLE_NOT_YOURS_TO_GRANT"));
}

TEST_F(DirectoryListsTest, RepeatedRequestOpensOneAccount) {
  const Call call = CallOf(town_office_);
  const Account account{"xigang.new", "某人", {Role::kInvestigator}};
  ASSERT_OK_AND_ASSIGN(const User first,
                       directory_.users.Create(call, police_.id, account, kPassword));
  ASSERT_OK_AND_ASSIGN(const User second,
                       directory_.users.Create(call, police_.id, account, kPassword));
  EXPECT_EQ(first.id, second.id);
}

TEST_F(DirectoryListsTest, RefusalsNameFieldAndRule) {
  const auto create = [&](const std::string& username, const std::string& password) {
    return directory_.users.Create(CallOf(town_office_), police_.id,
                                   {username, "某人", {Role::kInvestigator}}, password);
  };
  EXPECT_THAT(create("xigang.new", "too short"), RefusedBy("TOO_SHORT"));
  EXPECT_THAT(create("Xigang", kPassword), RefusedBy("USERNAME_FORM"));
  EXPECT_THAT(create("9lives", kPassword), RefusedBy("USERNAME_FORM"));
  EXPECT_THAT(create("xigang.clerk", kPassword), RefusedBy("USERNAME_TAKEN"));
  EXPECT_EQ(RefusalOf(create("xigang.clerk", kPassword).status())->field, "username");
}

TEST_F(DirectoryListsTest, StrangerCannotTellThatAUserExists) {
  EXPECT_EQ(directory_.users.Disable(CallOf(town_office_), stranger_.id).status(),
            directory_.users.Disable(CallOf(town_office_), UserId::New(clock_.Now())).status());
}

TEST_F(DirectoryListsTest, NamesAreToldOfColleaguesAndOfTheOfficeAbove) {
  const User superior = AddUser(city_, "city.office", Role::kCityOffice);
  const std::vector<UserId> ids = {clerk_.id, head_.id, stranger_.id, superior.id,
                                   UserId::New(clock_.Now())};
  const auto told = [&](const std::string& division) {
    const auto names =
        directory_.users.LookUpNames(CallOf(UserIn(division, {Role::kInvestigator})), ids);
    EXPECT_OK(names);
    std::set<std::pair<std::string, std::string>> pairs;
    for (const UserService::Name& name : *names) pairs.emplace(name.user.username, name.unit_name);
    return pairs;
  };
  EXPECT_THAT(told("370481109"),
              ElementsAre(Pair("city.office", "市扫黑办"), Pair("xigang.clerk", "西岗镇扫黑办"),
                          Pair("xigang.head", "西岗镇自然资源所")))
      << "the other town's clerk is left out like one who does not exist";
  EXPECT_EQ(told("370481").size(), 4u);
  EXPECT_THAT(told("370482"), IsEmpty());
}

TEST_F(DirectoryListsTest, AccountIsDisabledOnce) {
  ASSERT_OK_AND_ASSIGN(const User user, directory_.users.Disable(CallOf(town_office_), clerk_.id));
  EXPECT_TRUE(user.disabled);
  EXPECT_EQ(user.version, 2);
  EXPECT_THAT(directory_.users.Disable(CallOf(town_office_), clerk_.id),
              RefusedBy("USER_DISABLED"));
}

TEST_F(DirectoryListsTest, StaleCopyIsRefused) {
  Call call = CallOf(town_office_);
  call.expected_version = 7;
  EXPECT_THAT(directory_.users.Disable(call, clerk_.id), StatusIs(absl::StatusCode::kAborted));
}

class DemoTest : public DirectoryTest {
 protected:
  std::vector<DemoUser> Seed() {
    EXPECT_OK(SeedDemo(quick_, clock_, file_));
    absl::StatusOr<std::vector<DemoUser>> users = ReadDemoFile(file_);
    EXPECT_OK(users);
    return *users;
  }

  // Some eighty passwords a run: hashed as cheaply as Argon2id allows.
  Directory quick_{journal_, clock_, *keyring_, {.memory_bytes = 8 << 10, .passes = 1}};
  TemporaryDirectory temporary_;
  const std::string file_ = temporary_.path() + "/users.json";
};

TEST_F(DemoTest, EveryTownHasEveryKindOfPersonAndEachCanSignIn) {
  const std::vector<DemoUser> users = Seed();

  std::map<std::string, std::multiset<std::string>> roles;
  for (const DemoUser& user : users) roles[user.division].insert(user.role);
  for (const char* town : {"370481109", "370481105", "370481111"}) {
    for (const char* role :
         {"clerk", "office", "leader", "discipline", "organisation", "unit_head", "investigator"})
      EXPECT_GE(roles[town].count(role), 1u) << town << " " << role;
    EXPECT_GE(roles[town].count("unit_head"), 2u);
    EXPECT_GE(roles[town].count("investigator"), 6u);
  }
  for (const char* role : {"city_office", "operator"}) EXPECT_GE(roles["370481"].count(role), 1u);
  for (size_t i = 0; i < users.size(); i += 13)
    EXPECT_OK(Login(users[i].username, users[i].password)) << users[i].username;
}

TEST_F(DemoTest, SecondRunKeepsUsersAndPasswords) {
  const std::vector<DemoUser> first = Seed();
  const std::vector<DemoUser> second = Seed();

  ASSERT_EQ(first.size(), second.size());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].username, second[i].username);
    EXPECT_EQ(first[i].password, second[i].password);
    EXPECT_EQ(first[i].user_id, second[i].user_id);
  }
  EXPECT_OK(Login(second[0].username, second[0].password));
}

TEST_F(DemoTest, RunThatWasCutShortIsFinishedByTheNext) {
  const std::vector<DemoUser> first = Seed();
  // As if the first run had died after it wrote the file and before it added this user.
  ASSERT_OK(database_->Transact(absl::InfiniteFuture(), [&](db::Transaction& transaction) {
    return transaction.Execute("DELETE FROM user WHERE username = ?", first[3].username).status();
  }));

  const std::vector<DemoUser> second = Seed();

  EXPECT_EQ(first[3].password, second[3].password);
  EXPECT_NE(first[3].user_id, second[3].user_id);
  EXPECT_OK(Login(second[3].username, second[3].password));
}

TEST_F(DemoTest, FileIsReadableByItsOwnerAlone) {
  Seed();
  struct stat status {};
  ASSERT_EQ(stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(DemoTest, DivisionsFormOneTree) {
  Seed();
  ASSERT_OK_AND_ASSIGN(const DivisionService::Listing listing,
                       directory_.divisions.List(CitizenCall(), "", 0, ""));
  std::set<std::string> codes = {""};
  for (const Division& division : listing.divisions) {
    EXPECT_TRUE(codes.contains(division.Parent())) << division.code;
    codes.insert(division.code);
  }
  EXPECT_EQ(listing.divisions.size(), 6u);
}

}  // namespace
}  // namespace hecha::directory
