// A ListChangeService keeps what lists say otherwise of leads that were judged already, until the
// office has decided. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/lead_store.h"
#include "services/intake/list_change_store.h"

namespace hecha::intake {

class ListChangeService {
 public:
  ListChangeService(events::Journal& journal, LeadStore leads, ListChangeStore changes)
      : journal_(journal), leads_(leads), changes_(changes) {}

  // Notes that a list says `says` of `lead`; a change that waits already is replaced. The same
  // again changes nothing.
  absl::Status Find(const Call& call, const Lead& lead, const Registration& says,
                    const std::string& row_hash);

  // Newest first. NotFound unless the caller reads the lead in full.
  absl::StatusOr<std::vector<ListChange>> List(const Call& call, LeadId lead);

  // See ListChange::Decide. Accepted, the lead follows the list (see Lead::FollowList). Either way
  // the list is not asked about again as long as it says the same.
  absl::StatusOr<ListChange> Decide(const Call& call, LeadId lead, ListChangeId change,
                                    bool accepted, const std::string& reason);

 private:
  events::Journal& journal_;
  const LeadStore leads_;
  const ListChangeStore changes_;
};

}  // namespace hecha::intake
