// What a listening page is told: where something changed in its territory, once however slow it
// is, and nothing after its session. The log is played by a list; time is moved by hand.
#include "gateway/live/news_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/live/audience.h"
#include "tests/testing/status_matchers.h"

namespace hecha::live {
namespace {

using testing::HasSubstr;

constexpr char kHello[] = "retry: 3000\n\n";

Actor UserOf(const std::string& division) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.division = division;
  actor.roles = {Role::kOffice};
  return actor;
}

// One client: what its stream gave, as soon as it gives it.
class Client {
 public:
  explicit Client(std::shared_ptr<http::BodyStream> stream) : stream_(std::move(stream)) { Take(); }

  // Asks for the next piece.
  void Take() {
    answered_ = false;
    stream_->Next([this](absl::StatusOr<std::string> piece) {
      EXPECT_OK(piece);
      answered_ = true;
      ended_ = piece->empty();
      text_ += *piece;
    });
  }

  // What was given since the last call.
  std::string Text() { return std::exchange(text_, {}); }
  bool waits() const { return !answered_; }
  bool ended() const { return ended_; }

 private:
  std::shared_ptr<http::BodyStream> stream_;
  bool answered_ = false;
  bool ended_ = false;
  std::string text_;
};

class NewsFeedTest : public testing::Test {
 protected:
  NewsFeedTest()
      : feed_([this](int64_t since) { return Ask(since); },
              {.max_listeners = 2, .heartbeat = absl::Seconds(15)}) {}

  absl::StatusOr<NewsFeed::Batch> Ask(int64_t since) {
    ++asked_;
    if (unavailable_) return absl::UnavailableError("away");
    NewsFeed::Batch batch;
    batch.tree_size = static_cast<int64_t>(log_.size());
    if (since > 0) batch.news.assign(log_.begin() + since, log_.end());
    return batch;
  }

  Client Listen(const std::string& division) {
    return Client(*feed_.Listen(UserOf(division), [this] { return signed_in_; }));
  }

  void Turn() { feed_.Turn(now_); }

  absl::Time now_ = absl::FromUnixSeconds(1'555'257'600);
  std::vector<News> log_ = {{"lead", "370481104"}};
  bool signed_in_ = true;
  bool unavailable_ = false;
  int asked_ = 0;
  NewsFeed feed_;
};

TEST(AudienceTest, NobodyHearsOfWhatTheyMayNotList) {
  const auto hears = [](Role role, std::string_view aggregate) {
    Actor actor = UserOf("370481109");
    actor.roles = {role};
    return MayHear(actor, aggregate);
  };
  EXPECT_TRUE(hears(Role::kDiscipline, "transfer"));
  EXPECT_FALSE(hears(Role::kUnitHead, "transfer"));
  EXPECT_FALSE(hears(Role::kInvestigator, "transfer"));
  EXPECT_TRUE(hears(Role::kClerk, "unlock"));
  EXPECT_FALSE(hears(Role::kOperator, "unlock"));
  EXPECT_TRUE(hears(Role::kUnitHead, "lead"));
  EXPECT_TRUE(hears(Role::kOrganisation, "case")) << "in the ledgers";
  EXPECT_FALSE(hears(Role::kOperator, "lead"));
  EXPECT_TRUE(hears(Role::kOperator, "unit")) << "any session lists units";
  for (const char* unlisted : {"search", "second_factor", "export", "anything else"})
    EXPECT_FALSE(hears(Role::kOffice, unlisted)) << unlisted;
}

// A method whose name the table gets wrong would leave a page that never reads again.
TEST(AudienceTest, EveryNounOfAPageIsHeardBySomebody) {
  Actor everybody = UserOf("370481109");
  for (int role = 1; role <= static_cast<int>(Role::kOperator); ++role)
    everybody.roles.insert(static_cast<Role>(role));
  for (const char* noun : {"attachment",     "calendar",    "campaign",     "case",
                           "clearance",      "clock",       "contribution", "custodian_key",
                           "dialogue",       "exhibit",     "joint_file",   "lead",
                           "list_change",    "match",       "meeting",      "problem",
                           "proceeding",     "publication", "retention",    "retention_term",
                           "reverification", "review",      "revisit",      "rule_change",
                           "signing_key",    "sweep",       "transfer",     "triage_rule_change",
                           "unit",           "unlock",      "user"})
    EXPECT_TRUE(MayHear(everybody, noun)) << noun;
}

TEST_F(NewsFeedTest, TellsWhatHappensFromNowOnInTheTerritory) {
  Client town = Listen("370481104");
  EXPECT_EQ(town.Text(), kHello);
  town.Take();
  Turn();
  EXPECT_EQ(town.Text(), ":\n\n") << "what was before is no news";
  town.Take();
  log_.push_back({"case", "370481104"});
  log_.push_back({"case", "370481105"});
  Turn();
  EXPECT_EQ(town.Text(),
            "event: change\ndata: {\"aggregate\":\"case\",\"division\":\"370481104\"}\n\n");
}

TEST_F(NewsFeedTest, TellsNobodyOfANounThatTheyMayNotList) {
  Actor head = UserOf("370481104");
  head.roles = {Role::kUnitHead};
  Client unit(*feed_.Listen(head, [] { return true; }));
  Client office = Listen("370481104");
  for (Client* client : {&unit, &office}) client->Take();
  Turn();
  for (Client* client : {&unit, &office}) {
    client->Text();
    client->Take();
  }
  log_.push_back({"transfer", "370481104"});
  Turn();
  EXPECT_EQ(unit.Text(), "");
  EXPECT_THAT(office.Text(), HasSubstr("transfer"));
  log_.push_back({"lead", "370481104"});
  Turn();
  EXPECT_THAT(unit.Text(), HasSubstr("lead"));
}

TEST_F(NewsFeedTest, ASlowClientIsToldEachThingOnce) {
  Client city = Listen("370481");
  Turn();
  for (int i = 0; i < 1000; ++i) {
    log_.push_back({"lead", "370481104"});
    Turn();
  }
  city.Text();
  city.Take();
  EXPECT_LT(city.Text().size(), 200u);
}

TEST_F(NewsFeedTest, WhereTheLogCannotBeAskedTheNewsComesLater) {
  Client city = Listen("370481");
  Turn();
  city.Take();
  city.Text();
  unavailable_ = true;
  log_.push_back({"lead", "370481104"});
  Turn();
  EXPECT_EQ(city.Text(), "");
  unavailable_ = false;
  city.Take();
  Turn();
  EXPECT_THAT(city.Text(), HasSubstr("lead"));
}

TEST_F(NewsFeedTest, ASilentStreamShowsThatItLives) {
  Client town = Listen("370481104");
  Turn();
  town.Take();
  town.Text();
  town.Take();
  now_ += absl::Seconds(14);
  Turn();
  EXPECT_TRUE(town.waits());
  now_ += absl::Seconds(1);
  Turn();
  EXPECT_EQ(town.Text(), ":\n\n");
}

TEST_F(NewsFeedTest, TheStreamEndsWithItsSession) {
  Client town = Listen("370481104");
  Turn();
  town.Take();
  town.Take();
  signed_in_ = false;
  now_ += absl::Seconds(15);
  log_.push_back({"lead", "370481104"});
  Turn();
  if (!town.ended()) town.Take();
  EXPECT_TRUE(town.ended());
}

TEST_F(NewsFeedTest, NobodyIsAskedWhileNobodyListens) {
  Turn();
  EXPECT_EQ(asked_, 0);
  { Client gone = Listen("370481104"); }
  Turn();
  EXPECT_EQ(asked_, 0);
}

TEST_F(NewsFeedTest, OneTooManyIsRefused) {
  Client first = Listen("370481104");
  {
    Client second = Listen("370481104");
    EXPECT_THAT(feed_.Listen(UserOf("370481"), [] { return true; }),
                RefusedBy("TOO_MANY_LISTENERS"));
  }
  Turn();
  EXPECT_OK(feed_.Listen(UserOf("370481"), [] { return true; }));
}

TEST_F(NewsFeedTest, ClosingEndsEveryStream) {
  Client town = Listen("370481104");
  town.Take();
  EXPECT_TRUE(town.waits());
  feed_.Close();
  EXPECT_TRUE(town.ended());
  EXPECT_FALSE(feed_.Listen(UserOf("370481"), [] { return true; }).ok());
}

}  // namespace
}  // namespace hecha::live
