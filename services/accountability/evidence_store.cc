#include "services/accountability/evidence_store.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::accountability {
namespace {

constexpr char kInsert[] =
    "INSERT INTO evidence_entry (event_id, source, aggregate, aggregate_id, version, division, "
    "leaf) VALUES (?, ?, ?, ?, ?, ?, ?)";
// `missing` first: it is counted from the old `latest`.
constexpr char kCount[] =
    "INSERT INTO evidence_stream (aggregate_id, source, aggregate, latest, missing) "
    "VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
    "missing = missing + GREATEST(? - latest, 0) - 1, latest = GREATEST(latest, ?)";

constexpr char kHead[] = "SELECT tree_size, root, verifier_key FROM evidence_head WHERE id = 1";
constexpr char kLockHead[] =
    "SELECT tree_size, root, verifier_key FROM evidence_head WHERE id = 1 FOR UPDATE";
constexpr char kSaveHead[] =
    "UPDATE evidence_head SET tree_size = ?, root = ?, verifier_key = ? WHERE id = 1";

// By state, not by "last arrival seen": a row that commits late still waits.
constexpr char kWaiting[] =
    "SELECT arrival, leaf FROM evidence_entry WHERE entry_index IS NULL ORDER BY arrival LIMIT ?";
constexpr char kPlace[] =
    "UPDATE evidence_entry SET entry_index = ? WHERE arrival = ? AND entry_index IS NULL";

constexpr char kInsertNode[] =
    "INSERT INTO evidence_node (level, node_index, hash) VALUES (?, ?, ?)";
constexpr char kInsert16Nodes[] =
    "INSERT INTO evidence_node (level, node_index, hash) VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?), "
    "(?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), "
    "(?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?)";
constexpr char kFindNode[] = "SELECT hash FROM evidence_node WHERE level = ? AND node_index = ?";

#define ENTRY_COLUMNS "SELECT entry_index, leaf FROM evidence_entry "
constexpr char kFind[] = ENTRY_COLUMNS "WHERE entry_index = ?";
constexpr char kFindByEvent[] = ENTRY_COLUMNS "WHERE event_id = ?";
// One shape for each index that serves it: by aggregate, or down the log.
constexpr char kListByAggregate[] = ENTRY_COLUMNS
    "WHERE aggregate_id = ? AND division LIKE ? AND (? = '' OR source = ?) AND entry_index < ? "
    "ORDER BY entry_index DESC LIMIT ?";
constexpr char kList[] = ENTRY_COLUMNS
    "WHERE division LIKE ? AND (? = '' OR source = ?) AND entry_index < ? "
    "ORDER BY entry_index DESC LIMIT ?";
#undef ENTRY_COLUMNS

constexpr char kCountMissing[] =
    "SELECT CAST(COALESCE(SUM(missing), 0) AS SIGNED) FROM evidence_stream WHERE missing > 0";
constexpr char kCountWaiting[] = "SELECT COUNT(*) FROM evidence_entry WHERE entry_index IS NULL";

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
  std::optional<int64_t> index;
  std::string leaf;
};

EntryRow ReadEntry(const db::Row& row) { return {row.OptionalInt(0), row.Text(1)}; }

absl::StatusOr<EvidenceEntry> Complete(EntryRow row) {
  ASSIGN_OR_RETURN(Evidence evidence, Evidence::FromLeaf(row.leaf));
  return EvidenceEntry{row.index, std::move(row.leaf), std::move(evidence)};
}

absl::StatusOr<EvidenceEntry> Complete(std::optional<EntryRow> row) {
  if (!row.has_value()) return RefuseUnknown("存证", "entry");
  return Complete(*std::move(row));
}

}  // namespace

absl::Status EvidenceStore::Insert(db::Transaction& transaction, const Evidence& evidence,
                                   const std::string& leaf) const {
  RETURN_IF_ERROR(transaction
                      .Execute(kInsert, evidence.event_id, evidence.source, evidence.aggregate,
                               evidence.aggregate_id, evidence.version, evidence.division, leaf)
                      .status());
  return transaction
      .Execute(kCount, evidence.aggregate_id, evidence.source, evidence.aggregate, evidence.version,
               evidence.version - 1, evidence.version, evidence.version)
      .status();
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

absl::StatusOr<std::vector<WaitingLeaf>> EvidenceStore::Waiting(db::Transaction& transaction,
                                                                int limit) const {
  std::vector<WaitingLeaf> waiting;
  RETURN_IF_ERROR(transaction.Query(
      kWaiting,
      [&](const db::Row& row) {
        waiting.push_back({row.Int(0), row.Text(1)});
      },
      limit));
  return waiting;
}

absl::Status EvidenceStore::Place(db::Transaction& transaction, int64_t arrival,
                                  int64_t index) const {
  ASSIGN_OR_RETURN(const int64_t placed, transaction.Execute(kPlace, index, arrival));
  if (placed == 0) return absl::AbortedError("the entry waits no more");
  return absl::OkStatus();
}

absl::Status EvidenceStore::InsertNodes(db::Transaction& transaction,
                                        const std::vector<Node>& nodes) const {
  constexpr size_t kRows = 16;
  size_t next = 0;
  while (nodes.size() - next >= kRows) {
    std::vector<db::Param> params;
    for (const size_t end = next + kRows; next < end; ++next) {
      params.push_back(db::ToParam(nodes[next].id.level));
      params.push_back(db::ToParam(nodes[next].id.index));
      params.push_back(db::ToParam(nodes[next].hash.view()));
    }
    RETURN_IF_ERROR(transaction.ExecuteParams(kInsert16Nodes, params).status());
  }
  for (; next < nodes.size(); ++next) {
    const Node& node = nodes[next];
    RETURN_IF_ERROR(
        transaction.Execute(kInsertNode, node.id.level, node.id.index, node.hash.view()).status());
  }
  return absl::OkStatus();
}

NodeReader EvidenceStore::Nodes(db::Transaction& transaction) const {
  return [&transaction](NodeId id) -> absl::StatusOr<Hash> {
    ASSIGN_OR_RETURN(
        const std::optional<std::string> hash,
        transaction.QueryOne(
            kFindNode, [](const db::Row& row) { return row.Text(0); }, id.level, id.index));
    if (!hash.has_value())
      return absl::DataLossError(
          fmt::format("node {} of level {} of the evidence log is gone", id.index, id.level));
    return Hash::FromBytes(*hash);
  };
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
  const std::string division = filter.division + "%";
  RETURN_IF_ERROR(
      filter.aggregate_id.has_value()
          ? transaction.Query(kListByAggregate, each, *filter.aggregate_id, division, filter.source,
                              filter.source, before, limit)
          : transaction.Query(kList, each, division, filter.source, filter.source, before, limit));
  std::vector<EvidenceEntry> entries;
  for (EntryRow& row : rows) {
    ASSIGN_OR_RETURN(entries.emplace_back(), Complete(std::move(row)));
  }
  return entries;
}

absl::StatusOr<int64_t> EvidenceStore::CountMissing(db::Transaction& transaction) const {
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> missing,
      transaction.QueryOne(kCountMissing, [](const db::Row& row) { return row.Int(0); }));
  return missing.value_or(0);
}

absl::StatusOr<int64_t> EvidenceStore::CountWaiting(db::Transaction& transaction) const {
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> waiting,
      transaction.QueryOne(kCountWaiting, [](const db::Row& row) { return row.Int(0); }));
  return waiting.value_or(0);
}

}  // namespace hecha::accountability
