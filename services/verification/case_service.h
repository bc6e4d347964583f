// A CaseService runs the use cases of cases: load, rule, save and event in one transaction.
// Safe for concurrent use.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/calendar_store.h"
#include "services/verification/case.h"
#include "services/verification/case_store.h"
#include "services/verification/exhibit_store.h"
#include "services/verification/level_rule_store.h"
#include "services/verification/report_store.h"

namespace hecha::verification {

class CaseService {
 public:
  CaseService(events::Journal& journal, CaseStore cases, ReportStore reports, ExhibitStore exhibits)
      : journal_(journal), cases_(cases), reports_(reports), exhibits_(exhibits) {}

  // Opens a case for an assigned lead, inside the transaction of the event that tells of it.
  // `subjects` are keyed fingerprints; see Taskforce.
  absl::StatusOr<CaseId> Open(db::Transaction& transaction, const Call& call, Assignment assignment,
                              std::set<std::string> subjects);

  // The superior's list that the lead came from says this now; inside the transaction of the event
  // that tells of it. Cases that are over keep what they were verified under.
  absl::Status FollowList(db::Transaction& transaction, LeadId lead,
                          std::optional<absl::Time> deadline, bool key_lead) const;

  // NotFound for a case that the caller may not know of.
  absl::StatusOr<Case> Get(const Call& call, CaseId id);

  // A page as CaseStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Case>> List(const Call& call, CaseFilter filter, const Page& page);

  // The actions; see Case. The caller, the time and the version of a step or finding are
  // filled in here.
  absl::StatusOr<Case> Accept(const Call& call, CaseId id);
  absl::StatusOr<Case> Return(const Call& call, CaseId id, const std::string& reason);
  absl::StatusOr<Case> Suspend(const Call& call, CaseId id, const std::string& reason,
                               absl::Time until);
  absl::StatusOr<Case> Resume(const Call& call, CaseId id);
  absl::StatusOr<Case> Extend(const Call& call, CaseId id, int days, const std::string& reason);
  absl::StatusOr<Case> ReturnProgress(const Call& call, CaseId id, const std::string& text);
  absl::StatusOr<Case> Record(const Call& call, CaseId id, Step step);
  // UNKNOWN_EXHIBIT where the evidence names one of another case.
  absl::StatusOr<Case> Record(const Call& call, CaseId id, Finding finding);

  // Notes, inside an event's transaction, what the reporter said of the newest outcome that was
  // told; nothing where the lead has no case.
  absl::Status HearReporter(db::Transaction& transaction, const Call& call, LeadId lead,
                            Attitude attitude);

  // Resumes the cases whose suspension has ended by `clock`; how many.
  absl::StatusOr<int> ResumeEnded(const Clock& clock);

 private:
  template <class Rule>
  absl::StatusOr<Case> Change(const Call& call, CaseId id, Action action, Rule rule);
  absl::Status CheckExhibits(db::Transaction& transaction, CaseId id, const Finding& finding) const;

  events::Journal& journal_;
  const CaseStore cases_;
  const ReportStore reports_;
  const ExhibitStore exhibits_;
  const LevelRuleStore rules_{};
  const CalendarStore calendar_{};
};

}  // namespace hecha::verification
