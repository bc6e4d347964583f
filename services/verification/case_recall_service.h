// A CaseRecallService takes cases back 收回 from units that must stand aside from their lead: one
// of its subjects turned out to work there, or a lead that joined it accuses them. Safe for
// concurrent use.
#pragma once

#include <set>

#include "absl/status/status.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/lead_bar_store.h"
#include "services/verification/report_store.h"
#include "services/verification/review_store.h"

namespace hecha::verification {

class CaseRecallService {
 public:
  CaseRecallService(events::Journal& journal, CaseStore cases, ReportStore reports,
                    ReviewStore reviews)
      : journal_(journal), cases_(cases), reports_(reports), reviews_(reviews) {}

  // Follows intake, inside its event's transaction: keeps which units `lead` bars, and recalls
  // every case of the lead that one of them holds and that is not over.
  absl::Status LearnBars(db::Transaction& transaction, const Call& call, LeadId lead,
                         const std::set<UnitId>& barred);

 private:
  absl::Status Recall(db::Transaction& transaction, const Call& call, CaseId id);
  // Queues the review of a recalled re-verification again, for another unit.
  absl::Status QueueAgain(db::Transaction& transaction, const Call& call, const Case& recalled);

  events::Journal& journal_;
  const CaseStore cases_;
  const ReportStore reports_;
  const ReviewStore reviews_;
  const LeadBarStore bars_ = {};
};

}  // namespace hecha::verification
