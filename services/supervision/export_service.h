// An ExportService writes ledgers and totals into workbooks and hands them out. Safe for concurrent
// use; an export takes the memory of a page of lines, however many there are.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/supervision/export_store.h"
#include "services/supervision/ledger_store.h"
#include "services/supervision/statistics_store.h"

namespace hecha::supervision {

class ExportService {
 public:
  ExportService(events::Journal& journal, const security::Keyring& keyring)
      : journal_(journal), exports_(keyring), lines_(keyring) {}

  // The lines that pass the filter, oldest first, within the caller's scope. PermissionDenied for
  // a ledger that is not for the caller's eyes.
  absl::StatusOr<Export> ExportLedger(const Call& call, LineFilter filter);

  // Every ledger that the caller may read, each on a sheet of its own, and the totals.
  absl::StatusOr<Export> ExportAll(const Call& call, std::string division);

  struct Piece {
    Export whole;
    std::string data;
  };
  // NotFound for anyone but the one who asked for the export, and once it expired.
  // InvalidArgument for an offset at which no piece begins.
  absl::StatusOr<Piece> Read(const Call& call, ExportId id, int64_t offset);

  // Deletes what expired.
  absl::Status Forget(absl::Time now, absl::Time deadline);

 private:
  // One snapshot into one workbook; `totals` says whether the totals go in as well.
  absl::StatusOr<Export> Make(const Call& call, const std::vector<LineFilter>& filters,
                              bool totals);

  events::Journal& journal_;
  const ExportStore exports_;
  const LedgerStore lines_;
  const StatisticsStore statistics_{};
};

}  // namespace hecha::supervision
