// A ReportDraftService keeps what a team writes of its report before anybody answers for it, and
// shows what would be frozen. Safe for concurrent use.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/report_draft_store.h"

namespace hecha::verification {

// All of it is for whoever may submit the report; NotFound for whoever may not know of the case.
class ReportDraftService {
 public:
  ReportDraftService(events::Journal& journal, CaseStore cases, ReportDraftStore drafts)
      : journal_(journal), cases_(cases), drafts_(drafts) {}

  absl::StatusOr<ReportDraft> Get(const Call& call, CaseId id);

  // While the report may be submitted. No event tells of it: a draft changes nothing of the case.
  absl::StatusOr<ReportDraft> Save(const Call& call, CaseId id, const std::string& text);

  // The report that ReportService::Submit would freeze now; nothing is changed.
  absl::StatusOr<Report> Preview(const Call& call, CaseId id, const std::string& text);

 private:
  // NotFound, or the rule that keeps the caller from submitting.
  absl::StatusOr<Case> FindAdmitted(db::Transaction& transaction, const Call& call,
                                    CaseId id) const;

  events::Journal& journal_;
  const CaseStore cases_;
  const ReportDraftStore drafts_;
};

}  // namespace hecha::verification
