// Searching sealed words on a real database: what holds the terms is found, nothing else, and
// nobody finds what he may not read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hecha/intake/v1/search.pb.h"
#include "services/intake/search_service.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SearchServiceTest : public IntakeTest {
 protected:
  std::string Add(const std::string& title, const std::string& narrative) {
    v1::CreateLeadRequest request = Draft(title);
    request.set_narrative(narrative);
    const std::string id = Create(request).value().id();
    host_.Turn("match.index");
    return id;
  }

  static v1::SearchLeadsRequest For(const std::string& query) {
    v1::SearchLeadsRequest request;
    request.set_query(query);
    return request;
  }

  absl::StatusOr<v1::SearchLeadsResponse> Search(const Actor& actor,
                                                 const v1::SearchLeadsRequest& request) {
    return host_.Ask<v1::SearchLeadsResponse>(actor, "hecha.intake.v1.SearchService/SearchLeads",
                                              request);
  }

  std::vector<std::string> Ids(const v1::SearchLeadsRequest& request) {
    const v1::SearchLeadsResponse response = Search(clerk_, request).value();
    std::vector<std::string> ids;
    for (const v1::SearchHit& hit : response.hits()) ids.push_back(hit.lead().id());
    return ids;
  }
};

TEST_F(SearchServiceTest, EveryTermMustStandInTheLead) {
  const std::string both = Add("砂石场垄断", "西岗镇河道被霸占");
  const std::string one = Add("砂石场噪声", "夜间施工");
  EXPECT_THAT(Ids(For("砂石场")), ElementsAre(one, both));
  EXPECT_THAT(Ids(For("砂石场 河道")), ElementsAre(both));
  EXPECT_THAT(Ids(For("煤矿")), IsEmpty());
}

TEST_F(SearchServiceTest, PairsThatStandApartAreNoHit) {
  Add("甲乙丙", "乙丙丁");
  EXPECT_THAT(Ids(For("甲乙丙丁")), IsEmpty());
}

TEST_F(SearchServiceTest, WidthCaseAndPunctuationDoNotCount) {
  const std::string lead = Add("车牌鲁Ｄ12345", "见《情况说明》");
  EXPECT_THAT(Ids(For("鲁d１2345")), ElementsAre(lead));
  EXPECT_THAT(Ids(For("见情况")), ElementsAre(lead));
}

TEST_F(SearchServiceTest, SnippetShowsWhereTheTermsStand) {
  Add("无关", "开头十个字在这里啊。砂石场老板砂石场");
  ASSERT_OK_AND_ASSIGN(const v1::SearchLeadsResponse found, Search(clerk_, For("砂石场")));
  ASSERT_EQ(found.hits_size(), 1);
  EXPECT_EQ(found.hits(0).occurrences(), 2);
  const v1::SearchSnippet& snippet = found.hits(0).snippets(0);
  EXPECT_EQ(snippet.field(), v1::SearchSnippet::FIELD_NARRATIVE);
  ASSERT_EQ(snippet.spans_size(), 2);
  EXPECT_EQ(snippet.spans(0).offset(), 10);
  EXPECT_EQ(snippet.spans(0).length(), 3);
  EXPECT_EQ(snippet.spans(1).offset(), 15);
}

TEST_F(SearchServiceTest, SubjectsAreFoundByNameAliasEmployerAndPlace) {
  const std::string lead = Add("砂石场垄断", "联系１３８-０６３２ ０００１");
  v1::RecordSubjectsRequest subjects;
  subjects.set_lead_id(lead);
  v1::Subject& subject = *subjects.add_subjects();
  subject.set_name("张三丰");
  subject.set_alias("三哥");
  subject.set_employer("兴旺建材");
  subject.set_place("北村桥头");
  ASSERT_OK(
      host_.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadSubjectService/RecordSubjects", subjects));
  EXPECT_THAT(Ids(For("张三丰")), IsEmpty()) << "before it is read again";
  host_.Turn("match.index");
  for (const char* query : {"张三丰", "三哥", "兴旺建材", "桥头 砂石场", "13806320001"})
    EXPECT_THAT(Ids(For(query)), ElementsAre(lead)) << query;
  EXPECT_EQ(Search(clerk_, For("三哥"))->hits(0).snippets(0).field(),
            v1::SearchSnippet::FIELD_SUBJECT);
  subjects.clear_subjects();
  ASSERT_OK(
      host_.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadSubjectService/RecordSubjects", subjects));
  host_.Turn("match.index");
  EXPECT_THAT(Ids(For("张三丰")), IsEmpty());
}

TEST_F(SearchServiceTest, NewestOrMostRelevantComesFirst) {
  const std::string often = Add("砂石场 砂石场", "砂石场");
  const std::string seldom = Add("其他", "砂石场");
  EXPECT_THAT(Ids(For("砂石场")), ElementsAre(seldom, often));
  v1::SearchLeadsRequest request = For("砂石场");
  request.set_order(v1::SEARCH_ORDER_RELEVANCE);
  EXPECT_THAT(Ids(request), ElementsAre(often, seldom));
}

TEST_F(SearchServiceTest, PagesGoOnWhereTheyEnded) {
  std::vector<std::string> leads;
  for (int i = 0; i < 3; ++i) leads.insert(leads.begin(), Add("砂石场", "举报"));
  for (const v1::SearchOrder order : {v1::SEARCH_ORDER_NEWEST, v1::SEARCH_ORDER_RELEVANCE}) {
    v1::SearchLeadsRequest request = For("砂石场");
    request.set_order(order);
    request.set_page_size(2);
    const v1::SearchLeadsResponse first = Search(clerk_, request).value();
    EXPECT_EQ(first.hits_size(), 2);
    request.set_page_token(first.next_page_token());
    const v1::SearchLeadsResponse second = Search(clerk_, request).value();
    ASSERT_EQ(second.hits_size(), 1);
    EXPECT_EQ(second.hits(0).lead().id(), leads[2]);
    EXPECT_EQ(second.next_page_token(), "");
  }
}

TEST_F(SearchServiceTest, WhatTheCallerSaidAndTheOfficeWroteIsFoundToo) {
  v1::CreateLeadRequest draft = Draft();
  draft.mutable_contact()->set_summary("来电人说领头的绰号黑塔");
  const std::string lead = Create(draft).value().id();
  host_.Turn("match.index");
  EXPECT_THAT(Ids(For("黑塔")), ElementsAre(lead));
  EXPECT_EQ(Search(clerk_, For("黑塔"))->hits(0).snippets(0).field(),
            v1::SearchSnippet::FIELD_CONTACT);
  v1::TriageLeadRequest judgement = Judgement(lead);
  judgement.set_summary("涉嫌垄断河沙运输");
  judgement.set_opinion("建议与辖区派出所会商");
  ASSERT_OK(Do(clerk_, "TriageLead", judgement));
  host_.Turn("match.index");
  EXPECT_THAT(Ids(For("河沙运输")), ElementsAre(lead));
  EXPECT_THAT(Ids(For("会商")), ElementsAre(lead));
}

// Pairs that all stand in a lead, but not together, make a candidate that is opened for nothing.
TEST_F(SearchServiceTest, NothingIsLeftOutWithoutAWord) {
  const std::string oldest = Add("甲乙丙丁", "举报");
  for (int i = 0; i < 4; ++i) Add("甲乙丙", "乙丙丁");
  SearchService small(host_.journal(), host_.keyring(), LeadStore(host_.keyring()),
                      {.candidates = 2, .opened = 4});
  Call call;
  call.actor = clerk_;
  call.now = kStart;
  call.deadline = ServiceHost::Soon();
  SearchRequest request;
  request.query = "甲乙丙丁";
  ASSERT_OK_AND_ASSIGN(const SearchPage first, small.Search(call, request));
  EXPECT_THAT(first.hits, IsEmpty());
  EXPECT_TRUE(first.truncated);
  request.page_token = first.next_page_token;
  ASSERT_OK_AND_ASSIGN(const SearchPage second, small.Search(call, request));
  ASSERT_EQ(second.hits.size(), 1u);
  EXPECT_EQ(second.hits[0].lead.id.ToString(), oldest);
  EXPECT_FALSE(second.truncated);
  EXPECT_EQ(second.next_page_token, "");
  request.page_token.clear();
  request.order = SearchOrder::kRelevance;
  ASSERT_OK_AND_ASSIGN(const SearchPage weighed, small.Search(call, request));
  EXPECT_TRUE(weighed.truncated);
}

TEST_F(SearchServiceTest, FiltersNarrow) {
  const std::string lead = Add("砂石场", "举报");
  v1::SearchLeadsRequest request = For("砂石场");
  request.set_state(v1::STATE_TRIAGED);
  EXPECT_THAT(Ids(request), IsEmpty());
  request.set_state(v1::STATE_REGISTERED);
  request.set_channel(v1::CHANNEL_PUBLIC_PHONE);
  EXPECT_THAT(Ids(request), ElementsAre(lead));
  request.mutable_received_before()->set_seconds(absl::ToUnixSeconds(kStart) - 1);
  EXPECT_THAT(Ids(request), IsEmpty());
}

TEST_F(SearchServiceTest, NobodyFindsWhatHeMayNotRead) {
  Add("砂石场", "举报");
  EXPECT_EQ(Search(User({Role::kClerk}, kNextTown), For("砂石场"))->hits_size(), 0);
  Actor investigator = User({Role::kInvestigator});
  EXPECT_EQ(Search(investigator, For("砂石场"))->hits_size(), 0);
}

TEST_F(SearchServiceTest, QueryIsChecked) {
  EXPECT_THAT(Search(clerk_, For("")), RefusedBy("REQUIRED"));
  EXPECT_THAT(Search(clerk_, For("砂")), RefusedBy("TERM_TOO_SHORT"));
  EXPECT_THAT(Search(clerk_, For("一一 二二 三三 四四 五五 六六")), RefusedBy("TERM_COUNT"));
}

TEST_F(SearchServiceTest, SearchIsOnRecordWithoutItsTerms) {
  ASSERT_OK(Search(clerk_, For("砂石场老板")));
  ASSERT_EQ(host_.Payloads<v1::LeadsSearched>().size(), 1u);
  EXPECT_EQ(host_.Payloads<v1::LeadsSearched>()[0].user_id(), clerk_.user.ToString());
  EXPECT_THAT(host_.ColumnsHolding("砂石场老板"), IsEmpty());
}

}  // namespace
}  // namespace hecha::intake
