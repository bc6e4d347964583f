// A ReportService freezes reports and carries them up. Safe for concurrent use.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/report_store.h"

namespace hecha::verification {

class ReportService {
 public:
  ReportService(events::Journal& journal, CaseStore cases, ReportStore reports)
      : journal_(journal), cases_(cases), reports_(reports) {}

  // Freezes the report of a case; see Case::Submit.
  absl::StatusOr<Case> Submit(const Call& call, CaseId id, const std::string& text);

  // One version, voided or not; the newest for 0. NotFound for whoever may not read the case
  // in full.
  absl::StatusOr<Report> Get(const Call& call, CaseId id, int version);

  absl::StatusOr<Case> ReportUp(const Call& call, CaseId id);
  absl::StatusOr<Case> Reject(const Call& call, CaseId id, const std::string& reason);

 private:
  events::Journal& journal_;
  const CaseStore cases_;
  const ReportStore reports_;
};

}  // namespace hecha::verification
