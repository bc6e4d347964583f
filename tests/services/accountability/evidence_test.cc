// The bytes that verifiers hash and the text that they check, pinned: a change of either
// breaks every log that exists.
#include "services/accountability/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "services/accountability/checkpoint.h"
#include "services/common/security/signing.h"
#include "tests/testing/status_matchers.h"

namespace hecha::accountability {
namespace {

Evidence Sample() {
  Evidence evidence;
  evidence.event_id = Uuid::Parse("018f3c1a-0000-7000-8000-000000000001").value();
  evidence.source = "intake";
  evidence.type = "hecha.intake.v1.LeadAssigned";
  evidence.aggregate = "lead";
  evidence.aggregate_id = Uuid::Parse("018f3c1a-0000-7000-8000-0000000000aa").value();
  evidence.version = 3;
  evidence.division = "370481104";
  evidence.occurred_at = absl::FromUnixMicros(1'555'290'123'000'004);
  evidence.actor = "018f3c1a-0000-7000-8000-0000000000bb";
  evidence.unit = "";
  evidence.action = "lead.assign";
  evidence.commitment = std::string(32, '\xab');
  return evidence;
}

TEST(EvidenceTest, LeafIsTheDocumentedBytes) {
  EXPECT_THAT(Sample().Leaf(), IsOkAndHolds("hecha-evidence-v1\n"
                                            "018f3c1a-0000-7000-8000-000000000001\n"
                                            "intake\n"
                                            "hecha.intake.v1.LeadAssigned\n"
                                            "lead\n"
                                            "018f3c1a-0000-7000-8000-0000000000aa\n"
                                            "3\n"
                                            "370481104\n"
                                            "2019-04-15T01:02:03.000004Z\n"
                                            "018f3c1a-0000-7000-8000-0000000000bb\n"
                                            "\n"
                                            "lead.assign\n"
                                            "abababababababababababababababab"
                                            "abababababababababababababababab\n"));
}

TEST(EvidenceTest, LeafSaysWhatItWasMadeOf) {
  ASSERT_OK_AND_ASSIGN(const std::string leaf, Sample().Leaf());
  EXPECT_THAT(Evidence::FromLeaf(leaf), IsOkAndHolds(Sample()));
}

TEST(EvidenceTest, FieldsThatWouldBlurTheLinesAreRefused) {
  Evidence evidence = Sample();
  evidence.action = "lead.assign\nforged";
  EXPECT_THAT(evidence.Leaf(), RefusedBy("NOT_A_LINE"));
  evidence = Sample();
  evidence.source.clear();
  EXPECT_THAT(evidence.Leaf(), RefusedBy("REQUIRED"));
  evidence = Sample();
  evidence.type = std::string(129, 'x');
  EXPECT_THAT(evidence.Leaf(), RefusedBy("NOT_A_LINE"));
  evidence = Sample();
  evidence.version = 0;
  EXPECT_THAT(evidence.Leaf(), RefusedBy("VERSION_FROM_ONE"));
  evidence = Sample();
  evidence.commitment.pop_back();
  EXPECT_THAT(evidence.Leaf(), RefusedBy("NOT_A_DIGEST"));
}

TEST(EvidenceTest, OnlyTheOneSpellingIsALeaf) {
  ASSERT_OK_AND_ASSIGN(const std::string leaf, Sample().Leaf());
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string other = leaf;
    return other.replace(other.find(from), from.size(), to);
  };
  for (const std::string& other :
       {std::string(), leaf + "\n", leaf.substr(0, leaf.size() - 1), replaced("v1", "v2"),
        replaced("\n3\n", "\n03\n"), replaced(".000004Z", ".4Z"), replaced("018f", "018F"),
        replaced("abab", "ABab"), replaced("abab", "zzzz"), replaced("intake\n", "")}) {
    EXPECT_THAT(Evidence::FromLeaf(other), StatusIs(absl::StatusCode::kDataLoss)) << other;
  }
}

// The example of Go's golang.org/x/mod/sumdb/note, where the format comes from.
constexpr char kName[] = "PeterNeumann";
constexpr char kText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kVerifierKey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kNote[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";

std::string PublicKey() {
  std::string key;
  EXPECT_TRUE(absl::Base64Unescape("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &key));
  return key.substr(1);
}

std::string Signature() {
  std::string signature;
  EXPECT_TRUE(absl::Base64Unescape(
      "x08go/ZJkuBS9UG/"
      "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
      &signature));
  return signature.substr(4);
}

TEST(CheckpointTest, KeyIsNamedAsInThePublishedExample) {
  EXPECT_EQ(absl::BytesToHexString(KeyId(kName, PublicKey())), "c74f20a3");
  EXPECT_EQ(VerifierKey(kName, PublicKey()), kVerifierKey);
}

TEST(CheckpointTest, NoteIsThePublishedExample) {
  ASSERT_TRUE(security::Verify(PublicKey(), kText, Signature()));
  EXPECT_EQ(SignedNote(kText, kName, PublicKey(), Signature()), kNote);
}

TEST(CheckpointTest, TextHoldsOriginSizeAndRoot) {
  EXPECT_EQ(CheckpointText("hecha/evidence", 0, EmptyRoot()),
            "hecha/evidence\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
}

TEST(CheckpointTest, NamesThatWouldBlurTheFormatAreNone) {
  EXPECT_TRUE(IsLogName("hecha/370481"));
  for (const char* name : {"", "a b", "a+b", "a\nb", "日志"}) EXPECT_FALSE(IsLogName(name)) << name;
}

}  // namespace
}  // namespace hecha::accountability
