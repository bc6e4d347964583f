// A LightService shows whoever oversees clocks the gravest of them, and the lights of the leads
// that a page shows. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/supervision/light_store.h"

namespace hecha::supervision {

class LightService {
 public:
  explicit LightService(events::Journal& journal) : journal_(journal) {}

  // As LightStore::ListGravest and ListOf, of `division` (all of the caller's territory if empty);
  // the own unit's clocks alone to a unit's own people.
  absl::StatusOr<std::vector<LeadClock>> ListGravest(const Call& call, std::string division,
                                                     int limit);
  absl::StatusOr<std::vector<LeadClock>> ListOf(const Call& call, std::string division,
                                                const std::vector<LeadId>& leads);

 private:
  events::Journal& journal_;
  const LightStore lights_{};
};

}  // namespace hecha::supervision
