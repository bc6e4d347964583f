// A LeadPersonStore keeps who works in the teams that verify a lead, and who stands aside from it,
// as verification tells. Stateless; safe for concurrent use.
#pragma once

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// A case of verification: a lead may have several, one after the other, each with its team.
using CaseId = Id<struct CaseTag>;

class LeadPersonStore {
 public:
  // From now on these are the team of the case, and nobody else.
  absl::Status ReplaceTeam(db::Transaction& transaction, LeadId lead, CaseId of,
                           const std::vector<UserId>& team) const;
  absl::Status Join(db::Transaction& transaction, LeadId lead, CaseId of, UserId user) const;
  absl::Status Leave(db::Transaction& transaction, LeadId lead, CaseId of, UserId user) const;
  // Stays for ever, whatever becomes of the case.
  absl::Status StandAside(db::Transaction& transaction, LeadId lead, CaseId of, UserId user) const;

  // Fills in team and aside of each.
  absl::Status AddTo(db::Transaction& transaction, std::span<Lead> leads) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;
};

}  // namespace hecha::intake
