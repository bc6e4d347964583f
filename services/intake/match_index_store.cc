#include "services/intake/match_index_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kEnqueue[] = "INSERT IGNORE INTO match_queue (lead_id) VALUES";
constexpr char kEnqueueAgain[] =
    "INSERT INTO match_queue (lead_id, again) VALUES (?, 1) ON DUPLICATE KEY UPDATE again = 1, "
    "attempts = 0, turn = turn + 1";
constexpr char kFindQueued[] = "SELECT lead_id, again, turn FROM match_queue WHERE lead_id = ?";
constexpr char kListQueued[] =
    "(SELECT lead_id, again, turn FROM match_queue WHERE attempts < ? ORDER BY lead_id LIMIT ?) "
    "UNION (SELECT lead_id, again, turn FROM match_queue WHERE attempts < ? ORDER BY lead_id DESC "
    "LIMIT ?)";
constexpr char kDequeue[] = "DELETE FROM match_queue WHERE turn = ? AND lead_id IN ({})";
constexpr char kPostpone[] = "UPDATE match_queue SET attempts = attempts + 1 WHERE lead_id = ?";
constexpr char kLock[] = "SELECT id FROM match_lock WHERE id = 1 FOR UPDATE";
constexpr char kTryLock[] = "SELECT id FROM match_lock WHERE id = 1 FOR UPDATE SKIP LOCKED";

constexpr char kAdd[] = "INSERT IGNORE INTO match_feature (feature, lead_id, weight) VALUES";
constexpr char kFeatureRow[] = "(?, ?, ?)";
constexpr int kBandWeight = 1;
constexpr int kEntityWeight = 8;
// A text that lies within another shares few of them, and no bands.
constexpr int kAnchorWeight = 2;

using FeatureRow = std::tuple<int64_t, LeadId, int>;

void Gather(const LeadFeatures& lead, std::span<const int64_t> features, int weight,
            std::vector<FeatureRow>& rows) {
  for (int64_t feature : features) rows.emplace_back(feature, lead.lead, weight);
}

QueuedLead ReadQueued(const db::Row& row) { return {row.As<LeadId>(0), row.Bool(1), row.Int(2)}; }

constexpr char kPutListing[] = "INSERT INTO match_listing (lead_id, features) VALUES";
constexpr char kListingRow[] = "(?, ?)";
constexpr char kReplace[] = "ON DUPLICATE KEY UPDATE features = VALUES(features)";
constexpr char kFindListing[] = "SELECT features FROM match_listing WHERE lead_id = ?";
constexpr char kDeleteListing[] = "DELETE FROM match_listing WHERE lead_id = ?";
constexpr char kDeleteFeatures[] =
    "DELETE FROM match_feature WHERE lead_id = ? AND feature IN ({})";
// What one statement deletes.
constexpr size_t kFeaturesAtOnce = 128;
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
                                         std::span<const QueuedLead> read) const {
  std::map<int64_t, std::vector<LeadId>> by_turn;
  for (const QueuedLead& lead : read) by_turn[lead.turn].push_back(lead.id);
  for (const auto& [turn, leads] : by_turn) {
    db::InList list = db::MakeInList(leads);
    list.values.insert(list.values.begin(), db::ToParam(turn));
    RETURN_IF_ERROR(
        transaction.ExecuteParams(fmt::format(kDequeue, list.marks), list.values).status());
  }
  return absl::OkStatus();
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
  std::vector<int64_t> listed;
  RETURN_IF_ERROR(transaction.Query(
      kFindListing, [&](const db::Row& row) { listed = row.Packed<int64_t>(0); }, lead));
  for (const std::span<const int64_t> part : db::PartsOf(listed, kFeaturesAtOnce)) {
    db::InList list = db::MakeInList(part);
    list.values.insert(list.values.begin(), db::ToParam(lead));
    RETURN_IF_ERROR(
        transaction.ExecuteParams(fmt::format(kDeleteFeatures, list.marks), list.values).status());
  }
  return transaction.Execute(kDeleteListing, lead).status();
}

absl::Status MatchIndexStore::AddAll(db::Transaction& transaction,
                                     std::span<const LeadFeatures> leads) const {
  std::vector<FeatureRow> features;
  std::vector<db::Param> listings;
  for (const LeadFeatures& lead : leads) {
    const size_t first = features.size();
    Gather(lead, lead.features.bands, kBandWeight, features);
    Gather(lead, lead.features.entities, kEntityWeight, features);
    Gather(lead, lead.features.anchors, kAnchorWeight, features);
    std::vector<int64_t> listed;
    for (size_t i = first; i < features.size(); ++i)
      listed.push_back(std::get<int64_t>(features[i]));
    db::AddRow(listings, lead.lead, listed);
  }
  RETURN_IF_ERROR(
      db::InsertRows(transaction, kPutListing, kListingRow, std::move(listings), kReplace)
          .status());
  // As the table orders them: neighbours share a page.
  std::sort(features.begin(), features.end());
  std::vector<db::Param> rows;
  for (const auto& [feature, lead, weight] : features) db::AddRow(rows, feature, lead, weight);
  return db::InsertRows(transaction, kAdd, kFeatureRow, std::move(rows)).status();
}

absl::Status MatchIndexStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  RETURN_IF_ERROR(Forget(transaction, lead));
  return transaction.Execute(kDeleteQueued, lead).status();
}

}  // namespace hecha::intake
