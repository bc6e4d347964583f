// A SweepStore persists sweeps: the only place that knows the tables `sweep`, `sweep_unit` and
// `sweep_lead`. What a unit combed and why an answer is missing are sealed under a data key of the
// round. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/lead.h"
#include "services/intake/sweep.h"

namespace hecha::intake {

// Which sweeps to list. An unset field filters nothing.
struct SweepFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<SweepType> type;
  std::optional<SweepState> state;
  // Only rounds that this unit has a part in.
  std::optional<UnitId> unit;
  // Only rounds with an answer that was awaited beyond the deadline at this moment.
  std::optional<absl::Time> overdue_at;
};

class SweepStore {
 public:
  explicit SweepStore(const security::Keyring& keyring) : keys_(keyring) {}

  // The number of the next round of that type in that town.
  absl::StatusOr<int> NextRound(db::Transaction& transaction, const std::string& division,
                                SweepType type) const;

  // AlreadyExists if another was opened as the same round.
  absl::Status Insert(db::Transaction& transaction, const Sweep& sweep) const;

  // Saves a sweep whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Sweep& sweep) const;

  // NotFound if there is no such sweep.
  absl::StatusOr<Sweep> Find(db::Transaction& transaction, SweepId id) const;

  // Whether a lead of `division` may be registered with this sweep's id: InvalidArgument
  // UNKNOWN_SWEEP unless it is an open round of that town, NOT_ASSIGNED if `finder`, which may be
  // nil, has no part in it.
  static absl::Status CheckOpen(db::Transaction& transaction, SweepId id,
                                const std::string& division, UnitId finder);

  // Notes that this unit of the round found the lead.
  static absl::Status NoteFinder(db::Transaction& transaction, SweepId id, UnitId finder,
                                 LeadId lead);

  // The sweeps of a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<Sweep>> List(db::Transaction& transaction, const SweepFilter& filter,
                                          const Page& page) const;

 private:
  // Reads the units' lines and how many leads are registered, of each and of all.
  absl::Status Complete(db::Transaction& transaction, Sweep& sweep) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
