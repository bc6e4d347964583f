#include "services/consultation/inbox.h"

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::consultation {

void RegisterInbox(events::Inbox& inbox, TransferService& transfers) {
  inbox.On<intake::v1::LeadSealed>(
      [&transfers](db::Transaction& transaction, const Call& call,
                   const events::v1::Envelope& envelope,
                   const intake::v1::LeadSealed& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        return transfers.Issue(transaction, call,
                               Transfer::Issue(TransferId::New(call.now), lead, event.lead_no(),
                                               envelope.division(), call.now));
      });
}

}  // namespace hecha::consultation
