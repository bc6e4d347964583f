#include "services/intake/match_candidate_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

// Reads kCrowd entries of the index for each feature at most, however many there are.
constexpr char kFindCrowds[] =
    "SELECT wanted.feature, (SELECT 1 FROM match_feature m WHERE m.division = ? AND m.feature = "
    "wanted.feature LIMIT 1 OFFSET {}) AS crowd FROM ({}) wanted";
constexpr char kWanted[] = "SELECT CAST(? AS SIGNED) AS feature";
constexpr char kFindSharing[] =
    "SELECT lead_id FROM match_feature WHERE division = ? AND lead_id <> ? AND feature IN ({}) "
    "GROUP BY lead_id ORDER BY SUM(weight) DESC, lead_id DESC LIMIT ?";
constexpr char kFindNewest[] =
    "SELECT lead_id FROM match_feature WHERE division = ? AND feature = ? AND lead_id <> ? "
    "ORDER BY lead_id DESC LIMIT ?";

// How many features a statement names: few shapes, so that the statements stay prepared.
constexpr std::array<size_t, 7> kShapes = {
    4,
    16,
    Fingerprinter::kBands,
    64,
    96,
    128,
    Fingerprinter::kBands + MatchFeatures::kMaxEntities + Fingerprinter::kMaxAnchors};

using Statements = std::array<std::string, kShapes.size()>;

std::string Repeat(std::string_view what, size_t times, std::string_view between) {
  return fmt::format("{}", fmt::join(std::vector<std::string_view>(times, what), between));
}

Statements MakeSharing() {
  Statements made;
  for (size_t i = 0; i < kShapes.size(); ++i)
    made[i] = fmt::format(kFindSharing, Repeat("?", kShapes[i], ", "));
  return made;
}

Statements MakeCrowds() {
  Statements made;
  for (size_t i = 0; i < kShapes.size(); ++i)
    made[i] = fmt::format(kFindCrowds, MatchCandidateStore::kCrowd,
                          Repeat(kWanted, kShapes[i], " UNION ALL "));
  return made;
}

// Fills `features`, which are not empty, up to the next shape; returns which that is. Naming a
// feature twice finds nothing more.
size_t Shape(std::vector<int64_t>& features) {
  const size_t shape =
      std::lower_bound(kShapes.begin(), kShapes.end(), features.size()) - kShapes.begin();
  features.resize(kShapes[shape], features.back());
  return shape;
}

// Adds those of `features`, a shape's worth at most, that a crowd shares.
absl::Status AddCrowds(db::Transaction& transaction, const std::string& division,
                       std::vector<int64_t> features, std::set<int64_t>& crowds) {
  static const auto& statements = *new Statements(MakeCrowds());
  const size_t shape = Shape(features);
  std::vector<db::Param> params = {db::ToParam(division)};
  for (int64_t feature : features) params.push_back(db::ToParam(feature));
  return transaction.QueryParams(
      statements[shape],
      [&](const db::Row& row) {
        if (!row.IsNull(1)) crowds.insert(row.Int(0));
      },
      params);
}

// By division, the features of `leads` that a crowd shares.
absl::StatusOr<std::map<std::string, std::set<int64_t>>> FindCrowds(
    db::Transaction& transaction, std::span<const LeadFeatures> leads) {
  std::map<std::string, std::set<int64_t>> named;
  for (const LeadFeatures& lead : leads)
    for (const std::vector<int64_t>* features :
         {&lead.features.bands, &lead.features.anchors, &lead.features.entities})
      named[lead.division].insert(features->begin(), features->end());
  std::map<std::string, std::set<int64_t>> crowds;
  for (const auto& [division, features] : named) {
    const std::vector<int64_t> all(features.begin(), features.end());
    std::set<int64_t>& of_crowds = crowds[division];
    for (size_t begin = 0; begin < all.size(); begin += kShapes.back()) {
      const size_t end = std::min(begin + kShapes.back(), all.size());
      RETURN_IF_ERROR(
          AddCrowds(transaction, division, {all.begin() + begin, all.begin() + end}, of_crowds));
    }
  }
  return crowds;
}

// Adds those leads that share the most of `features`.
absl::Status AddSharing(db::Transaction& transaction, const std::string& division, LeadId lead,
                        std::vector<int64_t> features, int limit, std::vector<LeadId>& found) {
  static const auto& statements = *new Statements(MakeSharing());
  if (features.empty()) return absl::OkStatus();
  const size_t shape = Shape(features);
  std::vector<db::Param> params = {db::ToParam(division), db::ToParam(lead)};
  for (int64_t feature : features) params.push_back(db::ToParam(feature));
  params.push_back(db::ToParam(limit));
  return transaction.QueryParams(
      statements[shape], [&](const db::Row& row) { found.push_back(row.As<LeadId>(0)); }, params);
}

// Takes out of `features` those that a crowd shares, and returns one of them.
std::optional<int64_t> TakeCrowd(std::vector<int64_t>& features, const std::set<int64_t>& crowds) {
  const auto crowd = std::stable_partition(
      features.begin(), features.end(), [&](int64_t feature) { return !crowds.contains(feature); });
  if (crowd == features.end()) return std::nullopt;
  const int64_t one = *crowd;
  features.erase(crowd, features.end());
  return one;
}

void KeepFirstOfEach(std::vector<LeadId>& leads) {
  std::set<LeadId> seen;
  std::erase_if(leads, [&](LeadId lead) { return !seen.insert(lead).second; });
}

absl::StatusOr<std::vector<LeadId>> Find(db::Transaction& transaction, const LeadFeatures& lead,
                                         const std::set<int64_t>& crowds) {
  std::vector<int64_t> entities = lead.features.entities;
  std::vector<int64_t> words = lead.features.bands;
  words.insert(words.end(), lead.features.anchors.begin(), lead.features.anchors.end());
  TakeCrowd(entities, crowds);
  const std::optional<int64_t> crowd = TakeCrowd(words, crowds);

  std::vector<LeadId> found;
  RETURN_IF_ERROR(AddSharing(transaction, lead.division, lead.lead, std::move(words),
                             MatchCandidateStore::kByText, found));
  RETURN_IF_ERROR(AddSharing(transaction, lead.division, lead.lead, std::move(entities),
                             MatchCandidateStore::kByEntity, found));
  // A crowd that shares one band of a text shares most of them: any of them leads to it.
  if (crowd.has_value())
    RETURN_IF_ERROR(transaction.Query(
        kFindNewest, [&](const db::Row& row) { found.push_back(row.As<LeadId>(0)); }, lead.division,
        *crowd, lead.lead, MatchCandidateStore::kOfCrowd));
  KeepFirstOfEach(found);
  return found;
}

}  // namespace

absl::StatusOr<std::vector<std::vector<LeadId>>> MatchCandidateStore::FindAll(
    db::Transaction& transaction, std::span<const LeadFeatures> leads) const {
  ASSIGN_OR_RETURN(const auto crowds, FindCrowds(transaction, leads));
  std::vector<std::vector<LeadId>> found;
  for (const LeadFeatures& lead : leads) {
    ASSIGN_OR_RETURN(found.emplace_back(), Find(transaction, lead, crowds.at(lead.division)));
  }
  return found;
}

}  // namespace hecha::intake
