#include "services/accountability/evidence_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::accountability {
namespace {

constexpr char kInsert[] =
    "INSERT INTO evidence_entry (entry_index, event_id, source, aggregate, aggregate_id, version, "
    "division, leaf) VALUES";
constexpr char kEntryRow[] = "(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kCount[] =
    "INSERT INTO evidence_stream (aggregate_id, source, aggregate, latest, missing) VALUES";
constexpr char kCountRow[] = "(?, ?, ?, ?, ?)";
// `missing` first: it is counted from the old `latest`.
constexpr char kCountOn[] =
    "ON DUPLICATE KEY UPDATE missing = missing + GREATEST(VALUES(latest) - latest, 0) - 1, "
    "latest = GREATEST(latest, VALUES(latest))";

constexpr char kHead[] = "SELECT tree_size, root, verifier_key FROM evidence_head WHERE id = 1";
constexpr char kLockHead[] =
    "SELECT tree_size, root, verifier_key FROM evidence_head WHERE id = 1 FOR UPDATE";
constexpr char kSaveHead[] =
    "UPDATE evidence_head SET tree_size = ?, root = ?, verifier_key = ? WHERE id = 1";

constexpr char kInsertNodes[] = "INSERT INTO evidence_node (level, node_index, hash) VALUES";
constexpr char kNodeRow[] = "(?, ?, ?)";
constexpr char kFindNode[] = "SELECT hash FROM evidence_node WHERE level = ? AND node_index = ?";
// Followed by kOneNode for each, joined by OR.
constexpr char kFindNodes[] = "SELECT level, node_index, hash FROM evidence_node WHERE ";
constexpr char kOneNode[] = "level = ? AND node_index = ?";

#define ENTRY_COLUMNS "SELECT entry_index, leaf FROM evidence_entry "
constexpr char kFind[] = ENTRY_COLUMNS "WHERE entry_index = ?";
constexpr char kFindByEvent[] = ENTRY_COLUMNS "WHERE event_id = ?";
// One shape for each index that serves it: by aggregate, or down a town's part of the log, whatever
// the source or of one. Without FORCE the server walks down the whole log, past every other town.
constexpr char kListByAggregate[] = ENTRY_COLUMNS
    "WHERE aggregate_id = ? AND division LIKE ? AND (? = '' OR source = ?) AND entry_index < ? "
    "ORDER BY entry_index DESC LIMIT ?";
constexpr char kListByTown[] = ENTRY_COLUMNS
    "FORCE INDEX (evidence_entry_by_division) WHERE division = ? AND entry_index < ? "
    "ORDER BY entry_index DESC LIMIT ?";
constexpr char kListBySource[] = ENTRY_COLUMNS
    "FORCE INDEX (evidence_entry_by_source) WHERE division = ? AND source = ? AND entry_index < ? "
    "ORDER BY entry_index DESC LIMIT ?";
#undef ENTRY_COLUMNS

// The first town after another one. Not SELECT DISTINCT, which reads the whole index.
constexpr char kNextTown[] =
    "SELECT division FROM evidence_entry FORCE INDEX (evidence_entry_by_division) "
    "WHERE division LIKE ? AND division > ? ORDER BY division LIMIT 1";

constexpr char kListNews[] =
    "SELECT DISTINCT aggregate, division FROM evidence_entry "
    "WHERE entry_index >= ? AND entry_index < ?";

constexpr char kCountMissing[] =
    "SELECT CAST(COALESCE(SUM(missing), 0) AS SIGNED) FROM evidence_stream WHERE missing > 0";

struct HeadRow {
  int64_t size;
  std::string root;
  std::string verifier_key;
};

absl::StatusOr<EvidenceHead> ReadHead(db::Transaction& transaction, const char* sql) {
  ASSIGN_OR_RETURN(const std::optional<HeadRow> row,
                   transaction.QueryOne(sql, [](const db::Row& row) {
                     return HeadRow{row.Int(0), row.Text(1), row.Text(2)};
                   }));
  if (!row.has_value()) return absl::DataLossError("the evidence log has no head");
  EvidenceHead head{row->size, {}, row->verifier_key};
  ASSIGN_OR_RETURN(head.root, Hash::FromBytes(row->root));
  return head;
}

// Index and leaf of a row; what the leaf says is read outside, where it may fail.
struct EntryRow {
  int64_t index;
  std::string leaf;
};

EntryRow ReadEntry(const db::Row& row) { return {row.Int(0), row.Text(1)}; }

// The newest entries of each town below a prefix, up to `limit` of each.
absl::Status ReadTowns(db::Transaction& transaction, const EvidenceFilter& filter, int64_t before,
                       int limit, const std::function<void(const db::Row&)>& each) {
  const std::string prefix = filter.division + "%";
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<std::string> town,
                     transaction.QueryOne(
                         kNextTown, [](const db::Row& row) { return row.Text(0); }, prefix, after));
    if (!town.has_value()) return absl::OkStatus();
    RETURN_IF_ERROR(
        filter.source.empty()
            ? transaction.Query(kListByTown, each, *town, before, limit)
            : transaction.Query(kListBySource, each, *town, filter.source, before, limit));
    after = *town;
  }
}

absl::StatusOr<EvidenceEntry> Complete(EntryRow row) {
  ASSIGN_OR_RETURN(Evidence evidence, Evidence::FromLeaf(row.leaf));
  return EvidenceEntry{row.index, std::move(row.leaf), std::move(evidence)};
}

absl::StatusOr<EvidenceEntry> Complete(std::optional<EntryRow> row) {
  if (!row.has_value()) return RefuseUnknown("存证", "entry");
  return Complete(*std::move(row));
}

absl::Status NodeIsGone(NodeId id) {
  return absl::DataLossError(
      fmt::format("node {} of level {} of the evidence log is gone", id.index, id.level));
}

}  // namespace

absl::Status EvidenceStore::InsertAll(db::Transaction& transaction,
                                      std::span<const NewEntry> entries, int64_t first) const {
  std::vector<db::Param> rows;
  std::vector<db::Param> counts;
  for (int64_t index = first; const auto& [evidence, leaf] : entries) {
    db::AddRow(rows, index++, evidence.event_id, evidence.source, evidence.aggregate,
               evidence.aggregate_id, evidence.version, evidence.division, leaf);
    db::AddRow(counts, evidence.aggregate_id, evidence.source, evidence.aggregate, evidence.version,
               evidence.version - 1);
  }
  RETURN_IF_ERROR(db::InsertRows(transaction, kInsert, kEntryRow, std::move(rows)).status());
  return db::InsertRows(transaction, kCount, kCountRow, std::move(counts), kCountOn).status();
}

absl::StatusOr<EvidenceHead> EvidenceStore::Head(db::Transaction& transaction) const {
  return ReadHead(transaction, kHead);
}

absl::StatusOr<EvidenceHead> EvidenceStore::LockHead(db::Transaction& transaction) const {
  return ReadHead(transaction, kLockHead);
}

absl::Status EvidenceStore::SaveHead(db::Transaction& transaction, const EvidenceHead& head) const {
  return transaction.Execute(kSaveHead, head.size, head.root.view(), head.verifier_key).status();
}

absl::Status EvidenceStore::InsertNodes(db::Transaction& transaction,
                                        const std::vector<Node>& nodes) const {
  std::vector<db::Param> rows;
  for (const Node& node : nodes) db::AddRow(rows, node.id.level, node.id.index, node.hash.view());
  return db::InsertRows(transaction, kInsertNodes, kNodeRow, std::move(rows)).status();
}

NodeReader EvidenceStore::Nodes(db::Transaction& transaction) const {
  return [&transaction](NodeId id) -> absl::StatusOr<Hash> {
    ASSIGN_OR_RETURN(
        const std::optional<std::string> hash,
        transaction.QueryOne(
            kFindNode, [](const db::Row& row) { return row.Text(0); }, id.level, id.index));
    if (!hash.has_value()) return NodeIsGone(id);
    return Hash::FromBytes(*hash);
  };
}

absl::StatusOr<MerkleFrontier> EvidenceStore::Frontier(db::Transaction& transaction,
                                                       int64_t size) const {
  const std::vector<NodeId> edge = EdgeOf(size);
  if (edge.empty()) return MerkleFrontier();
  std::vector<db::Param> ids;
  for (const NodeId& node : edge) db::AddRow(ids, node.level, node.index);
  const std::vector<std::string_view> each(edge.size(), kOneNode);
  std::map<NodeId, std::string> found;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format("{}{}", kFindNodes, fmt::join(each, " OR ")),
      [&](const db::Row& row) {
        found[{static_cast<int>(row.Int(0)), row.Int(1)}] = row.Text(2);
      },
      ids));
  return MerkleFrontier::Load(size, [&found](NodeId id) -> absl::StatusOr<Hash> {
    const auto node = found.find(id);
    if (node == found.end()) return NodeIsGone(id);
    return Hash::FromBytes(node->second);
  });
}

absl::StatusOr<EvidenceEntry> EvidenceStore::Find(db::Transaction& transaction,
                                                  int64_t index) const {
  ASSIGN_OR_RETURN(std::optional<EntryRow> row, transaction.QueryOne(kFind, ReadEntry, index));
  return Complete(std::move(row));
}

absl::StatusOr<EvidenceEntry> EvidenceStore::FindByEvent(db::Transaction& transaction,
                                                         Uuid event_id) const {
  ASSIGN_OR_RETURN(std::optional<EntryRow> row,
                   transaction.QueryOne(kFindByEvent, ReadEntry, event_id));
  return Complete(std::move(row));
}

absl::StatusOr<std::vector<EvidenceEntry>> EvidenceStore::List(db::Transaction& transaction,
                                                               const EvidenceFilter& filter,
                                                               int64_t before, int limit) const {
  std::vector<EntryRow> rows;
  const auto each = [&](const db::Row& row) { rows.push_back(ReadEntry(row)); };
  if (filter.aggregate_id.has_value()) {
    RETURN_IF_ERROR(transaction.Query(kListByAggregate, each, *filter.aggregate_id,
                                      filter.division + "%", filter.source, filter.source, before,
                                      limit));
  } else {
    RETURN_IF_ERROR(ReadTowns(transaction, filter, before, limit, each));
    std::sort(rows.begin(), rows.end(),
              [](const EntryRow& a, const EntryRow& b) { return a.index > b.index; });
    if (std::ssize(rows) > limit) rows.resize(static_cast<size_t>(limit));
  }
  std::vector<EvidenceEntry> entries;
  for (EntryRow& row : rows) {
    ASSIGN_OR_RETURN(entries.emplace_back(), Complete(std::move(row)));
  }
  return entries;
}

absl::StatusOr<std::vector<EvidenceNews>> EvidenceStore::ListNews(db::Transaction& transaction,
                                                                  int64_t first,
                                                                  int64_t last) const {
  std::vector<EvidenceNews> news;
  RETURN_IF_ERROR(transaction.Query(
      kListNews,
      [&](const db::Row& row) {
        news.push_back({row.Text(0), row.Text(1)});
      },
      first, last));
  return news;
}

absl::StatusOr<int64_t> EvidenceStore::CountMissing(db::Transaction& transaction) const {
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> missing,
      transaction.QueryOne(kCountMissing, [](const db::Row& row) { return row.Int(0); }));
  return missing.value_or(0);
}

}  // namespace hecha::accountability
