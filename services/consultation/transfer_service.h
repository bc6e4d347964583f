// A TransferService runs the use cases of transfers. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/events/journal.h"
#include "services/consultation/calendar_store.h"
#include "services/consultation/transfer_store.h"

namespace hecha::consultation {

class TransferService {
 public:
  TransferService(events::Journal& journal, TransferStore transfers)
      : journal_(journal), transfers_(transfers) {}

  // Issues a letter inside the transaction of the event that asks for it. Every flag has one of
  // its own, and so a decision; a seal has none where a letter carries it already, because the lead
  // was flagged before.
  absl::Status Issue(db::Transaction& transaction, const Call& call, TransferContents contents);

  // Tells of every letter that nobody signed for in time; how many.
  absl::StatusOr<int> TellOverdue(const Clock& clock);

  // NotFound for a transfer that the caller may not know of.
  absl::StatusOr<Transfer> Get(const Call& call, TransferId id);
  // A page as TransferStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Transfer>> List(const Call& call, TransferFilter filter,
                                             const Page& page);

  // The transitions; see Transfer.
  absl::StatusOr<Transfer> Acknowledge(const Call& call, TransferId id);
  absl::StatusOr<Transfer> Conclude(const Call& call, TransferId id, bool filed,
                                    const std::string& opinion);

  // Follows intake's purge of a lead: its letter keeps number and dates.
  absl::Status Purge(db::Transaction& transaction, LeadId lead, absl::Time now) const;

 private:
  events::Journal& journal_;
  const TransferStore transfers_;
  const CalendarStore calendar_ = {};
};

}  // namespace hecha::consultation
