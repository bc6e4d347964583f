// An EvidenceStore persists the evidence log: entries, the tree's nodes, its head, and how
// complete each aggregate's history is. The only place that knows the tables `evidence_*`.
// Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/accountability/evidence.h"
#include "services/accountability/merkle.h"
#include "services/common/db/transaction.h"

namespace hecha::accountability {

// The log as it stands.
struct EvidenceHead {
  int64_t size = 0;
  Hash root;
  // vkey of the key that signs this log; empty before it was first opened.
  std::string verifier_key;
};

// That some aggregate of a noun changed in a division.
struct EvidenceNews {
  std::string aggregate;
  std::string division;
};

// Which entries to list. An unset field filters nothing.
struct EvidenceFilter {
  // Prefix of the division code.
  std::string division;
  std::string source;
  std::optional<Uuid> aggregate_id;
};

class EvidenceStore {
 public:
  struct NewEntry {
    Evidence evidence;
    std::string leaf;
  };
  // Adds entries at the places from `first` on, and counts them towards their aggregates'
  // histories. AlreadyExists if an event, or that version of its aggregate, has an entry.
  absl::Status InsertAll(db::Transaction& transaction, std::span<const NewEntry> entries,
                         int64_t first) const;

  absl::StatusOr<EvidenceHead> Head(db::Transaction& transaction) const;
  // The same, held until the transaction ends: only its holder may append.
  absl::StatusOr<EvidenceHead> LockHead(db::Transaction& transaction) const;
  absl::Status SaveHead(db::Transaction& transaction, const EvidenceHead& head) const;

  absl::Status InsertNodes(db::Transaction& transaction, const std::vector<Node>& nodes) const;
  // Reads nodes while `transaction` runs. DataLoss for a node that is not there.
  NodeReader Nodes(db::Transaction& transaction) const;
  // The edge of the tree of `size` leaves, by one statement. DataLoss for a node that is not there.
  absl::StatusOr<MerkleFrontier> Frontier(db::Transaction& transaction, int64_t size) const;

  // NotFound if there is no such entry.
  absl::StatusOr<EvidenceEntry> Find(db::Transaction& transaction, int64_t index) const;
  absl::StatusOr<EvidenceEntry> FindByEvent(db::Transaction& transaction, Uuid event_id) const;
  // Up to `limit` entries with an index below `before`, newest first.
  absl::StatusOr<std::vector<EvidenceEntry>> List(db::Transaction& transaction,
                                                  const EvidenceFilter& filter, int64_t before,
                                                  int limit) const;

  // Where the entries from `first` up to `last`, exclusive, say that something changed: each noun
  // and division once.
  absl::StatusOr<std::vector<EvidenceNews>> ListNews(db::Transaction& transaction, int64_t first,
                                                     int64_t last) const;

  // How many versions below the latest one of their aggregate never arrived.
  absl::StatusOr<int64_t> CountMissing(db::Transaction& transaction) const;
};

}  // namespace hecha::accountability
