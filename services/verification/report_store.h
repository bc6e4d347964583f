// A ReportStore keeps every version of every report; forms are sealed at rest. Safe for
// concurrent use.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/verification/report.h"

namespace hecha::verification {

class ReportStore {
 public:
  explicit ReportStore(const security::Keyring& keyring) : keys_(keyring) {}

  // AlreadyExists if the case has a report of this version.
  absl::Status Insert(db::Transaction& transaction, CaseId case_id, const Report& report) const;

  // Notes why a version no longer counts. Internal if it was void already or does not exist.
  absl::Status Void(db::Transaction& transaction, CaseId case_id, int version,
                    std::string_view reason, absl::Time now) const;

  // Notes that a version went up to the city.
  absl::Status ReportUp(db::Transaction& transaction, CaseId case_id, int version,
                        absl::Time now) const;

  // NotFound if the case has no such version.
  absl::StatusOr<Report> Find(db::Transaction& transaction, CaseId case_id, int version) const;

  // Every version, oldest first, without its form.
  absl::StatusOr<std::vector<Report>> List(db::Transaction& transaction, CaseId case_id) const;

 private:
  // The key of the case's lead.
  absl::StatusOr<security::DataKey> KeyOf(db::Transaction& transaction, CaseId case_id) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
