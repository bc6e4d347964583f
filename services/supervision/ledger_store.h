// A LedgerStore persists the lines of the ledgers. Stateless; safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/supervision/ledger.h"

namespace hecha::supervision {

struct LineFilter {
  // Prefix of the division code.
  std::string division;
  // Lines of leads in this state only; 0 for all.
  int state = 0;
};

class LedgerStore {
 public:
  // Inserts the line or replaces it.
  absl::Status Put(db::Transaction& transaction, const LeadLine& line) const;
  absl::Status Put(db::Transaction& transaction, const CaseLine& line) const;

  // The line, locked until the transaction ends. NotFound if there is none.
  absl::StatusOr<LeadLine> Find(db::Transaction& transaction, LeadId lead) const;
  absl::StatusOr<CaseLine> Find(db::Transaction& transaction, CaseId id) const;

  // A page of lines, and one more where there is one, newest first.
  absl::StatusOr<std::vector<LeadLine>> ListLeads(db::Transaction& transaction,
                                                  const LineFilter& filter, const Page& page) const;
  absl::StatusOr<std::vector<CaseLine>> ListCases(db::Transaction& transaction,
                                                  const LineFilter& filter, const Page& page) const;
};

}  // namespace hecha::supervision
