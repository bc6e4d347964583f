// A ClearanceService runs the use cases of clearances. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/clearance_store.h"

namespace hecha::verification {

class ClearanceService {
 public:
  ClearanceService(events::Journal& journal, ClearanceStore clearances, CaseStore cases)
      : journal_(journal), clearances_(clearances), cases_(cases) {}

  // The steps; see Clearance. NotFound for whoever may not know of the case or clearance.
  absl::StatusOr<Clearance> Draft(const Call& call, CaseId case_id, const ClearanceDraft& draft);
  absl::StatusOr<Clearance> Issue(const Call& call, ClearanceId id);
  absl::StatusOr<Clearance> Announce(const Call& call, ClearanceId id, const Announcement& told);

  absl::StatusOr<Clearance> Get(const Call& call, ClearanceId id);
  // A page as ClearanceStore::List reads it, of the caller's town.
  absl::StatusOr<std::vector<Clearance>> List(const Call& call, ClearanceFilter filter,
                                              const Page& page);

 private:
  events::Journal& journal_;
  const ClearanceStore clearances_;
  const CaseStore cases_;
};

}  // namespace hecha::verification
