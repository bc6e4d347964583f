// The search index on a real database, in segments of a few leads: whatever was put, changed and
// taken out in whatever order, a look-up finds what a plain list of leads and terms says.
#include "services/intake/search_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

const LeadId kAfterAll{Uuid::Max()};

class SearchStoreTest : public IntakeTest {
 protected:
  // Registered leads, in the order of their ids. They are not indexed by their words.
  std::vector<LeadId> Leads(int count) {
    std::vector<LeadId> leads;
    for (int i = 0; i < count; ++i) leads.push_back(*LeadId::Parse(Create(Draft())->id()));
    return leads;
  }

  void Put(std::vector<SearchListing> listings, const std::string& division = kTown) {
    ASSERT_OK(host_.database().Transact(ServiceHost::Soon(), [&](db::Transaction& transaction) {
      return store_.PutAll(transaction, division, listings);
    }));
  }

  void Delete(LeadId lead) {
    ASSERT_OK(host_.database().Transact(ServiceHost::Soon(), [&](db::Transaction& transaction) {
      return store_.DeleteOf(transaction, lead);
    }));
  }

  static SearchFilter In(const std::string& division) {
    SearchFilter filter;
    filter.division = division;
    return filter;
  }

  std::vector<LeadId> Find(const std::vector<int64_t>& terms, LeadId before = kAfterAll,
                           size_t limit = 100, const SearchFilter& filter = In(kTown)) {
    return host_.database()
        .Read(ServiceHost::Soon(),
              [&](db::Transaction& transaction) {
                return store_.Find(transaction, filter, terms, before, limit);
              })
        .value();
  }

  const SearchStore store_ = SearchStore(4);
};

TEST_F(SearchStoreTest, LookUpFindsWhatAPlainListSays) {
  std::mt19937 random(20190401);
  const auto pick = [&](size_t count) {
    return std::uniform_int_distribution<size_t>(0, count - 1)(random);
  };
  const auto some_terms = [&](size_t most) {
    std::set<int64_t> terms;
    // Some share a bucket, some have none beside them.
    for (size_t i = 1 + pick(most); i > 0; --i)
      terms.insert(static_cast<int64_t>(uint64_t{pick(9)} << (pick(2) == 0 ? 0 : 60)));
    return std::vector<int64_t>(terms.begin(), terms.end());
  };
  const std::vector<LeadId> leads = Leads(40);
  std::map<LeadId, std::vector<int64_t>, std::greater<>> listed;
  for (int round = 0; round < 60; ++round) {
    std::vector<SearchListing> listings;
    std::set<LeadId> put;
    for (size_t i = pick(4); i > 0; --i) put.insert(leads[pick(leads.size())]);
    for (const LeadId& lead : put) listings.push_back({lead, some_terms(8)});
    for (const SearchListing& listing : listings) listed[listing.lead] = listing.terms;
    Put(listings);
    if (pick(3) == 0) {
      const LeadId gone = leads[pick(leads.size())];
      listed.erase(gone);
      Delete(gone);
    }
    const std::vector<int64_t> terms = some_terms(3);
    const LeadId before = pick(2) == 0 ? kAfterAll : leads[pick(leads.size())];
    const size_t limit = 1 + pick(12);
    std::vector<LeadId> expected;
    for (const auto& [lead, of_lead] : listed)
      if (lead < before && expected.size() < limit &&
          std::includes(of_lead.begin(), of_lead.end(), terms.begin(), terms.end()))
        expected.push_back(lead);
    ASSERT_THAT(Find(terms, before, limit), ElementsAreArray(expected)) << "round " << round;
  }
  EXPECT_GT(host_.Count("SELECT COUNT(*) FROM search_segment WHERE leads <> ''"), 3);
}

TEST_F(SearchStoreTest, NothingIsLeftOfAClosedSegmentsLeads) {
  const std::vector<LeadId> leads = Leads(5);
  for (const LeadId& lead : leads)
    Put({{lead, {1, 2, static_cast<int64_t>(lead.uuid.bytes()[15])}}});
  EXPECT_GT(host_.Count("SELECT COUNT(*) FROM search_posting"), 0);
  EXPECT_THAT(Find({1, 2}), ElementsAre(leads[4], leads[3], leads[2], leads[1], leads[0]));
  for (const LeadId& lead : leads) {
    Delete(lead);
    Delete(lead);
  }
  EXPECT_THAT(Find({1, 2}), IsEmpty());
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM search_posting"), 0);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM search_listing"), 0);
  for (const LeadId& lead : leads)
    EXPECT_EQ(host_.Count(fmt::format("SELECT COUNT(*) FROM search_segment "
                                      "WHERE INSTR(HEX(leads), REPLACE('{}', '-', '')) > 0",
                                      lead.ToString())),
              0);
}

TEST_F(SearchStoreTest, TownsHaveSegmentsOfTheirOwn) {
  const std::vector<LeadId> leads = Leads(6);
  for (const LeadId& lead : leads) Put({{lead, {1}}}, lead == leads[2] ? kNextTown : kTown);
  EXPECT_THAT(Find({1}), ElementsAre(leads[5], leads[4], leads[3], leads[1], leads[0]));
  EXPECT_THAT(Find({1}, kAfterAll, 100, In(kNextTown)), ElementsAre(leads[2]));
}

// What does not pass takes no place of what does, in however many segments it stands.
TEST_F(SearchStoreTest, PageIsFilledFromOlderSegments) {
  std::vector<LeadId> leads = Leads(3);
  v1::CreateLeadRequest other = Draft();
  other.set_sector(v1::SECTOR_FINANCE);
  for (int i = 0; i < 20; ++i) leads.push_back(*LeadId::Parse(Create(other)->id()));
  for (const LeadId& lead : leads) Put({{lead, {1}}});
  SearchFilter filter = In(kTown);
  filter.sector = Sector::kOther;
  EXPECT_THAT(Find({1}, kAfterAll, 2, filter), ElementsAre(leads[2], leads[1]));
}

}  // namespace
}  // namespace hecha::intake
