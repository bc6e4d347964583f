// A ClockStore persists the clocks of leads and the rules that time them. Stateless; safe for
// concurrent use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/supervision/clock.h"

namespace hecha::supervision {

struct ClockFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<Light> light;
  std::optional<ClockState> state;
  std::optional<LeadId> lead;
  std::optional<UnitId> unit;
  // Passes over the clocks of leads from which this unit must stand aside.
  UnitId hidden_from = {};
};

class ClockStore {
 public:
  absl::Status InsertAll(db::Transaction& transaction, std::span<const LeadClock> clocks) const;

  // Saves a clock whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const LeadClock& clock) const;

  // NotFound if there is no such clock.
  absl::StatusOr<LeadClock> Find(db::Transaction& transaction, ClockId id) const;

  // The clock of the lead's present assignment: the one that is not stopped. Nothing if none is.
  absl::StatusOr<std::optional<LeadClock>> FindActive(db::Transaction& transaction,
                                                      LeadId lead) const;

  // Running clocks whose next light is due at `now`: of each step up to `limit`, longest due first,
  // and the steps first that somebody answers for. So the reports of a flood, which wait for
  // triage, delay no unit's light.
  absl::StatusOr<std::vector<ClockId>> ListDue(db::Transaction& transaction, absl::Time now,
                                               int limit) const;

  // A page of clocks, and one more where there is one, newest first.
  absl::StatusOr<std::vector<LeadClock>> List(db::Transaction& transaction,
                                              const ClockFilter& filter, const Page& page) const;

  // The rule in effect at `now` for an instruction, or for a step of the office. NotFound if there
  // is none.
  absl::StatusOr<ClockStepRule> FindStepRule(db::Transaction& transaction, ClockStep step,
                                             absl::Time now) const;
  absl::StatusOr<ClockRule> FindRule(db::Transaction& transaction, int instruction,
                                     absl::Time now) const;
};

}  // namespace hecha::supervision
