// A ContributionService asks other units for their help and takes their answers. Safe for
// concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/calendar_store.h"
#include "services/verification/case_store.h"
#include "services/verification/contribution_store.h"
#include "services/verification/lead_bar_store.h"
#include "services/verification/unit_store.h"

namespace hecha::verification {

class ContributionService {
 public:
  ContributionService(events::Journal& journal, CaseStore cases, ContributionStore contributions)
      : journal_(journal), cases_(cases), contributions_(contributions) {}

  // Asks `unit` for a contribution to a case that the caller works on; due after 5 working days
  // unless `due` says otherwise. UNIT_CANNOT_VERIFY for anything but a unit of the town that
  // verifies.
  absl::StatusOr<Contribution> Request(const Call& call, CaseId id, UnitId unit,
                                       const std::string& request, std::optional<absl::Time> due);

  // NotFound for whoever is neither of the asked unit nor may read the case in full.
  absl::StatusOr<Contribution> Get(const Call& call, ContributionId id);
  // Those of the case that `filter` names, or else those that the caller's unit was asked for.
  absl::StatusOr<std::vector<Contribution>> List(const Call& call, ContributionFilter filter,
                                                 const Page& page);

  // See Contribution.
  absl::StatusOr<Contribution> Answer(const Call& call, ContributionId id,
                                      const std::string& answer);
  absl::StatusOr<Contribution> Decline(const Call& call, ContributionId id,
                                       const std::string& reason);
  absl::StatusOr<Contribution> Withdraw(const Call& call, ContributionId id);

 private:
  // NotFound unless the caller may know of it now: a request that is repeated may not be answered
  // any more.
  absl::StatusOr<Contribution> FindAdmitted(db::Transaction& transaction, const Call& call,
                                            ContributionId id) const;
  absl::Status Admit(db::Transaction& transaction, const Call& call,
                     const Contribution& contribution) const;
  absl::Status CheckUnit(db::Transaction& transaction, const Contribution& contribution) const;
  template <class Payload, class Rule>
  absl::StatusOr<Contribution> Settle(const Call& call, ContributionId id, std::string action,
                                      Rule rule);

  events::Journal& journal_;
  const CaseStore cases_;
  const ContributionStore contributions_;
  const UnitStore units_{};
  const LeadBarStore bars_{};
  const CalendarStore calendar_{};
};

}  // namespace hecha::verification
