// A LeadService runs the use cases of leads: load, rule, save and event in one transaction.
// Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/lead.h"
#include "services/intake/lead_merge_service.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_service.h"
#include "services/intake/reporter_store.h"
#include "services/intake/triage_rule_service.h"
#include "services/intake/unit_store.h"
#include "services/intake/vault_store.h"

namespace hecha::intake {

// What was decided about a unit's return of a lead.
struct ReturnVerdict {
  ReturnDecision decision = ReturnDecision::kUpheld;
  std::string reason;
  // Who gets it where the return is overruled; the unit that returned it if unset.
  std::optional<UnitId> unit;
};

class LeadService {
 public:
  LeadService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads,
              UnitStore units, MatchService& matches, TriageRuleService& rules,
              LeadMergeService& merges)
      : journal_(journal),
        keyring_(keyring),
        leads_(leads),
        units_(units),
        vault_(keyring),
        receipts_(keyring),
        matches_(matches),
        rules_(rules),
        merges_(merges) {}

  // NotFound for a lead that the caller may not know of.
  absl::StatusOr<Lead> Get(const Call& call, LeadId id);

  // A page as LeadStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Lead>> List(const Call& call, LeadFilter filter, const Page& page);

  // The transitions; see Lead. Judge waits for the lead's match suggestions and refuses while one
  // of them is unanswered; with `about_leader` the lead is sent upward. What was merged into a lead
  // is sealed with it. Nothing but that makes a lead bar the caller's own unit. Assign without a
  // unit takes the first that the triage rules propose; see CheckHintsAcknowledged.
  absl::StatusOr<Lead> Judge(const Call& call, LeadId id, const Triage& triage, bool about_leader);
  absl::StatusOr<Lead> RecordSubjects(const Call& call, LeadId id,
                                      const std::vector<Subject>& subjects);
  // Where the name is denied, nothing is left of the identity.
  absl::StatusOr<Lead> CheckIdentity(const Call& call, LeadId id, IdentityVerdict verdict,
                                     const std::string& basis);
  absl::StatusOr<Lead> Assign(const Call& call, LeadId id, std::optional<UnitId> unit,
                              bool hints_acknowledged);
  absl::StatusOr<Lead> Seal(const Call& call, LeadId id);
  absl::StatusOr<Lead> ClearUmbrella(const Call& call, LeadId id, const std::string& reason);
  absl::StatusOr<Lead> DecideReturn(const Call& call, LeadId id, const ReturnVerdict& verdict);

  // Notes, inside an event's transaction, what another service did with the lead.
  absl::Status Progress(db::Transaction& transaction, const Call& call, LeadId id, LeadState to);
  // The same for a unit that gave it back.
  absl::Status Return(db::Transaction& transaction, const Call& call, LeadId id,
                      const std::string& reason);
  // The same for verification's end of a case that was recalled.
  absl::Status NoteRecall(db::Transaction& transaction, const Call& call, LeadId id);
  // The same for the unit that verifies the lead again, or nil once none does any more.
  absl::Status Review(db::Transaction& transaction, const Call& call, LeadId id, UnitId unit);
  // The same for a team that calls for the discipline commission.
  absl::Status CallCommission(db::Transaction& transaction, const Call& call, LeadId id,
                              bool upward);
  // The same for what the commission decided about a sealed lead.
  absl::Status ConcludeTransfer(db::Transaction& transaction, const Call& call, LeadId id,
                                bool filed);

 private:
  // `subjects`, with the unit of each whose employer is one of the town's; see EmployerAmong.
  absl::StatusOr<std::vector<Subject>> WithEmployers(db::Transaction& transaction,
                                                     const std::string& division,
                                                     std::vector<Subject> subjects) const;
  absl::StatusOr<Unit> ChooseUnit(db::Transaction& transaction, const Lead& lead,
                                  std::optional<UnitId> unit,
                                  const AssignmentProposal& proposal) const;
  // Whether an answer finds its way to whoever reported the lead, or what was merged into it.
  absl::StatusOr<bool> IsReporterReachable(db::Transaction& transaction, LeadId lead) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const UnitStore units_;
  const VaultStore vault_;
  const ReporterStore receipts_;
  MatchService& matches_;
  TriageRuleService& rules_;
  LeadMergeService& merges_;
};

}  // namespace hecha::intake
