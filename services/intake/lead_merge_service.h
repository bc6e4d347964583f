// A LeadMergeService lets a lead go on as part of another one: proposed by one person, confirmed
// by a second, and reversible. Safe for concurrent use.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/lead_merge_store.h"
#include "services/intake/lead_store.h"

namespace hecha::intake {

class LeadMergeService {
 public:
  LeadMergeService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads,
                   LeadMergeStore merges)
      : journal_(journal), keyring_(keyring), leads_(leads), merges_(merges) {}

  // The steps; see Lead. NotFound unless the caller reads the lead, and its survivor, in full.
  absl::StatusOr<Lead> Propose(const Call& call, LeadId lead, LeadId survivor,
                               const std::string& reason);
  absl::StatusOr<Lead> Confirm(const Call& call, LeadId lead, const std::string& reason);
  absl::StatusOr<Lead> Decline(const Call& call, LeadId lead, const std::string& reason);
  absl::StatusOr<Lead> Undo(const Call& call, LeadId lead, const std::string& reason);

  // Every step of the lead, oldest first, and its survivors' numbers as the caller may know them.
  struct View {
    MergeRecord record;
    std::string survivor_no;
  };
  absl::StatusOr<std::vector<View>> List(const Call& call, LeadId lead);

  // Inside the transaction that changed which units a merged lead bars, once that is written: its
  // survivor bars them too, and what that was merged into.
  absl::Status ShareBars(db::Transaction& transaction, const Call& call, const Lead& merged) const;
  // Inside the transaction that seals `survivor`: so is what was merged into it.
  absl::Status SealMerged(db::Transaction& transaction, const Call& call,
                          const Lead& survivor) const;

 private:
  using Rule =
      std::function<absl::StatusOr<events::Event>(db::Transaction&, Lead&, Lead& survivor)>;

  // Runs one step: loads both leads, changes the first, and keeps the record. A nil `survivor`
  // stands for the one that the lead names itself.
  absl::StatusOr<Lead> Step(const Call& call, LeadId lead, LeadId survivor, MergeStep step,
                            const std::string& reason, const Rule& rule);

  // Tells that a survivor bars other units now than before, and what it was merged into.
  absl::Status TellBars(db::Transaction& transaction, const Call& call, LeadId survivor) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const LeadMergeStore merges_;
};

}  // namespace hecha::intake
