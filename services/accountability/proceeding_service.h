// A ProceedingService runs the use cases of proceedings: load, rule, save and event in one
// transaction. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/accountability/proceeding.h"
#include "services/accountability/proceeding_store.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"

namespace hecha::accountability {

class ProceedingService {
 public:
  ProceedingService(events::Journal& journal, ProceedingStore proceedings)
      : journal_(journal), proceedings_(proceedings) {}

  // Opens a proceeding by hand, in a division that the caller covers.
  absl::StatusOr<Proceeding> Open(const Call& call, Opening opening);

  // Opens the proceeding of a clock that ran into the red, inside the event's transaction.
  // Changes nothing if the clock has one.
  absl::Status OpenForClock(db::Transaction& transaction, const Call& call, Opening opening);

  // Opens what another event is a cause for, inside that event's transaction.
  absl::Status OpenFor(db::Transaction& transaction, const Call& call, Opening opening);

  // Forgets what a purged lead gave as a cause; within the event's transaction.
  absl::Status Purge(db::Transaction& transaction, LeadId lead, absl::Time now) const;

  // NotFound for a proceeding that the caller may not know of.
  absl::StatusOr<Proceeding> Get(const Call& call, ProceedingId id);

  // One page and one more if there are more, newest first, within the caller's scope, whatever
  // `filter` asks for.
  absl::StatusOr<std::vector<Proceeding>> List(const Call& call, ProceedingFilter filter,
                                               const Page& page);

  // The transitions; see Proceeding.
  absl::StatusOr<Proceeding> FindFacts(const Call& call, ProceedingId id, const std::string& facts);
  absl::StatusOr<Proceeding> Hear(const Call& call, ProceedingId id, const std::string& statement);
  absl::StatusOr<Proceeding> Propose(const Call& call, ProceedingId id, const Proposal& proposal);
  absl::StatusOr<Proceeding> Approve(const Call& call, ProceedingId id);
  absl::StatusOr<Proceeding> Execute(const Call& call, ProceedingId id,
                                     const std::string& execution, const std::string& document_no);
  absl::StatusOr<Proceeding> Appeal(const Call& call, ProceedingId id, const std::string& appeal);
  absl::StatusOr<Proceeding> DecideAppeal(const Call& call, ProceedingId id, bool overturn,
                                          const std::string& reasons);
  absl::StatusOr<Proceeding> File(const Call& call, ProceedingId id);

 private:
  absl::Status InsertAndTell(db::Transaction& transaction, const Call& call,
                             const Proceeding& proceeding);
  template <class Rule>
  absl::StatusOr<Proceeding> Move(const Call& call, ProceedingId id, std::string action, Rule rule);

  events::Journal& journal_;
  const ProceedingStore proceedings_;
};

}  // namespace hecha::accountability
