// A SweepService runs the use cases of sweeps. Safe for concurrent use.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/registrar.h"
#include "services/intake/sweep.h"
#include "services/intake/sweep_store.h"
#include "services/intake/unit_store.h"

namespace hecha::intake {

class SweepService {
 public:
  SweepService(events::Journal& journal, SweepStore sweeps, UnitStore units)
      : journal_(journal), sweeps_(sweeps), units_(units) {}

  // InvalidArgument OUTSIDE_SCOPE for a division that the caller does not cover.
  absl::StatusOr<Sweep> Open(const Call& call, const SweepOrder& order,
                             const std::vector<UnitId>& units);

  // NotFound for a sweep that the caller may not know of.
  absl::StatusOr<Sweep> Get(const Call& call, SweepId id);

  // A page as SweepStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Sweep>> List(const Call& call, SweepFilter filter, const Page& page);

  // The steps of a round; see Sweep.
  absl::StatusOr<Sweep> Report(const Call& call, SweepId id, const SweepReport& report);
  absl::StatusOr<Sweep> ExplainGap(const Call& call, SweepId id, UnitId unit,
                                   const std::string& reason);
  absl::StatusOr<Sweep> Extend(const Call& call, SweepId id, absl::Time deadline);
  absl::StatusOr<Sweep> Close(const Call& call, SweepId id, const std::string& conclusion);

 private:
  absl::StatusOr<Sweep> Make(db::Transaction& transaction, const Call& call,
                             const SweepOrder& order, const std::vector<UnitId>& units) const;
  absl::StatusOr<Sweep> Change(const Call& call, SweepId id,
                               const std::function<absl::StatusOr<events::Event>(Sweep&)>& rule);

  events::Journal& journal_;
  const SweepStore sweeps_;
  const UnitStore units_;
};

// Has a lead that a round of 摸排 found registered only while the round is open, and counted to the
// unit that found it, if one is said to have.
void CountToSweep(Application& application);

}  // namespace hecha::intake
