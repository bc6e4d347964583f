#include "services/supervision/lead_purge_service.h"

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {

absl::Status LeadPurgeService::Purge(db::Transaction& transaction, LeadId lead,
                                     const std::string& town, absl::Time now) const {
  RETURN_IF_ERROR(problems_.EraseOf(transaction, lead));
  RETURN_IF_ERROR(ledgers_.Purge(transaction, lead));
  RETURN_IF_ERROR(exports_.ForgetOf(transaction, town));
  return keys_.Shred(transaction, lead.uuid, now);
}

void FollowPurges(events::Inbox& inbox, const LeadPurgeService& purges) {
  inbox.On<intake::v1::LeadPurged>([&purges](db::Transaction& transaction, const Call& call,
                                             const events::v1::Envelope& envelope,
                                             const intake::v1::LeadPurged& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return purges.Purge(transaction, lead, envelope.division(), call.now);
  });
}

}  // namespace hecha::supervision
