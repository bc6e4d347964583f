// Erasing what events said of an aggregate whose content is purged.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "services/common/base/id.h"
#include "services/common/db/transaction.h"

namespace hecha::events {

// Empties the payloads of the aggregates' events in this schema's outbox, and calls off what of
// them is still to be delivered with its payload: what it says is no longer to be known. That the
// events were, their commitments and what is delivered without payload stay. Call it before the
// event that tells of the purge is appended, once for all that is purged: it reads the whole
// outbox.
absl::Status ErasePayloads(db::Transaction& transaction, const std::vector<Uuid>& aggregates);

}  // namespace hecha::events
