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

  // What a letter carries.
  struct Contents {
    LeadId lead;
    std::string lead_no;
    std::string town;
    TransferOrigin origin = TransferOrigin::kSealed;
    // About the town's own leader: it belongs to the superior, and the town has no part in it.
    bool upward = false;
  };
  // Issues the letter of a lead inside its event's transaction, unless the lead has one: it may
  // be flagged while it is verified and sealed later.
  absl::Status Issue(db::Transaction& transaction, const Call& call, const Contents& contents);

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
