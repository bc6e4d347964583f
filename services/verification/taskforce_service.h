// A TaskforceService keeps the taskforces of cases: declarations, hand-overs, recusals. Safe for
// concurrent use.
#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/verification/case_store.h"
#include "services/verification/investigator_store.h"
#include "services/verification/report_store.h"

namespace hecha::verification {

// What a member declares, in words.
struct DeclaredInterests {
  std::string text;
  bool conflict = false;
  std::vector<std::string> related_names;
};

class TaskforceService {
 public:
  // `keyring` has the key "names" that intake's has.
  TaskforceService(events::Journal& journal, CaseStore cases, ReportStore reports,
                   const security::Keyring& keyring)
      : journal_(journal), cases_(cases), reports_(reports), keyring_(keyring) {}

  // The caller's own declaration; see Case::Declare. The caller's own name is compared with the
  // lead's subjects too. A recused caller is answered, and then knows nothing of the case.
  absl::StatusOr<Case> Declare(const Call& call, CaseId id, const DeclaredInterests& interests);
  // See Case::HandOver and Case::Recuse. The caller and the time are filled in here.
  absl::StatusOr<Case> HandOver(const Call& call, CaseId id, TeamChange change);
  absl::StatusOr<Case> Recuse(const Call& call, CaseId id, UserId user, const std::string& reason);

  // Takes in who the lead is about, inside the transaction of the event that tells of it, and
  // recuses the members whom that concerns, those of the units `barred` among them.
  absl::Status LearnSubjects(db::Transaction& transaction, const Call& call, LeadId lead,
                             const std::set<std::string>& fingerprints,
                             const std::set<UnitId>& barred);

 private:
  // InvalidArgument NOT_AN_INVESTIGATOR if `user` is neither of the team nor could be.
  absl::Status CheckWorksOnCases(db::Transaction& transaction, const Case& subject,
                                 UserId user) const;
  // What the recusal did to the report, and its event.
  absl::StatusOr<events::Event> TellRecusal(db::Transaction& transaction, const Call& call,
                                            const Case& subject, int voided) const;

  events::Journal& journal_;
  const CaseStore cases_;
  const ReportStore reports_;
  const security::Keyring& keyring_;
  const InvestigatorStore investigators_{};
  const TaskforceStore taskforces_{};
};

}  // namespace hecha::verification
