#include "services/verification/lead_purge_service.h"

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/erasure.h"

namespace hecha::verification {

absl::Status LeadPurgeService::Purge(db::Transaction& transaction, LeadId lead,
                                     absl::Time now) const {
  ASSIGN_OR_RETURN(const std::vector<CaseId> cases, store_.ListCases(transaction, lead));
  ASSIGN_OR_RETURN(const std::vector<UmbrellaFlagId> flags, store_.ListFlags(transaction, lead));
  std::vector<Uuid> aggregates;
  for (const CaseId& id : cases) aggregates.push_back(id.uuid);
  for (const UmbrellaFlagId& id : flags) aggregates.push_back(id.uuid);
  RETURN_IF_ERROR(events::ErasePayloads(transaction, aggregates));
  return store_.Erase(transaction, lead, cases, now);
}

void FollowPurges(events::Inbox& inbox, const LeadPurgeService& purges) {
  inbox.On<intake::v1::LeadPurged>([&purges](db::Transaction& transaction, const Call& call,
                                             const events::v1::Envelope&,
                                             const intake::v1::LeadPurged& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return purges.Purge(transaction, lead, call.now);
  });
}

}  // namespace hecha::verification
