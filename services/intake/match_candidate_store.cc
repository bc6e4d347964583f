#include "services/intake/match_candidate_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"

namespace hecha::intake {
namespace {

// Reads kCrowd entries of the index for each feature at most, however many there are.
constexpr char kFindCrowds[] =
    "SELECT wanted.feature, (SELECT 1 FROM match_feature m WHERE m.feature = wanted.feature "
    "LIMIT 1 OFFSET {}) AS crowd FROM ({}) wanted";
constexpr char kWanted[] = "SELECT CAST(? AS SIGNED) AS feature";
// The server would look up each feature to guess how many leads have it, and then once more.
constexpr char kFindSharers[] =
    "SET STATEMENT eq_range_index_dive_limit = 1 FOR "
    "SELECT feature, lead_id, weight FROM match_feature WHERE feature IN ({}) LIMIT ?";
constexpr char kFindNewest[] =
    "SELECT lead_id FROM match_feature WHERE feature = ? AND lead_id <> ? "
    "ORDER BY lead_id DESC LIMIT ?";

// What one statement looks up.
constexpr size_t kSharersAtOnce = 512;
constexpr size_t kCrowdsAtOnce = 256;
// Features of a batch that so many leads share on average, or fewer, are read without a look at
// which of them are a crowd's.
constexpr size_t kFew = 8;

struct Sharer {
  LeadId lead;
  int weight;
};

// Who shares features with the leads of a batch.
struct Shared {
  // By feature; nobody of a crowd.
  std::map<int64_t, std::vector<Sharer>> by_feature;
  // The features that a crowd shares.
  std::set<int64_t> crowds;
};

// The features of `leads`, each once.
std::vector<int64_t> FeaturesOf(std::span<const LeadFeatures> leads) {
  std::set<int64_t> named;
  for (const LeadFeatures& lead : leads)
    for (const std::vector<int64_t>* features :
         {&lead.features.bands, &lead.features.anchors, &lead.features.entities})
      named.insert(features->begin(), features->end());
  return {named.begin(), named.end()};
}

// Who shares `features`, all together up to `limit`. Returns how many there are.
absl::StatusOr<size_t> ReadSharers(db::Transaction& transaction,
                                   const std::vector<int64_t>& features, size_t limit,
                                   Shared& found) {
  size_t count = 0;
  for (const std::span<const int64_t> part : db::PartsOf(features, kSharersAtOnce)) {
    if (count == limit) break;
    db::InList list = db::MakeInList(part);
    list.values.push_back(db::ToParam(limit - count));
    RETURN_IF_ERROR(transaction.QueryParams(
        fmt::format(kFindSharers, list.marks),
        [&](const db::Row& row) {
          ++count;
          found.by_feature[row.Int(0)].push_back({row.As<LeadId>(1), static_cast<int>(row.Int(2))});
        },
        list.values));
  }
  return count;
}

// Those of `features` that a crowd shares.
absl::StatusOr<std::set<int64_t>> FindCrowds(db::Transaction& transaction,
                                             const std::vector<int64_t>& features) {
  std::set<int64_t> crowds;
  for (const std::span<const int64_t> part : db::PartsOf(features, kCrowdsAtOnce)) {
    const db::InList list = db::MakeInList(part);
    const std::vector<std::string_view> wanted(list.values.size(), kWanted);
    RETURN_IF_ERROR(transaction.QueryParams(
        fmt::format(kFindCrowds, MatchCandidateStore::kCrowd, fmt::join(wanted, " UNION ALL ")),
        [&](const db::Row& row) {
          if (!row.IsNull(1)) crowds.insert(row.Int(0));
        },
        list.values));
  }
  return crowds;
}

absl::StatusOr<Shared> FindShared(db::Transaction& transaction,
                                  std::span<const LeadFeatures> leads) {
  std::vector<int64_t> features = FeaturesOf(leads);
  Shared found;
  const size_t few = kFew * features.size();
  ASSIGN_OR_RETURN(const size_t count, ReadSharers(transaction, features, few + 1, found));
  if (count > few) {
    ASSIGN_OR_RETURN(found.crowds, FindCrowds(transaction, features));
    std::erase_if(features, [&](int64_t feature) { return found.crowds.contains(feature); });
    found.by_feature.clear();
    RETURN_IF_ERROR(
        ReadSharers(transaction, features, std::numeric_limits<int32_t>::max(), found).status());
  }
  std::erase_if(found.by_feature, [&](const auto& each) {
    const bool crowd = each.second.size() > MatchCandidateStore::kCrowd;
    if (crowd) found.crowds.insert(each.first);
    return crowd;
  });
  return found;
}

// Adds those who share the most of `features` with `lead`, of equals the newest.
void AddSharing(const Shared& shared, LeadId lead, std::span<const int64_t> features, size_t limit,
                std::vector<LeadId>& found) {
  std::map<LeadId, int> weights;
  for (const int64_t feature : features) {
    const auto sharing = shared.by_feature.find(feature);
    if (sharing == shared.by_feature.end()) continue;
    for (const Sharer& each : sharing->second)
      if (each.lead != lead) weights[each.lead] += each.weight;
  }
  std::vector<std::pair<int, LeadId>> heaviest;
  for (const auto& [other, weight] : weights) heaviest.emplace_back(weight, other);
  std::sort(heaviest.rbegin(), heaviest.rend());
  for (const auto& [weight, other] : heaviest) {
    if (limit-- == 0) return;
    found.push_back(other);
  }
}

void KeepFirstOfEach(std::vector<LeadId>& leads) {
  std::set<LeadId> seen;
  std::erase_if(leads, [&](LeadId lead) { return !seen.insert(lead).second; });
}

absl::StatusOr<std::vector<LeadId>> Find(db::Transaction& transaction, const LeadFeatures& lead,
                                         const Shared& shared) {
  std::vector<int64_t> words = lead.features.bands;
  words.insert(words.end(), lead.features.anchors.begin(), lead.features.anchors.end());
  std::vector<LeadId> found;
  AddSharing(shared, lead.lead, words, MatchCandidateStore::kByText, found);
  AddSharing(shared, lead.lead, lead.features.entities, MatchCandidateStore::kByEntity, found);
  // A crowd that shares one band of a text shares most of them: any of them leads to it.
  const auto crowd = std::find_if(words.begin(), words.end(),
                                  [&](int64_t feature) { return shared.crowds.contains(feature); });
  if (crowd != words.end())
    RETURN_IF_ERROR(transaction.Query(
        kFindNewest, [&](const db::Row& row) { found.push_back(row.As<LeadId>(0)); }, *crowd,
        lead.lead, MatchCandidateStore::kOfCrowd));
  KeepFirstOfEach(found);
  return found;
}

}  // namespace

absl::StatusOr<std::vector<std::vector<LeadId>>> MatchCandidateStore::FindAll(
    db::Transaction& transaction, std::span<const LeadFeatures> leads) const {
  ASSIGN_OR_RETURN(const Shared shared, FindShared(transaction, leads));
  std::vector<std::vector<LeadId>> found;
  for (const LeadFeatures& lead : leads) {
    ASSIGN_OR_RETURN(found.emplace_back(), Find(transaction, lead, shared));
  }
  return found;
}

}  // namespace hecha::intake
