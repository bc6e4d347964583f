#include "services/verification/report_copy_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kCount[] =
    "INSERT INTO report_copy (case_id, copies) VALUES (?, 1) ON DUPLICATE KEY UPDATE copies = "
    "copies + 1";
constexpr char kCopies[] = "SELECT copies FROM report_copy WHERE case_id = ?";

}  // namespace

absl::StatusOr<int64_t> ReportCopyStore::Count(db::Transaction& transaction, CaseId id) const {
  RETURN_IF_ERROR(transaction.Execute(kCount, id).status());
  int64_t copies = 0;
  RETURN_IF_ERROR(transaction.Query(
      kCopies, [&](const db::Row& row) { copies = row.Int(0); }, id));
  return copies;
}

}  // namespace hecha::verification
