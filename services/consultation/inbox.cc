#include "services/consultation/inbox.h"

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::consultation {
namespace {

// Digits of a county or county-level city in the code of a town.
constexpr size_t kCountyCode = 6;

}  // namespace

void RegisterInbox(events::Inbox& inbox, TransferService& transfers) {
  inbox.On<intake::v1::LeadSealed>(
      [&transfers](db::Transaction& transaction, const Call& call,
                   const events::v1::Envelope& envelope,
                   const intake::v1::LeadSealed& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        // A letter about the town's own leader belongs to its superior: the town has no part in it.
        const std::string division =
            event.upward() ? envelope.division().substr(0, kCountyCode) : envelope.division();
        return transfers.Issue(
            transaction, call,
            Transfer::Issue(TransferId::New(call.now), lead, event.lead_no(), division, call.now));
      });
  inbox.On<verification::v1::UmbrellaFlagged>(
      [&transfers](db::Transaction& transaction, const Call& call,
                   const events::v1::Envelope& envelope,
                   const verification::v1::UmbrellaFlagged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        return transfers.Issue(transaction, call,
                               Transfer::Issue(TransferId::New(call.now), lead, event.lead_no(),
                                               envelope.division(), call.now));
      });
  inbox.On<intake::v1::LeadPurged>(
      [&transfers](db::Transaction& transaction, const Call& call, const events::v1::Envelope&,
                   const intake::v1::LeadPurged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
        return transfers.Purge(transaction, lead, call.now);
      });
}

}  // namespace hecha::consultation
