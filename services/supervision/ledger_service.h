// A LedgerService keeps the ledgers' lines and their totals as events tell, and reads them out.
// Safe for concurrent use.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"
#include "services/supervision/ledger_store.h"
#include "services/supervision/statistics_store.h"

namespace hecha::supervision {

class LedgerService {
 public:
  explicit LedgerService(db::Database& database) : database_(database) {}

  // A page as the store reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<LeadLine>> ListLeads(const Call& call, LineFilter filter,
                                                  const Page& page);
  absl::StatusOr<std::vector<CaseLine>> ListCases(const Call& call, LineFilter filter,
                                                  const Page& page);

  // Inside an event's transaction: adds a line and counts it, or changes a line by `edit` and
  // moves it between totals.
  absl::Status AddLead(db::Transaction& transaction, const LeadLine& line);
  absl::Status EditLead(db::Transaction& transaction, LeadId lead,
                        const std::function<void(LeadLine&)>& edit);
  absl::Status AddCase(db::Transaction& transaction, const CaseLine& line);
  absl::Status EditCase(db::Transaction& transaction, CaseId id,
                        const std::function<void(CaseLine&)>& edit);

 private:
  template <class LineId, class Change>
  absl::Status Edit(db::Transaction& transaction, LineId id, const Change& edit);

  db::Database& database_;
  const LedgerStore lines_{};
  const StatisticsStore statistics_{};
};

}  // namespace hecha::supervision
