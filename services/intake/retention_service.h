// A RetentionService keeps closed leads for as long as they must be kept, and purges them with two
// people's word. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/lead_erasure_service.h"
#include "services/intake/lead_store.h"
#include "services/intake/retention_store.h"

namespace hecha::intake {

class RetentionService {
 public:
  RetentionService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads)
      : journal_(journal),
        keyring_(keyring),
        leads_(leads),
        retentions_(keyring),
        erasure_(keyring) {}

  // NotFound for a lead that the caller may not know of, or that was never closed; so do all.
  absl::StatusOr<Retention> Get(const Call& call, LeadId lead);
  // The lead as if it were not restricted; that it was read, and why, is told and stays, each time.
  absl::StatusOr<Lead> ReadRestricted(const Call& call, LeadId lead, const std::string& reason);

  // See Retention. What was merged into the lead is archived and purged with it.
  absl::StatusOr<Retention> Archive(const Call& call, LeadId lead);
  absl::StatusOr<Retention> SetHold(const Call& call, LeadId lead, const std::string& reason);
  absl::StatusOr<Retention> ReleaseHold(const Call& call, LeadId lead, HoldId hold,
                                        const std::string& reason);
  absl::StatusOr<Retention> RequestPurge(const Call& call, LeadId lead, const std::string& reason);
  absl::StatusOr<Retention> DeclinePurge(const Call& call, LeadId lead);
  absl::StatusOr<Retention> ApprovePurge(const Call& call, LeadId lead);

  // A page as RetentionStore::ListDue reads it, within the caller's scope: to the commission the
  // sealed ones, to anybody else the others.
  absl::StatusOr<std::vector<Retention>> ListDue(const Call& call, std::string division,
                                                 const Page& page);

  absl::StatusOr<std::vector<RetentionTerm>> ListTerms(const Call& call);
  absl::StatusOr<RetentionTerm> SetTerm(const Call& call, const RetentionTerm& term);

  // Notes, inside an event's transaction, that a closed lead has an outcome, or another one: its
  // term begins, and with it that of the leads that were merged into it.
  absl::Status Conclude(db::Transaction& transaction, const Call& call, LeadId lead,
                        Outcome outcome, absl::Time at);
  // The same for a closed lead that is being verified again: whoever does so must read it, and
  // nothing of it is purged meanwhile.
  absl::Status Unrestrict(db::Transaction& transaction, const Call& call, LeadId lead);

 private:
  using Rule = std::function<absl::StatusOr<events::Event>(db::Transaction&, Retention&)>;
  absl::StatusOr<Retention> Change(const Call& call, LeadId lead, Rule rule);
  absl::Status PurgeLead(db::Transaction& transaction, const Call& call, Lead& lead) const;
  absl::Status ArchiveLead(db::Transaction& transaction, const Call& call, LeadId lead) const;
  absl::Status ConcludeOne(db::Transaction& transaction, const Call& call, LeadId lead,
                           Outcome outcome, absl::Time at) const;
  absl::Status Reopen(db::Transaction& transaction, const Call& call, LeadId lead) const;
  // Of what was merged into a concluded lead, begun now where it was not.
  absl::StatusOr<std::vector<Retention>> ListMerged(db::Transaction& transaction, const Call& call,
                                                    const Retention& survivor) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const RetentionStore retentions_;
  const LeadErasureService erasure_;
};

}  // namespace hecha::intake
