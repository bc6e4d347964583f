#include "services/intake/match_index_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"
#include "services/intake/fingerprint.h"

namespace hecha::intake {
namespace {

constexpr char kEnqueue[] = "INSERT IGNORE INTO match_queue (lead_id) VALUES";
constexpr char kEnqueueAgain[] =
    "INSERT INTO match_queue (lead_id, again) VALUES (?, 1) ON DUPLICATE KEY UPDATE again = 1, "
    "attempts = 0";
constexpr char kFindQueued[] = "SELECT lead_id, again FROM match_queue WHERE lead_id = ?";
constexpr char kListQueued[] =
    "(SELECT lead_id, again FROM match_queue WHERE attempts < ? ORDER BY lead_id LIMIT ?) UNION "
    "(SELECT lead_id, again FROM match_queue WHERE attempts < ? ORDER BY lead_id DESC LIMIT ?)";
constexpr char kDequeue[] = "DELETE FROM match_queue WHERE lead_id IN ({})";
constexpr char kPostpone[] = "UPDATE match_queue SET attempts = attempts + 1 WHERE lead_id = ?";
constexpr char kLock[] = "SELECT id FROM match_lock WHERE id = 1 FOR UPDATE";
constexpr char kTryLock[] = "SELECT id FROM match_lock WHERE id = 1 FOR UPDATE SKIP LOCKED";

constexpr char kAdd[] =
    "INSERT IGNORE INTO match_feature (division, feature, lead_id, weight) VALUES";
constexpr char kFeatureRow[] = "(?, ?, ?, ?)";
// An entity in common says more than a band of a text.
constexpr char kFindCandidates[] =
    "SELECT lead_id FROM match_feature WHERE division = ? AND lead_id <> ? AND feature IN ({}) "
    "GROUP BY lead_id ORDER BY SUM(weight) DESC, lead_id DESC LIMIT ?";
constexpr int kBandWeight = 1;
constexpr int kEntityWeight = 8;
// A text that lies within another shares few of them, and no bands.
constexpr int kAnchorWeight = 2;

// How many features a look-up names: few shapes, so that the statements stay prepared.
constexpr std::array<size_t, 5> kShapes = {
    Fingerprinter::kBands, 48, 64, 128,
    Fingerprinter::kBands + MatchFeatures::kMaxEntities + Fingerprinter::kMaxAnchors};

std::string Repeat(std::string_view what, size_t times) {
  return fmt::format("{}", fmt::join(std::vector<std::string_view>(times, what), ", "));
}

const std::string& FindStatement(size_t shape) {
  static const std::array<std::string, kShapes.size()> statements = [] {
    std::array<std::string, kShapes.size()> made;
    for (size_t i = 0; i < kShapes.size(); ++i)
      made[i] = fmt::format(kFindCandidates, Repeat("?", kShapes[i]));
    return made;
  }();
  return statements[shape];
}

using FeatureRow = std::tuple<std::string_view, int64_t, LeadId, int>;

void Gather(const MatchIndexStore::IndexedLead& lead, std::span<const int64_t> features, int weight,
            std::vector<FeatureRow>& rows) {
  for (int64_t feature : features) rows.emplace_back(lead.division, feature, lead.id, weight);
}

std::span<const int64_t> EntitiesOf(const MatchFeatures& features) {
  return std::span(features.entities)
      .first(std::min(features.entities.size(), MatchFeatures::kMaxEntities));
}

QueuedLead ReadQueued(const db::Row& row) { return {row.As<LeadId>(0), row.Bool(1)}; }

constexpr char kDeleteFeatures[] = "DELETE FROM match_feature WHERE lead_id = ?";
constexpr char kDeleteQueued[] = "DELETE FROM match_queue WHERE lead_id = ?";

}  // namespace

absl::Status MatchIndexStore::EnqueueAll(db::Transaction& transaction,
                                         std::span<const LeadId> leads) const {
  std::vector<db::Param> rows;
  for (const LeadId& lead : leads) rows.push_back(db::ToParam(lead));
  return db::InsertRows(transaction, kEnqueue, "(?)", std::move(rows)).status();
}

absl::Status MatchIndexStore::EnqueueAgain(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kEnqueueAgain, lead).status();
}

absl::StatusOr<std::optional<QueuedLead>> MatchIndexStore::FindQueued(db::Transaction& transaction,
                                                                      LeadId lead) const {
  return transaction.QueryOne(kFindQueued, ReadQueued, lead);
}

absl::StatusOr<std::vector<QueuedLead>> MatchIndexStore::ListQueued(db::Transaction& transaction,
                                                                    int limit) const {
  std::vector<QueuedLead> leads;
  RETURN_IF_ERROR(transaction.Query(
      kListQueued, [&](const db::Row& row) { leads.push_back(ReadQueued(row)); }, kMaxAttempts,
      (limit + 1) / 2, kMaxAttempts, limit / 2));
  return leads;
}

absl::Status MatchIndexStore::DequeueAll(db::Transaction& transaction,
                                         const std::vector<LeadId>& leads) const {
  if (leads.empty()) return absl::OkStatus();
  const db::InList list = db::MakeInList(leads);
  return transaction.ExecuteParams(fmt::format(kDequeue, list.marks), list.values).status();
}

absl::Status MatchIndexStore::Postpone(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kPostpone, lead).status();
}

absl::Status MatchIndexStore::Lock(db::Transaction& transaction) const {
  return transaction.Query(kLock, [](const db::Row&) {});
}

absl::StatusOr<bool> MatchIndexStore::TryLock(db::Transaction& transaction) const {
  bool locked = false;
  RETURN_IF_ERROR(transaction.Query(kTryLock, [&](const db::Row&) { locked = true; }));
  return locked;
}

absl::Status MatchIndexStore::Forget(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDeleteFeatures, lead).status();
}

absl::Status MatchIndexStore::AddAll(db::Transaction& transaction,
                                     std::span<const IndexedLead> leads) const {
  std::vector<FeatureRow> features;
  for (const IndexedLead& lead : leads) {
    Gather(lead, lead.features.bands, kBandWeight, features);
    Gather(lead, EntitiesOf(lead.features), kEntityWeight, features);
    Gather(lead, lead.features.anchors, kAnchorWeight, features);
  }
  // As the table orders them: neighbours share a page.
  std::sort(features.begin(), features.end());
  std::vector<db::Param> rows;
  for (const auto& [division, feature, lead, weight] : features)
    db::AddRow(rows, division, feature, lead, weight);
  return db::InsertRows(transaction, kAdd, kFeatureRow, std::move(rows)).status();
}

absl::StatusOr<std::vector<LeadId>> MatchIndexStore::FindCandidates(db::Transaction& transaction,
                                                                    const std::string& division,
                                                                    LeadId lead,
                                                                    const MatchFeatures& features,
                                                                    int limit) const {
  std::vector<int64_t> wanted = features.bands;
  const std::span<const int64_t> entities = EntitiesOf(features);
  wanted.insert(wanted.end(), entities.begin(), entities.end());
  wanted.insert(wanted.end(), features.anchors.begin(), features.anchors.end());
  std::vector<LeadId> candidates;
  if (wanted.empty()) return candidates;
  const size_t shape =
      std::lower_bound(kShapes.begin(), kShapes.end(), wanted.size()) - kShapes.begin();
  // Naming a feature twice finds nothing more.
  wanted.resize(kShapes[shape], wanted.back());
  std::vector<db::Param> params = {db::ToParam(division), db::ToParam(lead)};
  for (int64_t feature : wanted) params.push_back(db::ToParam(feature));
  params.push_back(db::ToParam(limit));
  RETURN_IF_ERROR(transaction.QueryParams(
      FindStatement(shape), [&](const db::Row& row) { candidates.push_back(row.As<LeadId>(0)); },
      params));
  return candidates;
}

absl::Status MatchIndexStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  RETURN_IF_ERROR(Forget(transaction, lead));
  return transaction.Execute(kDeleteQueued, lead).status();
}

}  // namespace hecha::intake
