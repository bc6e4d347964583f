#include "services/consultation/inbox.h"

#include <string>
#include <utility>
#include <vector>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::consultation {
namespace {

absl::StatusOr<WorkingDays::Exceptions> DaysOf(const verification::v1::CalendarChanged& event) {
  WorkingDays::Exceptions days;
  for (const auto& each : event.days()) {
    absl::CivilDay day;
    if (!absl::ParseCivilTime(each.date(), &day))
      return absl::InvalidArgumentError("a calendar's day is no date");
    days[day] = each.working();
  }
  return days;
}

absl::Status Seal(TransferService& transfers, db::Transaction& transaction, const Call& call,
                  const std::string& town, const intake::v1::LeadSealed& event) {
  ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
  const std::string commission = CommissionOf(town, event.upward());
  return transfers.Issue(transaction, call, {lead, event.lead_no(), commission});
}

absl::StatusOr<TransferContents> ContentsOf(const std::string& division,
                                            const verification::v1::UmbrellaFlagged& event) {
  TransferContents contents;
  ASSIGN_OR_RETURN(contents.lead, LeadId::Parse(event.lead_id()));
  ASSIGN_OR_RETURN(contents.flagged_case, CaseId::Parse(event.case_id()));
  contents.lead_no = event.lead_no();
  contents.division = CommissionOf(division, event.upward());
  contents.origin = TransferOrigin::kFlagged;
  contents.reason = event.reason();
  return contents;
}

}  // namespace

void RegisterInbox(events::Inbox& inbox, TransferService& transfers, MeetingService& meetings) {
  inbox.On<verification::v1::CalendarChanged>(
      [calendar = CalendarStore()](db::Transaction& transaction, const Call&,
                                   const events::v1::Envelope&,
                                   const verification::v1::CalendarChanged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const WorkingDays::Exceptions days, DaysOf(event));
        return calendar.ReplaceYear(transaction, event.year(), days);
      });
  inbox.On<intake::v1::LeadSealed>([&transfers](db::Transaction& transaction, const Call& call,
                                                const events::v1::Envelope& envelope,
                                                const intake::v1::LeadSealed& event) {
    return Seal(transfers, transaction, call, envelope.division(), event);
  });
  inbox.On<verification::v1::UmbrellaFlagged>(
      [&transfers](db::Transaction& transaction, const Call& call,
                   const events::v1::Envelope& envelope,
                   const verification::v1::UmbrellaFlagged& event) -> absl::Status {
        ASSIGN_OR_RETURN(TransferContents contents, ContentsOf(envelope.division(), event));
        return transfers.Issue(transaction, call, std::move(contents));
      });
  inbox.On<intake::v1::LeadPurged>([&](db::Transaction& transaction, const Call& call,
                                       const events::v1::Envelope&,
                                       const intake::v1::LeadPurged& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    RETURN_IF_ERROR(meetings.Purge(transaction, lead, call.now));
    // Last, because it shreds the lead's key.
    return transfers.Purge(transaction, lead, call.now);
  });
}

}  // namespace hecha::consultation
