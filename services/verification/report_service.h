// A ReportService freezes reports and carries them up. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/report_diff.h"
#include "services/verification/report_draft_store.h"
#include "services/verification/report_store.h"

namespace hecha::verification {

class ReportService {
 public:
  ReportService(events::Journal& journal, CaseStore cases, ReportStore reports,
                ReportDraftStore drafts)
      : journal_(journal), cases_(cases), reports_(reports), drafts_(drafts) {}

  // Freezes the report of a case, see Case::Submit; its draft ends.
  absl::StatusOr<Case> Submit(const Call& call, CaseId id, const std::string& text);

  // One version, voided or not; for 0 the newest that the caller may read. NotFound for whoever
  // may not read the case in full, but that the city office reads what was reported up to it.
  absl::StatusOr<Report> Get(const Call& call, CaseId id, int version);
  // Every version that the caller may read, oldest first, without forms.
  absl::StatusOr<std::vector<Report>> List(const Call& call, CaseId id);
  // Two versions to compare: the newest for `to` 0, the one before `to` for `from` 0.
  absl::StatusOr<ReportDiff> Diff(const Call& call, CaseId id, int from, int to);

  absl::StatusOr<Case> ReportUp(const Call& call, CaseId id);
  absl::StatusOr<Case> Accept(const Call& call, CaseId id, const std::string& remark);
  absl::StatusOr<Case> Reject(const Call& call, CaseId id, const std::string& reason);

 private:
  absl::StatusOr<std::vector<Report>> Readable(db::Transaction& transaction, const Actor& actor,
                                               CaseId id) const;

  events::Journal& journal_;
  const CaseStore cases_;
  const ReportStore reports_;
  const ReportDraftStore drafts_;
};

}  // namespace hecha::verification
