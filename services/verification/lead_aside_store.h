// A LeadAsideStore says who stands aside from a lead: whoever is recused in any case of it, which
// the recusals of its cases tell. Stateless; safe for concurrent use.
#pragma once

#include <set>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"

// For a query of what is about leads: true if the person that is bound here stands aside from
// `lead`, a column.
#define STANDS_ASIDE_FROM(lead)                                                                \
  "EXISTS (SELECT 1 FROM case_recusal AS aside JOIN verification_case AS other ON other.id = " \
  "aside.case_id WHERE other.lead_id = " lead " AND aside.user_id = ?)"

namespace hecha::verification {

class LeadAsideStore {
 public:
  absl::StatusOr<std::set<UserId>> List(db::Transaction& transaction, LeadId lead) const;
};

}  // namespace hecha::verification
