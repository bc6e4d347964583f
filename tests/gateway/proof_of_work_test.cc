// Proofs of work: what one is, and that it is good for one body, one challenge and its time only.
#include "gateway/proxy/proof_of_work.h"

#include <gmock/gmock.h>

#include "tests/testing/status_matchers.h"

namespace hecha::proxy {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'290'000);

const Challenges& Issuer() {
  static const auto* const kIssuer = new Challenges(std::string(32, 'k'));
  return *kIssuer;
}

TEST(ProofOfWorkTest, SolvedWorkHasItsZeroBitsOverItsOwnBodyOnly) {
  const Challenge challenge = Issuer().Issue(12, kNow);
  const Proof proof = Solve(challenge.text, challenge.difficulty, "{\"title\":\"一\"}");
  EXPECT_GE(proof.BitsOver("{\"title\":\"一\"}"), 12);
  EXPECT_LT(proof.BitsOver("{\"title\":\"二\"}"), 12);
  EXPECT_LT((Proof{Issuer().Issue(12, kNow).text, proof.counter}).BitsOver("{\"title\":\"一\"}"),
            12);
}

// What another program computes, so that solvers agree (tests/journeys/proof_of_work.py).
TEST(ProofOfWorkTest, IsSha256OfChallengeBodyHashAndCounter) {
  const Proof proof = Solve("abc", 10, "");
  EXPECT_EQ(proof.ToString(), "abc:84");
}

TEST(ProofOfWorkTest, ProofIsReadAsItIsWritten) {
  ASSERT_OK_AND_ASSIGN(const Proof proof, Proof::Parse("abc:18446744073709551615"));
  EXPECT_EQ(proof.ToString(), "abc:18446744073709551615");
  for (const char* text : {"", ":", "abc", "abc:", "abc:1x", "abc:-1", "abc:18446744073709551616"})
    EXPECT_FALSE(Proof::Parse(text).ok()) << text;
}

TEST(ProofOfWorkTest, ChallengeIsKnownAgainUntilItExpires) {
  const Challenge issued = Issuer().Issue(17, kNow);
  ASSERT_OK_AND_ASSIGN(const Challenge read, Issuer().Read(issued.text, kNow));
  EXPECT_EQ(read.difficulty, 17);
  EXPECT_EQ(read.expires_at, issued.expires_at);
  EXPECT_FALSE(Issuer().Read(issued.text, kNow + Challenges::kLifetime).ok());
}

TEST(ProofOfWorkTest, NobodyElseMakesAChallenge) {
  const Challenge foreign = Challenges(std::string(32, 'x')).Issue(1, kNow);
  EXPECT_FALSE(Issuer().Read(foreign.text, kNow).ok());
  const std::string text = Issuer().Issue(20, kNow).text;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = altered[i] == '0' ? '1' : '0';
    EXPECT_FALSE(Issuer().Read(altered, kNow).ok()) << i;
  }
  for (const std::string& other : {std::string(), text + "00", text.substr(2), std::string("zz")})
    EXPECT_FALSE(Issuer().Read(other, kNow).ok()) << other;
}

}  // namespace
}  // namespace hecha::proxy
