// A PlanService carries the plan of a case from its proposal to its approval, and adds what comes
// up later. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/calendar_store.h"
#include "services/verification/case_store.h"
#include "services/verification/investigator_store.h"

namespace hecha::verification {

class PlanService {
 public:
  PlanService(events::Journal& journal, CaseStore cases) : journal_(journal), cases_(cases) {}

  // The actions; see Case. The caller and the time are filled in here.
  absl::StatusOr<Case> Propose(const Call& call, CaseId id, Plan plan,
                               const std::vector<TeamSeat>& seats);
  absl::StatusOr<Case> Approve(const Call& call, CaseId id, const std::string& reason);
  absl::StatusOr<Case> SendBack(const Call& call, CaseId id, const std::string& reason);
  absl::StatusOr<Case> AddAllegation(const Call& call, CaseId id, const std::string& text);

 private:
  events::Journal& journal_;
  const CaseStore cases_;
  const InvestigatorStore investigators_{};
  const CalendarStore calendar_{};
};

}  // namespace hecha::verification
