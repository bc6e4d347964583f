// A LedgerService keeps the ledgers' lines and their totals as events tell, and reads them out.
// Safe for concurrent use.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"
#include "services/supervision/ledger_store.h"
#include "services/supervision/statistics_store.h"

namespace hecha::supervision {

class LedgerService {
 public:
  using Edit = std::function<void(Line&)>;

  LedgerService(db::Database& database, const security::Keyring& keyring)
      : database_(database), lines_(keyring) {}

  // A page as the store reads it, within the caller's scope whatever `filter` asks for.
  // PermissionDenied for a ledger that is not for the caller's eyes.
  absl::StatusOr<std::vector<Line>> List(const Call& call, LineFilter filter, const Page& page);

  // What follows runs inside an event's transaction, keeps the totals, and re-runs safely.

  absl::Status Add(db::Transaction& transaction, const Line& line) {
    return AddAll(transaction, {&line, 1});
  }
  absl::Status AddAll(db::Transaction& transaction, std::span<const Line> lines);
  // NotFound if there is no such line.
  absl::Status Change(db::Transaction& transaction, const LineKey& key, const Edit& edit);
  // Begins with `fresh` where there is no such line yet.
  absl::Status AddOrChange(db::Transaction& transaction, const Line& fresh, const Edit& edit);

  // The lead's line, and the one among the leads from above where it came from there.
  absl::Status ChangeLead(db::Transaction& transaction, const std::string& division, LeadId lead,
                          const Edit& edit);
  // Every line of `ledger` about the lead; none is no error.
  absl::Status ChangeAbout(db::Transaction& transaction, Ledger ledger, LeadId lead,
                           const Edit& edit);
  // Every line about what `object` names; none is no error.
  absl::Status ChangeOf(db::Transaction& transaction, const std::string& object, const Edit& edit);

  absl::StatusOr<std::optional<Line>> Find(db::Transaction& transaction, const LineKey& key) const {
    return lines_.Find(transaction, key);
  }
  // The lines of `ledger` about the lead, oldest first.
  absl::StatusOr<std::vector<Line>> FindAbout(db::Transaction& transaction, Ledger ledger,
                                              LeadId lead) const {
    return lines_.FindByLead(transaction, ledger, lead);
  }

 private:
  absl::Status Save(db::Transaction& transaction, Line line, const Edit& edit);

  db::Database& database_;
  const LedgerStore lines_;
  const StatisticsStore statistics_{};
};

}  // namespace hecha::supervision
