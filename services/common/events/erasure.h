// Erasing what events said of an aggregate whose content is purged.
#pragma once

#include "absl/status/status.h"
#include "services/common/base/id.h"
#include "services/common/db/transaction.h"

namespace hecha::events {

// Empties the payloads of the aggregate's events in this schema's outbox, and calls off what of
// them is still to be delivered with its payload: what it says is no longer to be known. That the
// events were, their commitments and what is delivered without payload stay. Call it before the
// event that tells of the purge is appended.
absl::Status ErasePayloads(db::Transaction& transaction, const Uuid& aggregate_id);

}  // namespace hecha::events
