// The independent verifier on what the real service answers: it accepts every good proof and
// rejects each kind of tampering. The verifier is a Python program that shares no code.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "hecha/accountability/v1/evidence.pb.h"
#include "services/accountability/checkpoint.h"
#include "tests/services/accountability/accountability_server.h"
#include "tests/testing/running_process.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::accountability {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kVerifier[] = "tests/testing/evidence_verifier.py";

class EvidenceVerifierTest : public testing::Test {
 protected:
  void Grow(int leaves) {
    for (int i = 0; i < leaves; ++i)
      ASSERT_EQ(server_.Deliver(SampleEnvelope("intake", Uuid::V7(absl::Now()), 1)),
                events::v1::DeliveryResult::VERDICT_ACCEPTED);
  }

  v1::Checkpoint Checkpoint() {
    return server_
        .Call<v1::Checkpoint>(office_, "EvidenceService/GetCheckpoint", v1::GetCheckpointRequest())
        .value();
  }

  v1::InclusionProof Inclusion(int64_t index, int64_t size) {
    v1::ProveInclusionRequest request;
    request.set_entry_index(index);
    request.set_tree_size(size);
    return server_.Call<v1::InclusionProof>(office_, "EvidenceService/ProveInclusion", request)
        .value();
  }

  v1::ConsistencyProof Consistency(int64_t first, int64_t second) {
    v1::ProveConsistencyRequest request;
    request.set_first(first);
    request.set_second(second);
    return server_.Call<v1::ConsistencyProof>(office_, "EvidenceService/ProveConsistency", request)
        .value();
  }

  std::string Save(const std::string& name, const google::protobuf::Message& message) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json).ok());
    const std::string path = directory_.path() + "/" + name;
    std::ofstream(path) << json;
    return path;
  }

  // Runs the verifier; returns what it says.
  std::string Run(std::vector<std::string> arguments) {
    const std::string output = directory_.path() + "/output";
    std::filesystem::remove(output);
    arguments.insert(arguments.begin(), {"python3", kVerifier});
    auto process = RunningProcess::Start({arguments, {}, "", output}).value();
    const int code = process->Wait(absl::Seconds(60)).value();
    std::stringstream text;
    text << std::ifstream(output).rdbuf();
    EXPECT_EQ(code, text.str().rfind("accepted", 0) == 0 ? 0 : 1) << text.str();
    return text.str();
  }

  std::string VerifyInclusion(const v1::Checkpoint& checkpoint, const v1::InclusionProof& proof) {
    return Run({"--checkpoint", Save("checkpoint", checkpoint), "--inclusion",
                Save("inclusion", proof), "--key", key_});
  }

  std::string VerifyConsistency(const v1::Checkpoint& earlier, const v1::Checkpoint& later,
                                const v1::ConsistencyProof& proof) {
    return Run({"--checkpoint", Save("later", later), "--earlier", Save("earlier", earlier),
                "--consistency", Save("consistency", proof), "--key", key_});
  }

  AccountabilityServer server_;
  const Actor office_ = AccountabilityServer::User({Role::kOffice});
  // Taken once, as a verifier does.
  const std::string key_ = Checkpoint().verifier_key();
  TemporaryDirectory directory_;
};

TEST_F(EvidenceVerifierTest, AcceptsEveryEntryOfTheLog) {
  Grow(7);
  const v1::Checkpoint checkpoint = Checkpoint();
  for (int64_t index = 0; index < 7; ++index)
    EXPECT_THAT(VerifyInclusion(checkpoint, Inclusion(index, 7)), StartsWith("accepted")) << index;
}

TEST_F(EvidenceVerifierTest, AcceptsGrowthFromEveryEarlierCheckpoint) {
  std::vector<v1::Checkpoint> earlier = {Checkpoint()};
  for (int size = 1; size <= 6; ++size) {
    Grow(1);
    earlier.push_back(Checkpoint());
  }
  const v1::Checkpoint later = Checkpoint();
  for (const v1::Checkpoint& checkpoint : earlier)
    EXPECT_THAT(VerifyConsistency(checkpoint, later, Consistency(checkpoint.tree_size(), 6)),
                StartsWith("accepted"))
        << checkpoint.tree_size();
}

TEST_F(EvidenceVerifierTest, RejectsTamperedInclusion) {
  Grow(6);
  const v1::Checkpoint checkpoint = Checkpoint();
  const v1::InclusionProof good = Inclusion(3, 6);
  ASSERT_THAT(VerifyInclusion(checkpoint, good), StartsWith("accepted"));

  v1::InclusionProof proof = good;
  proof.mutable_hashes(1)->front() ^= 1;
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("leads to another root"));

  proof = good;
  proof.mutable_hashes()->RemoveLast();
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("too short"));

  proof = good;
  proof.add_hashes(std::string(32, '\0'));
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("too long"));

  proof = good;
  proof.mutable_entry()->set_entry_index(2);
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("leads to another root"));

  proof = good;
  std::string& leaf = *proof.mutable_entry()->mutable_leaf();
  leaf.replace(leaf.find("lead.progress"), 13, "lead.progresz");
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("action differs"));
  proof.mutable_entry()->set_action("lead.progresz");
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("leads to another root"));

  proof = good;
  proof.mutable_entry()->set_actor_id("citizen");
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("actorId differs"));

  proof = good;
  proof.mutable_entry()->mutable_occurred_at()->set_nanos(0);
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("occurredAt differs"));
}

TEST_F(EvidenceVerifierTest, RejectsTamperedCheckpoint) {
  Grow(4);
  const v1::Checkpoint good = Checkpoint();
  const v1::InclusionProof proof = Inclusion(0, 4);

  v1::Checkpoint checkpoint = good;
  checkpoint.mutable_root_hash()->front() ^= 1;
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("rootHash differs"));

  checkpoint = good;
  std::string& note = *checkpoint.mutable_note();
  note.replace(note.find("\n4\n"), 3, "\n3\n");
  checkpoint.set_tree_size(3);
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("signature is wrong"));

  // A log that was rebuilt under another key names that key itself; the verifier has its own.
  const security::SigningKey other = security::SigningKey::Generate();
  checkpoint = good;
  const std::string text = good.note().substr(0, good.note().find("\n\n") + 1);
  checkpoint.set_note(SignedNote(text, "hecha/test", other.public_key, other.Sign(text)));
  checkpoint.set_verifier_key(VerifierKey("hecha/test", other.public_key));
  EXPECT_THAT(VerifyInclusion(checkpoint, proof), HasSubstr("did not sign"));
}

TEST_F(EvidenceVerifierTest, RejectsALogThatRewroteItsPast) {
  Grow(3);
  const v1::Checkpoint earlier = Checkpoint();
  Grow(4);
  const v1::Checkpoint later = Checkpoint();
  const v1::ConsistencyProof good = Consistency(3, 7);
  ASSERT_THAT(VerifyConsistency(earlier, later, good), StartsWith("accepted"));
  for (int i = 0; i < good.hashes_size(); ++i) {
    v1::ConsistencyProof proof = good;
    proof.mutable_hashes(i)->back() ^= 1;
    EXPECT_THAT(VerifyConsistency(earlier, later, proof), HasSubstr("root"));
  }
  EXPECT_THAT(VerifyConsistency(earlier, later, Consistency(2, 7)),
              HasSubstr("between other checkpoints"));
}

}  // namespace
}  // namespace hecha::accountability
