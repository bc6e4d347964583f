// Which suggestions stand together, and what one answer for them answers; what the link graph
// shows of it, and what it keeps to itself.
#include "services/intake/match_cluster.h"

#include <gmock/gmock.h>

#include "hecha/intake/v1/lead_graph.pb.h"
#include "hecha/intake/v1/match_cluster.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kQuarry[] =
    "西岗镇北村砂石场老板王某长期以威胁手段垄断供料，"
    "凡是不从他家进料的工地夜里都会有人来砸车，村民敢怒不敢言。";

Match Between(LeadId a, LeadId b, double score, MatchState state = MatchState::kOpen) {
  Match match =
      Match::Suggest(MatchId::New(kStart), kTown, std::min(a, b), std::max(a, b), {}, kStart);
  match.score = score;
  match.state = state;
  return match;
}

TEST(GroupMatchesTest, CopiesOfOneReportStandTogether) {
  const LeadId lead = LeadId::New(kStart);
  const LeadId a = LeadId::New(kStart);
  const LeadId b = LeadId::New(kStart);
  const LeadId c = LeadId::New(kStart);
  const LeadId d = LeadId::New(kStart);
  const std::vector<MatchCluster> clusters = GroupMatches(
      lead,
      {Between(lead, a, 0.95), Between(lead, b, 0.99), Between(lead, c, 0.6),
       Between(lead, d, 0.97)},
      {Between(a, b, 0.95), Between(a, c, 0.6), Between(b, d, 0.99, MatchState::kDifferent)});
  ASSERT_THAT(clusters, SizeIs(3));
  EXPECT_THAT(clusters[0].leads, ElementsAre(a, b));
  EXPECT_EQ(clusters[0].id, a);
  EXPECT_EQ(clusters[0].matches[0].score, 0.99);
  EXPECT_THAT(clusters[1].leads, ElementsAre(c));
  EXPECT_THAT(clusters[2].leads, ElementsAre(d));
}

class MatchClusterTest : public IntakeTest {
 protected:
  std::string Register(const std::string& narrative) {
    v1::CreateLeadRequest draft = Draft();
    draft.set_narrative(narrative);
    return Create(draft)->id();
  }

  void Index() {
    do host_.Turn("match.index");
    while (host_.Count("SELECT COUNT(*) FROM match_queue") > 0);
  }

  v1::ListMatchClustersResponse Clusters(const std::string& lead) {
    v1::ListMatchClustersRequest request;
    request.set_lead_id(lead);
    return host_
        .Ask<v1::ListMatchClustersResponse>(
            clerk_, "hecha.intake.v1.MatchClusterService/ListMatchClusters", request)
        .value();
  }

  absl::StatusOr<v1::DecideMatchClusterResponse> Decide(const std::string& lead,
                                                        const std::string& cluster,
                                                        v1::MatchState decision) {
    v1::DecideMatchClusterRequest request;
    request.set_lead_id(lead);
    request.set_cluster_id(cluster);
    request.set_decision(decision);
    request.set_reason("同一举报反复提交");
    return host_.Ask<v1::DecideMatchClusterResponse>(
        clerk_, "hecha.intake.v1.MatchClusterService/DecideMatchCluster", request);
  }

  absl::StatusOr<v1::LeadGraph> Graph(const Actor& actor, const std::string& lead, int depth = 0) {
    v1::GetLeadGraphRequest request;
    request.set_lead_id(lead);
    request.set_depth(depth);
    return host_.Ask<v1::LeadGraph>(actor, "hecha.intake.v1.LeadGraphService/GetLeadGraph",
                                    request);
  }
};

TEST_F(MatchClusterTest, OneAnswerIsEnoughForAFloodOfCopies) {
  std::string lead;
  for (int i = 0; i < 6; ++i) lead = Register(kQuarry);
  Index();
  const v1::ListMatchClustersResponse clusters = Clusters(lead);
  ASSERT_EQ(clusters.clusters_size(), 1);
  EXPECT_EQ(clusters.clusters(0).leads(), 5);
  EXPECT_EQ(clusters.clusters(0).match_ids_size(), 5);
  const v1::Match& example = clusters.clusters(0).example();
  EXPECT_EQ(example.other_lead_no(), Get(clerk_, example.other_lead_id())->lead_no());
  ASSERT_OK_AND_ASSIGN(const v1::DecideMatchClusterResponse answer,
                       Decide(lead, clusters.clusters(0).id(), v1::MATCH_STATE_SAME_MATTER));
  EXPECT_EQ(answer.decided(), 6 * 5 / 2);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead_match WHERE state = 1"), 0);
  EXPECT_THAT(host_.Payloads<v1::MatchDecided>(), SizeIs(15));
  EXPECT_THAT(Clusters(lead).clusters(), IsEmpty());
  EXPECT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
  EXPECT_THAT(Decide(lead, clusters.clusters(0).id(), v1::MATCH_STATE_DIFFERENT),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(MatchClusterTest, AnotherMatterSaysNothingOfTheCopiesThemselves) {
  std::string lead;
  for (int i = 0; i < 4; ++i) lead = Register(kQuarry);
  Index();
  const std::string cluster = Clusters(lead).clusters(0).id();
  EXPECT_EQ(Decide(lead, cluster, v1::MATCH_STATE_DIFFERENT)->decided(), 3);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead_match WHERE state = 1"), 3);
  EXPECT_THAT(Decide(cluster, lead, v1::MATCH_STATE_UNSPECIFIED),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(MatchClusterTest, GraphShowsLeadsAndWhatTheyShareMasked) {
  Register("镇东头有人放高利贷，逾期就上门泼油漆，留的电话是13806320001，请查处。");
  const std::string lead = Register("车站旁贴满了借款小广告，联系13806320001，扰乱市场。");
  Index();
  ASSERT_OK_AND_ASSIGN(const v1::LeadGraph graph, Graph(clerk_, lead));
  ASSERT_EQ(graph.nodes_size(), 3);
  EXPECT_EQ(graph.nodes(0).lead_id(), lead);
  EXPECT_EQ(graph.nodes(2).masked_value(), "138****0001");
  EXPECT_EQ(graph.edges_size(), 3);
  EXPECT_THAT(Graph(clerk_, lead, 4), RefusedBy("OUT_OF_RANGE"));
  EXPECT_THAT(Graph(User({Role::kOffice}, kNextTown), lead), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(MatchClusterTest, LeadThatTheViewerMayNotReadIsABlindNode) {
  v1::CreateLeadRequest draft = Draft();
  draft.set_narrative(kQuarry);
  draft.add_accused_unit_ids(clerk_.unit.ToString());
  const std::string hidden = Do(User({Role::kClerk}), "CreateLead", draft)->id();
  const std::string lead = Register(kQuarry);
  Index();
  ASSERT_OK_AND_ASSIGN(const v1::LeadGraph graph, Graph(clerk_, lead));
  ASSERT_EQ(graph.nodes_size(), 2);
  v1::GraphNode blind;
  blind.set_id(graph.nodes(1).id());
  blind.set_restricted(true);
  blind.set_distance(1);
  EXPECT_EQ(graph.nodes(1).SerializeAsString(), blind.SerializeAsString());
  EXPECT_EQ(graph.edges(0).score(), 0);
  EXPECT_EQ(Clusters(lead).restricted(), 1);
  EXPECT_EQ(Graph(office_, lead)->nodes(1).lead_id(), hidden);
}

}  // namespace
}  // namespace hecha::intake
