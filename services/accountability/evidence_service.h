// An EvidenceService keeps the evidence log: it takes every envelope of every service, gives
// each a place in one Merkle tree, and proves what the tree holds.
//
// An envelope becomes a leaf in the transaction of its delivery: what was acknowledged to its
// sender is in the tree. A delivery brings many envelopes, so the lock of the one row that is the
// head of the log is taken once a delivery. Any number of replicas may append: that lock lets one
// at a time.
//
// Safe for concurrent use.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/accountability/evidence_store.h"
#include "services/accountability/merkle.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"
#include "services/common/security/signing.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::accountability {

struct EvidenceOptions {
  // Name of the log and of its key, as a schema-less URL; the first line of its checkpoints.
  std::string origin = "hecha/evidence";
  // The log's own Ed25519 key. Made at the first start; never again for a log that has one.
  std::string key_file;
};

// A signed head.
struct SignedHead {
  std::string origin;
  EvidenceHead head;
  // C2SP tlog-checkpoint as a signed note.
  std::string note;
};

struct ProvenEntry {
  EvidenceEntry entry;
  int64_t tree_size = 0;
  std::vector<Hash> path;
};

// Entries and the head whose tree holds them all.
struct ProvenEvents {
  SignedHead head;
  std::vector<ProvenEntry> entries;
};

struct ProvenGrowth {
  int64_t first = 0;
  int64_t second = 0;
  std::vector<Hash> proof;
};

class EvidenceService {
 public:
  // FailedPrecondition if the log was signed by another key or under another origin before:
  // those who keep its checkpoints could not tell that from a forged log.
  static absl::StatusOr<std::unique_ptr<EvidenceService>> Open(db::Database& database,
                                                               telemetry::Metrics& metrics,
                                                               const EvidenceOptions& options);

  // Appends envelopes, inside their delivery's transaction; before any other statement of theirs,
  // for the head is locked. AlreadyExists if another envelope claimed the same version of the same
  // aggregate; Unavailable, logged, while the stored tree does not have the stored root.
  absl::Status Record(db::Transaction& transaction,
                      std::span<const events::v1::Envelope* const> envelopes) const;

  // Sets hecha_evidence_size and hecha_evidence_gaps: versions below the latest of their aggregate
  // that never arrived. Above 0 means that history was lost.
  absl::Status Measure();

  absl::StatusOr<SignedHead> Checkpoint(const Call& call) const;

  // Newest first, within the caller's scope, with an index below `before`.
  absl::StatusOr<std::vector<EvidenceEntry>> List(const Call& call, EvidenceFilter filter,
                                                  int64_t before, int limit) const;

  struct News {
    std::vector<EvidenceNews> changes;
    int64_t tree_size = 0;
  };
  // Where something changed since the tree had the size `since`; nowhere for 0, or a size that it
  // does not have yet.
  absl::StatusOr<News> ListNews(const Call& call, int64_t since) const;

  // Proves that the entry at `index`, or of `event_id` where there is no index, is in the tree
  // of `tree_size` leaves (0: the present one). NotFound outside the caller's scope.
  absl::StatusOr<ProvenEntry> ProveInclusion(const Call& call, std::optional<int64_t> index,
                                             Uuid event_id, int64_t tree_size) const;

  // Proves that the entries of these events, in order, are in the present tree, whatever their
  // division: for another service. FailedPrecondition if one has not arrived.
  absl::StatusOr<ProvenEvents> ProveEvents(const Call& call, const std::vector<Uuid>& events) const;

  // Proves that the tree of `second` leaves (0: the present one) begins with that of `first`.
  absl::StatusOr<ProvenGrowth> ProveConsistency(const Call& call, int64_t first,
                                                int64_t second) const;

 private:
  EvidenceService(db::Database& database, telemetry::Metrics& metrics, std::string origin,
                  security::SigningKey key);

  absl::Status Append(db::Transaction& transaction,
                      std::span<const EvidenceStore::NewEntry> entries) const;
  SignedHead Sign(EvidenceHead head) const;

  db::Database& database_;
  telemetry::Metrics& metrics_;
  const EvidenceStore store_{};
  const std::string origin_;
  const security::SigningKey key_;
};

}  // namespace hecha::accountability
