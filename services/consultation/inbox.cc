#include "services/consultation/inbox.h"

#include <string>
#include <utility>
#include <vector>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/consultation/lead_mark_store.h"

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

// Units that must stand aside from the lead.
template <class Event>
absl::StatusOr<std::vector<UnitId>> BarredBy(const Event& event) {
  std::vector<UnitId> barred;
  for (const std::string& text : event.barred_unit_ids()) {
    ASSIGN_OR_RETURN(barred.emplace_back(), UnitId::Parse(text));
  }
  return barred;
}

using SetBars = absl::Status (LeadMarkStore::*)(db::Transaction&, LeadId,
                                                const std::vector<UnitId>&) const;

// Every `Event` says which units must stand aside from its lead.
template <class Event>
void LearnBars(events::Inbox& inbox, SetBars set) {
  inbox.On<Event>([set](db::Transaction& transaction, const Call&, const events::v1::Envelope&,
                        const Event& event) -> absl::Status {
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    ASSIGN_OR_RETURN(const std::vector<UnitId> barred, BarredBy(event));
    return (LeadMarkStore().*set)(transaction, lead, barred);
  });
}

absl::Status Seal(TransferService& transfers, db::Transaction& transaction, const Call& call,
                  const std::string& town, const intake::v1::LeadSealed& event) {
  const LeadMarkStore marks;
  ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
  ASSIGN_OR_RETURN(const std::vector<UnitId> barred, BarredBy(event));
  const std::string commission = CommissionOf(town, event.upward());
  RETURN_IF_ERROR(marks.AddBars(transaction, lead, barred));
  RETURN_IF_ERROR(marks.Seal(transaction, lead, commission));
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
  // Only an assignment and new subjects take a unit off: the others did not always name any.
  LearnBars<intake::v1::LeadTriaged>(inbox, &LeadMarkStore::AddBars);
  LearnBars<intake::v1::LeadAssigned>(inbox, &LeadMarkStore::ReplaceBars);
  LearnBars<intake::v1::LeadSubjectsChanged>(inbox, &LeadMarkStore::ReplaceBars);
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
    RETURN_IF_ERROR(LeadMarkStore().EraseOf(transaction, lead));
    // Last, because it shreds the lead's key.
    return transfers.Purge(transaction, lead, call.now);
  });
}

}  // namespace hecha::consultation
