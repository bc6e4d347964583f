#include "services/supervision/lead_purge_service.h"

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::supervision {

absl::Status LeadPurgeService::Purge(db::Transaction& transaction, LeadId lead,
                                     const std::string& town, absl::Time when,
                                     absl::Time now) const {
  const auto edit = [when](Line& line) {
    ForgetWords(line);
    if (line.key.ledger <= Ledger::kSuperior) MoveLead(line, intake::v1::STATE_PURGED, when);
  };
  for (int ledger = 1; ledger <= kLedgers; ++ledger)
    RETURN_IF_ERROR(ledgers_.ChangeAbout(transaction, static_cast<Ledger>(ledger), lead, edit));
  RETURN_IF_ERROR(problems_.EraseOf(transaction, lead));
  RETURN_IF_ERROR(bars_.Forget(transaction, lead));
  RETURN_IF_ERROR(exports_.ForgetOf(transaction, town));
  return keys_.Shred(transaction, lead.uuid, now);
}

void FollowPurges(events::Inbox& inbox, const LeadPurgeService& purges) {
  inbox.On<intake::v1::LeadPurged>([&purges](db::Transaction& transaction, const Call& call,
                                             const events::v1::Envelope& envelope,
                                             const intake::v1::LeadPurged& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return purges.Purge(transaction, lead, envelope.division(),
                        events::FromTimestamp(envelope.occurred_at()), call.now);
  });
}

}  // namespace hecha::supervision
