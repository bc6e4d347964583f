// The log on a real database and behind a real gRPC server: what goes in, in which order it is
// placed, who sees it, and that no other history than the one that was signed can continue it.
#include "services/accountability/evidence_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "hecha/accountability/v1/evidence.pb.h"
#include "services/accountability/merkle.h"
#include "tests/services/accountability/accountability_server.h"

namespace hecha::accountability {
namespace {

using events::v1::DeliveryResult;
using testing::HasSubstr;

class EvidenceServiceTest : public testing::Test {
 protected:
  // Delivers `count` versions of one new aggregate; returns its id.
  Uuid DeliverVersions(int count, const std::string& division = kTown) {
    const Uuid aggregate = Uuid::V7(absl::Now());
    for (int version = 1; version <= count; ++version) {
      EXPECT_EQ(server_.Deliver(SampleEnvelope("intake", aggregate, version, division)),
                DeliveryResult::VERDICT_ACCEPTED);
    }
    return aggregate;
  }

  v1::Checkpoint Checkpoint() {
    return server_
        .Call<v1::Checkpoint>(office_, "EvidenceService/GetCheckpoint", v1::GetCheckpointRequest())
        .value();
  }

  absl::StatusOr<v1::ListEntriesResponse> List(const Actor& actor,
                                               const v1::ListEntriesRequest& request = {}) {
    return server_.Call<v1::ListEntriesResponse>(actor, "EvidenceService/ListEntries", request);
  }

  absl::StatusOr<v1::InclusionProof> ProveInclusion(const Actor& actor,
                                                    const v1::ProveInclusionRequest& request) {
    return server_.Call<v1::InclusionProof>(actor, "EvidenceService/ProveInclusion", request);
  }

  std::string Metric(const std::string& name) {
    EXPECT_OK(server_.evidence().Measure());
    const std::string text = server_.metrics().Text();
    const size_t line = text.find("\n" + name + " ");
    return line == std::string::npos
               ? ""
               : text.substr(line + name.size() + 2,
                             text.find('\n', line + 1) - line - name.size() - 2);
  }

  // Entries of another town, as many as its log might hold, after those that were delivered.
  void FillEntries(int count, const std::string& division) {
    EXPECT_OK(server_.database().Transact(
        absl::Now() + absl::Seconds(25), [&](db::Transaction& transaction) {
          return transaction
              .ExecuteParams(
                  fmt::format("INSERT INTO evidence_entry (entry_index, event_id, source, "
                              "aggregate, aggregate_id, version, division, leaf) SELECT 1000 + "
                              "seq, UNHEX(LPAD(HEX(seq), 32, '0')), 'intake', 'lead', "
                              "UNHEX(LPAD(HEX(seq), 32, '0')), 1, '{}', '' FROM seq_1_to_{}",
                              division, count),
                  {})
              .status();
        }));
  }

  int64_t RowsRead() {
    int64_t read = 0;
    EXPECT_OK(
        server_.database().Read(absl::Now() + absl::Seconds(20), [&](db::Transaction& transaction) {
          return transaction.Query(
              "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.GLOBAL_STATUS "
              "WHERE VARIABLE_NAME IN ('HANDLER_READ_KEY', 'HANDLER_READ_NEXT', "
              "'HANDLER_READ_PREV')",
              [&](const db::Row& row) { read = row.Int(0); });
        }));
    return read;
  }

  // What a page makes the server read.
  int64_t CostOf(const Actor& actor, const v1::ListEntriesRequest& request, int expected) {
    const int64_t before = RowsRead();
    const auto page = List(actor, request);
    EXPECT_OK(page);
    EXPECT_EQ(page->entries_size(), expected) << request.DebugString();
    return RowsRead() - before;
  }

  AccountabilityServer server_;
  const Actor office_ = AccountabilityServer::User({Role::kOffice});
};

TEST_F(EvidenceServiceTest, EveryEnvelopeBecomesOneLeafInOrder) {
  const Uuid aggregate = DeliverVersions(3);
  v1::ListEntriesRequest request;
  request.set_aggregate_id(aggregate.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::ListEntriesResponse listed, List(office_, request));
  ASSERT_EQ(listed.entries_size(), 3);
  MerkleFrontier frontier;
  std::vector<Node> completed;
  for (int i = 0; i < 3; ++i) {
    const v1::EvidenceEntry& entry = listed.entries(2 - i);
    EXPECT_EQ(entry.entry_index(), i);
    EXPECT_EQ(entry.aggregate_version(), i + 1);
    frontier.Append(LeafHash(entry.leaf()), completed);
  }
  const v1::Checkpoint checkpoint = Checkpoint();
  EXPECT_EQ(checkpoint.tree_size(), 3);
  EXPECT_EQ(checkpoint.root_hash(), frontier.Root().view());
}

TEST_F(EvidenceServiceTest, RedeliveredEnvelopeAddsNoLeaf) {
  const events::v1::Envelope envelope = SampleEnvelope("intake", Uuid::V7(absl::Now()), 1);
  EXPECT_EQ(server_.Deliver(envelope), DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(server_.Deliver(envelope), DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Checkpoint().tree_size(), 1);
}

TEST_F(EvidenceServiceTest, SecondHistoryOfOneVersionIsRefused) {
  const Uuid aggregate = DeliverVersions(1);
  EXPECT_EQ(server_.Deliver(SampleEnvelope("intake", aggregate, 1)),
            DeliveryResult::VERDICT_REFUSED);
  // Another service's aggregate may well have the same id.
  EXPECT_EQ(server_.Deliver(SampleEnvelope("verification", aggregate, 1)),
            DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Checkpoint().tree_size(), 2);
}

TEST_F(EvidenceServiceTest, MalformedEvidenceIsRefused) {
  events::v1::Envelope envelope = SampleEnvelope("intake", Uuid::V7(absl::Now()), 1);
  envelope.mutable_audit()->set_action("lead.assign\nforged");
  EXPECT_EQ(server_.Deliver(envelope), DeliveryResult::VERDICT_REFUSED);
  EXPECT_EQ(Checkpoint().tree_size(), 0);
}

TEST_F(EvidenceServiceTest, MissingVersionsShowAsGapsUntilTheyArrive) {
  const Uuid aggregate = DeliverVersions(2);
  EXPECT_EQ(Metric("hecha_evidence_gaps"), "0");
  const events::v1::Envelope fourth = SampleEnvelope("intake", aggregate, 5);
  EXPECT_EQ(server_.Deliver(fourth), DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Metric("hecha_evidence_gaps"), "2");
  for (int64_t version : {4, 3})
    EXPECT_EQ(server_.Deliver(SampleEnvelope("intake", aggregate, version)),
              DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Metric("hecha_evidence_gaps"), "0");
  EXPECT_EQ(Metric("hecha_evidence_size"), "5");
}

TEST_F(EvidenceServiceTest, DeliveriesAtOnceMakeOneLog) {
  constexpr int kAggregates = 20;
  std::vector<std::thread> senders;
  for (int i = 0; i < 3; ++i) {
    senders.emplace_back([&] {
      for (int j = 0; j < kAggregates; ++j) DeliverVersions(5);
    });
  }
  for (std::thread& sender : senders) sender.join();

  // The root is that of the leaves as they are listed.
  MerkleFrontier frontier;
  std::vector<Node> completed;
  std::vector<std::string> leaves;
  v1::ListEntriesRequest request;
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListEntriesResponse page, List(office_, request));
    for (const v1::EvidenceEntry& entry : page.entries()) leaves.push_back(entry.leaf());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  for (auto leaf = leaves.rbegin(); leaf != leaves.rend(); ++leaf)
    frontier.Append(LeafHash(*leaf), completed);
  const v1::Checkpoint checkpoint = Checkpoint();
  EXPECT_EQ(checkpoint.tree_size(), 3 * kAggregates * 5);
  EXPECT_EQ(checkpoint.root_hash(), frontier.Root().view());
}

TEST_F(EvidenceServiceTest, NewsNamesEachNounAndDivisionOnce) {
  const auto news = [&](int64_t since) { return *server_.evidence().ListNews(Call(), since); };
  server_.Deliver(SampleEnvelope("intake", Uuid::V7(absl::Now()), 1));
  const EvidenceService::News first = news(0);
  EXPECT_EQ(first.tree_size, 1);
  EXPECT_TRUE(first.changes.empty()) << "whoever begins to listen learns where the log stands";

  const Uuid lead = Uuid::V7(absl::Now());
  for (const int version : {1, 2}) server_.Deliver(SampleEnvelope("intake", lead, version));
  const EvidenceService::News second = news(1);
  EXPECT_EQ(second.tree_size, 3);
  ASSERT_EQ(second.changes.size(), 1u);
  EXPECT_EQ(second.changes[0].aggregate, "lead");
  EXPECT_TRUE(news(3).changes.empty());
  EXPECT_TRUE(news(400).changes.empty());
}

TEST_F(EvidenceServiceTest, StrangersSeeNoEntryOfAnotherDivision) {
  DeliverVersions(1, "370481105");
  ASSERT_OK_AND_ASSIGN(v1::ListEntriesResponse listed, List(office_));
  EXPECT_EQ(listed.entries_size(), 0);
  v1::ListEntriesRequest request;
  request.set_division("3704");
  EXPECT_THAT(List(office_, request), RefusedBy("OUTSIDE_SCOPE"));
  v1::ProveInclusionRequest prove;
  prove.set_entry_index(0);
  EXPECT_THAT(ProveInclusion(office_, prove), StatusIs(absl::StatusCode::kNotFound));
  prove.set_entry_index(7);
  EXPECT_THAT(ProveInclusion(office_, prove), StatusIs(absl::StatusCode::kNotFound));

  const Actor city = AccountabilityServer::User({Role::kCityOffice}, "370481");
  ASSERT_OK_AND_ASSIGN(listed, List(city));
  EXPECT_EQ(listed.entries_size(), 1);
  prove.set_entry_index(0);
  EXPECT_OK(ProveInclusion(city, prove));
}

TEST_F(EvidenceServiceTest, PageCostsTheSameHoweverLongTheLog) {
  const std::string next = "370481105";
  DeliverVersions(3, next);
  for (int i = 0; i < 2; ++i)
    ASSERT_EQ(server_.Deliver(SampleEnvelope("consultation", Uuid::V7(absl::Now()), 1)),
              DeliveryResult::VERDICT_ACCEPTED);
  FillEntries(50'000, kTown);
  const Actor city = AccountabilityServer::User({Role::kCityOffice}, "370481");
  v1::ListEntriesRequest letters;
  letters.set_source("consultation");
  v1::ListEntriesRequest of_town;
  of_town.set_division(next);
  // The rows of a page, each with its index entry; looking for the towns; the relay's own rows.
  constexpr int64_t kFlat = 400;
  EXPECT_LT(CostOf(AccountabilityServer::User({Role::kOffice}, next), {}, 3), kFlat);
  EXPECT_LT(CostOf(office_, letters, 2), kFlat);
  EXPECT_LT(CostOf(city, letters, 2), kFlat);
  EXPECT_LT(CostOf(city, of_town, 3), kFlat);
}

TEST_F(EvidenceServiceTest, TownsEntriesAreReadInTheOrderOfTheLog) {
  for (int i = 0; i < 3; ++i) {
    DeliverVersions(1);
    DeliverVersions(1, "370481105");
  }
  const Actor city = AccountabilityServer::User({Role::kCityOffice}, "370481");
  v1::ListEntriesRequest request;
  request.set_page_size(4);
  std::vector<int64_t> order;
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListEntriesResponse page, List(city, request));
    for (const v1::EvidenceEntry& entry : page.entries()) order.push_back(entry.entry_index());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(order, testing::ElementsAre(5, 4, 3, 2, 1, 0));
}

TEST_F(EvidenceServiceTest, EntriesAreNotForEveryRole) {
  for (Role role : {Role::kClerk, Role::kInvestigator, Role::kUnitHead, Role::kLeader})
    EXPECT_THAT(List(AccountabilityServer::User({role})),
                StatusIs(absl::StatusCode::kPermissionDenied));
  for (Role role : {Role::kOffice, Role::kDiscipline, Role::kCityOffice, Role::kOperator})
    EXPECT_OK(List(AccountabilityServer::User({role})));
}

TEST_F(EvidenceServiceTest, ProofsOfWhatIsNotThereAreRefused) {
  const Uuid aggregate = DeliverVersions(2);
  v1::ProveInclusionRequest request;
  EXPECT_THAT(ProveInclusion(office_, request), RefusedBy("ONE_OF"));
  request.set_entry_index(1);
  request.set_tree_size(3);
  EXPECT_THAT(ProveInclusion(office_, request), RefusedBy("NO_SUCH_TREE"));
  request.set_tree_size(1);
  EXPECT_THAT(ProveInclusion(office_, request), RefusedBy("NOT_IN_TREE"));

  const events::v1::Envelope later = SampleEnvelope("intake", aggregate, 3);
  request.Clear();
  request.set_event_id(later.id());
  EXPECT_THAT(ProveInclusion(office_, request), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(server_.evidence().ProveEvents(Call(), {*Uuid::Parse(later.id())}),
              RefusedBy("NOT_DELIVERED"));
  ASSERT_EQ(server_.Deliver(later), DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK_AND_ASSIGN(const v1::InclusionProof proof, ProveInclusion(office_, request));
  EXPECT_EQ(proof.entry().event_id(), later.id());
  EXPECT_EQ(proof.tree_size(), 3);

  v1::ProveConsistencyRequest growth;
  growth.set_first(4);
  EXPECT_THAT(
      server_.Call<v1::ConsistencyProof>(office_, "EvidenceService/ProveConsistency", growth),
      RefusedBy("NO_SUCH_TREE"));
}

TEST_F(EvidenceServiceTest, AlteredNodeStopsTheLogAndLosesNothing) {
  DeliverVersions(3);
  const auto alter = [&](const char* hash) {
    MariaDb::Shared().Execute(fmt::format("UPDATE {}.evidence_node SET hash = {} WHERE level = 1",
                                          server_.schema(), hash));
  };
  alter("REVERSE(hash)");
  const events::v1::Envelope next = SampleEnvelope("intake", Uuid::V7(absl::Now()), 1);
  EXPECT_EQ(server_.Deliver(next), DeliveryResult::VERDICT_RETRY);
  EXPECT_EQ(Checkpoint().tree_size(), 3);
  alter("REVERSE(hash)");
  EXPECT_EQ(server_.Deliver(next), DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(Checkpoint().tree_size(), 4);
}

TEST_F(EvidenceServiceTest, LogKeepsItsKeyAndItsName) {
  const auto open = [&](const EvidenceOptions& options) {
    return EvidenceService::Open(server_.database(), server_.metrics(), options).status();
  };
  EXPECT_OK(open(server_.evidence_options()));

  EvidenceOptions renamed = server_.evidence_options();
  renamed.origin = "hecha/other";
  EXPECT_THAT(open(renamed), StatusIs(absl::StatusCode::kFailedPrecondition));

  EvidenceOptions lost = server_.evidence_options();
  lost.key_file += ".lost";
  EXPECT_THAT(open(lost), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("restore")));

  ASSERT_OK(security::SigningKey::Generate().Save(lost.key_file));
  EXPECT_THAT(open(lost), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("signed by")));
}

}  // namespace
}  // namespace hecha::accountability
