// A RuleChangeService lets two people of the city office change the rules that are data, and lists
// their versions. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/level_rule_store.h"
#include "services/verification/revisit_store.h"
#include "services/verification/rule_change_store.h"
#include "services/verification/signer_policy_store.h"

namespace hecha::verification {

class RuleChangeService {
 public:
  RuleChangeService(events::Journal& journal, RevisitStore revisits)
      : journal_(journal), revisits_(revisits) {}

  // The steps; see RuleChange. Approve refuses RULE_DATE_TAKEN where a version begins at the same
  // moment.
  absl::StatusOr<RuleChange> Propose(const Call& call, const RuleBody& body,
                                     absl::Time effective_from, const std::string& basis);
  absl::StatusOr<RuleChange> Approve(const Call& call, RuleChangeId id);
  absl::StatusOr<RuleChange> Decline(const Call& call, RuleChangeId id);

  absl::StatusOr<std::vector<RuleChange>> List(const Call& call, const Page& page);
  absl::StatusOr<std::vector<DatedSigners>> ListSignerPolicies(const Call& call);
  absl::StatusOr<std::vector<DatedRevisits>> ListRevisitPolicies(const Call& call);

 private:
  // Adds the version that was approved to its table.
  absl::Status PutInForce(db::Transaction& transaction, const RuleChange& change) const;

  events::Journal& journal_;
  const RuleChangeStore changes_ = {};
  const LevelRuleStore level_rules_ = {};
  const SignerPolicyStore signer_policies_ = {};
  const RevisitStore revisits_;
};

}  // namespace hecha::verification
