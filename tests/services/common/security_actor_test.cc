// Signing keys and actor tokens: what a verifier accepts, and that every way to claim more
// than one's key allows is refused alike.
#include "services/common/security/actor_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "hecha/common/v1/actor.pb.h"
#include "services/common/security/signing.h"

namespace hecha::security {
namespace {

Actor Clerk() {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(absl::Now());
  actor.unit = UnitId::New(absl::Now());
  actor.name = "王芳";
  actor.division = "370481104";
  actor.roles = {Role::kClerk, Role::kOffice};
  return actor;
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = ::testing::TempDir() + "keys.XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(SigningTest, EqualsRfc8032Vector) {
  TemporaryDirectory directory;
  std::ofstream(directory / "key")
      << "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n";
  chmod((directory / "key").c_str(), 0600);
  const absl::StatusOr<SigningKey> key = SigningKey::Load(directory / "key");
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->public_key.substr(0, 3), "\xd7\x5a\x98");
  EXPECT_EQ(key->Sign("").substr(0, 3), "\xe5\x56\x43");
}

TEST(SigningTest, SavedKeyComesBackAndIsClosedToOthers) {
  TemporaryDirectory directory;
  const SigningKey key = SigningKey::Generate();
  ASSERT_TRUE(key.Save(directory / "key").ok());
  ASSERT_TRUE(key.Save(directory / "key").ok());
  struct stat info;
  ASSERT_EQ(stat((directory / "key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(SigningKey::Load(directory / "key")->secret, key.secret);
  chmod((directory / "key").c_str(), 0604);
  EXPECT_TRUE(absl::IsInvalidArgument(SigningKey::Load(directory / "key").status()));
  EXPECT_TRUE(absl::IsNotFound(SigningKey::Load(directory / "none").status()));
}

TEST(SigningTest, VerifyRefusesWhateverIsNotTheSignature) {
  const SigningKey key = SigningKey::Generate();
  const std::string signature = key.Sign("report");
  EXPECT_TRUE(Verify(key.public_key, "report", signature));
  EXPECT_FALSE(Verify(key.public_key, "reporT", signature));
  EXPECT_FALSE(Verify(SigningKey::Generate().public_key, "report", signature));
  EXPECT_FALSE(Verify(key.public_key, "report", signature.substr(1)));
  EXPECT_FALSE(Verify(key.public_key, "report", ""));
  EXPECT_FALSE(Verify("", "report", signature));
  // The neutral point verifies a signature of zeros over anything, unless it is refused.
  std::string neutral(32, '\0');
  neutral[0] = 1;
  EXPECT_FALSE(Verify(neutral, "report", neutral + std::string(32, '\0')));
}

class ActorTokenTest : public ::testing::Test {
 protected:
  ActorTokenTest() {
    EXPECT_TRUE(gateway_key_.SavePublic(directory_ / "gateway.pub").ok());
    EXPECT_TRUE(intake_key_.SavePublic(directory_ / "intake.pub").ok());
    absl::StatusOr<std::unique_ptr<ActorVerifier>> verifier =
        ActorVerifier::Load(directory_.path(), clock_);
    EXPECT_TRUE(verifier.ok()) << verifier.status();
    verifier_ = *std::move(verifier);
  }

  bool Refused(std::string_view token) const {
    return absl::IsUnauthenticated(verifier_->Verify(token).status());
  }

  TemporaryDirectory directory_;
  ManualClock clock_{absl::FromUnixSeconds(1555200000)};
  const SigningKey gateway_key_ = SigningKey::Generate();
  const SigningKey intake_key_ = SigningKey::Generate();
  const ActorIssuer gateway_{"gateway", gateway_key_, clock_};
  const ActorIssuer intake_{"intake", intake_key_, clock_};
  std::unique_ptr<ActorVerifier> verifier_;
};

TEST_F(ActorTokenTest, UserArrivesAsIssued) {
  const Actor clerk = Clerk();
  for (int cached = 0; cached < 2; ++cached) {
    const absl::StatusOr<Actor> actor = verifier_->Verify(gateway_.Issue(clerk, "session"));
    ASSERT_TRUE(actor.ok()) << actor.status();
    EXPECT_EQ(actor->kind, Actor::Kind::kUser);
    EXPECT_EQ(actor->user, clerk.user);
    EXPECT_EQ(actor->unit, clerk.unit);
    EXPECT_EQ(actor->name, clerk.name);
    EXPECT_EQ(actor->division, clerk.division);
    EXPECT_EQ(actor->roles, clerk.roles);
    EXPECT_EQ(actor->session, "session");
  }
}

TEST_F(ActorTokenTest, CitizenAndServiceKeepTheirKind) {
  EXPECT_EQ(verifier_->Verify(gateway_.Issue(Actor(), ""))->AuditId(), "citizen");
  EXPECT_EQ(verifier_->Verify(intake_.IssueService())->AuditId(), "service:intake");
  EXPECT_EQ(verifier_->Verify(gateway_.IssueService())->AuditId(), "service:gateway");
}

TEST_F(ActorTokenTest, OnlyTheGatewayVouchesForPeople) {
  EXPECT_TRUE(Refused(intake_.Issue(Clerk(), "session")));
  EXPECT_TRUE(Refused(intake_.Issue(Actor(), "")));
}

TEST_F(ActorTokenTest, NoServiceSpeaksForAnother) {
  Actor other;
  other.kind = Actor::Kind::kService;
  other.service = "verification";
  EXPECT_TRUE(Refused(intake_.Issue(other, "")));
  EXPECT_TRUE(Refused(gateway_.Issue(other, "")));
}

TEST_F(ActorTokenTest, StrangerAndImpostorAreRefused) {
  const SigningKey stolen = SigningKey::Generate();
  EXPECT_TRUE(Refused(ActorIssuer("gateway", stolen, clock_).Issue(Clerk(), "session")));
  EXPECT_TRUE(Refused(ActorIssuer("stranger", stolen, clock_).IssueService()));
  EXPECT_TRUE(Refused(ActorIssuer("../gateway", stolen, clock_).IssueService()));
}

TEST_F(ActorTokenTest, AlteredTokenIsRefused) {
  const std::string token = gateway_.Issue(Clerk(), "session");
  EXPECT_TRUE(Refused(""));
  EXPECT_TRUE(Refused("garbage"));
  for (size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_TRUE(Refused(altered)) << i;
  }
}

TEST_F(ActorTokenTest, TokenIsReusedForHalfItsLifeAndThenReplaced) {
  const Actor clerk = Clerk();
  const std::string token = gateway_.Issue(clerk, "session");
  clock_.Advance(absl::Seconds(59));
  EXPECT_EQ(gateway_.Issue(clerk, "session"), token);
  EXPECT_NE(gateway_.Issue(clerk, "other session"), token);
  clock_.Advance(absl::Seconds(1));
  EXPECT_NE(gateway_.Issue(clerk, "session"), token);
}

TEST_F(ActorTokenTest, ExpiredTokenIsRefusedThoughItWasCached) {
  const std::string token = gateway_.Issue(Clerk(), "session");
  EXPECT_FALSE(Refused(token));
  clock_.Advance(absl::Minutes(2) - absl::Microseconds(1));
  EXPECT_FALSE(Refused(token));
  clock_.Advance(absl::Microseconds(1));
  EXPECT_TRUE(Refused(token));
}

TEST_F(ActorTokenTest, TokenOfALongLifeIsRefused) {
  const auto issue = [&](absl::Duration life) {
    return ActorIssuer("gateway", gateway_key_, clock_, life).Issue(Clerk(), "session");
  };
  EXPECT_FALSE(Refused(issue(absl::Minutes(5))));
  EXPECT_TRUE(Refused(issue(absl::Minutes(5) + absl::Microseconds(1))));
  EXPECT_TRUE(Refused(issue(absl::Hours(24 * 365 * 80))));
}

TEST_F(ActorTokenTest, NewNameAndReplacedKeyAreNoticed) {
  const SigningKey fresh = SigningKey::Generate();
  const ActorIssuer supervision("supervision", fresh, clock_);
  EXPECT_TRUE(Refused(supervision.IssueService()));
  ASSERT_TRUE(fresh.SavePublic(directory_ / "supervision.pub").ok());
  EXPECT_FALSE(Refused(supervision.IssueService()));

  ASSERT_TRUE(fresh.SavePublic(directory_ / "intake.pub").ok());
  EXPECT_FALSE(Refused(ActorIssuer("intake", fresh, clock_).IssueService()));
  EXPECT_TRUE(Refused(intake_.IssueService()));
}

TEST_F(ActorTokenTest, UnreadableTrustIsRefusedAtLoad) {
  EXPECT_TRUE(absl::IsNotFound(ActorVerifier::Load(directory_ / "none", clock_).status()));
  std::ofstream(directory_ / "bad.pub") << "not hex";
  EXPECT_TRUE(absl::IsInvalidArgument(ActorVerifier::Load(directory_.path(), clock_).status()));
}

}  // namespace
}  // namespace hecha::security
