#include "services/supervision/inbox.h"

namespace hecha::supervision {

void RegisterInbox(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers) {
  FollowOffices(inbox);
  FollowIntake(inbox, clocks, ledgers);
  FollowSweeps(inbox, ledgers);
  FollowVerification(inbox, clocks, ledgers);
  FollowReviews(inbox, ledgers);
  FollowConsultation(inbox, ledgers);
  FollowAccountability(inbox, ledgers);
}

}  // namespace hecha::supervision
