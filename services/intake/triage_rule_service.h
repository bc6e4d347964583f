// A TriageRuleService shows the triage rules, applies them, and lets two people change them. Safe
// for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/intake/lead_store.h"
#include "services/intake/triage_rule_store.h"
#include "services/intake/unit_store.h"

namespace hecha::intake {

class TriageRuleService {
 public:
  TriageRuleService(events::Journal& journal, LeadStore leads, UnitStore units)
      : journal_(journal), leads_(leads), units_(units) {}

  // The rules that concern the caller's territory; with `all`, those out of force too.
  absl::StatusOr<std::vector<TriageRule>> List(const Call& call, bool all);

  // The steps of a change; see TriageRuleChange. NotFound for one of another territory.
  absl::StatusOr<TriageRuleChange> ProposeChange(const Call& call, const TriageRule& rule,
                                                 bool ends);
  absl::StatusOr<TriageRuleChange> ApproveChange(const Call& call, TriageRuleChangeId id);
  absl::StatusOr<TriageRuleChange> DeclineChange(const Call& call, TriageRuleChangeId id);
  absl::StatusOr<std::vector<TriageRuleChange>> ListChanges(const Call& call, const Page& page);

  // NotFound unless the caller reads the lead in full.
  absl::StatusOr<AssignmentProposal> Propose(const Call& call, LeadId lead);

  // The same inside a transaction that runs already; nobody is asked.
  absl::StatusOr<AssignmentProposal> ProposeWithin(db::Transaction& transaction, const Lead& lead,
                                                   absl::Time now) const;

 private:
  events::Journal& journal_;
  const LeadStore leads_;
  const UnitStore units_;
  const TriageRuleStore rules_ = {};
};

}  // namespace hecha::intake
