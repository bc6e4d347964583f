// A CaseService runs the use cases of cases: load, rule, save and event in one transaction.
// Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/case.h"
#include "services/verification/case_store.h"
#include "services/verification/investigator_store.h"
#include "services/verification/report_store.h"

namespace hecha::verification {

class CaseService {
 public:
  CaseService(events::Journal& journal, CaseStore cases, ReportStore reports,
              InvestigatorStore investigators)
      : journal_(journal), cases_(cases), reports_(reports), investigators_(investigators) {}

  // Opens a case for an assigned lead, inside the transaction of the event that tells of it.
  absl::Status Open(db::Transaction& transaction, const Call& call, Assignment assignment);

  // NotFound for a case that the caller may not know of.
  absl::StatusOr<Case> Get(const Call& call, CaseId id);

  // A page as CaseStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Case>> List(const Call& call, CaseFilter filter, const Page& page);

  // The actions; see Case. The caller, the time and the version of a step or finding are
  // filled in here.
  absl::StatusOr<Case> Accept(const Call& call, CaseId id);
  absl::StatusOr<Case> Return(const Call& call, CaseId id, const std::string& reason);
  absl::StatusOr<Case> SetPlan(const Call& call, CaseId id, const Plan& plan);
  absl::StatusOr<Case> Suspend(const Call& call, CaseId id, const std::string& reason,
                               absl::Time until);
  absl::StatusOr<Case> Resume(const Call& call, CaseId id);
  absl::StatusOr<Case> Record(const Call& call, CaseId id, Step step);
  absl::StatusOr<Case> Record(const Call& call, CaseId id, Finding finding);
  absl::StatusOr<Case> File(const Call& call, CaseId id, Filing filing);
  absl::StatusOr<Case> GiveFeedback(const Call& call, CaseId id, Feedback feedback);
  absl::StatusOr<Case> Close(const Call& call, CaseId id);

 private:
  template <class Rule>
  absl::StatusOr<Case> Change(const Call& call, CaseId id, Action action, Rule rule);

  events::Journal& journal_;
  const CaseStore cases_;
  const ReportStore reports_;
  const InvestigatorStore investigators_;
};

}  // namespace hecha::verification
