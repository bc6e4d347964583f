#include "services/consultation/meeting_service.h"

#include <algorithm>
#include <utility>

#include "hecha/consultation/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::consultation {
namespace {

template <class Payload>
events::Event Tell(const Meeting& meeting, std::string action, Payload payload) {
  payload.set_meeting_id(meeting.id.ToString());
  return events::MakeEvent("meeting", meeting.id.uuid, meeting.version, meeting.proposal.division,
                           std::move(action), std::move(payload));
}

events::Event TellState(const Meeting& meeting, std::string action) {
  v1::MeetingProgressed event;
  event.set_state(std::string(MeetingStateName(meeting.state)));
  for (const LeadId& lead : meeting.proposal.leads) event.add_lead_ids(lead.ToString());
  if (meeting.state >= MeetingState::kConvened)
    events::SetTimestamp(meeting.convocation.takes_place, event.mutable_takes_place());
  event.set_resolutions(static_cast<int>(meeting.minutes.resolutions.size()));
  event.set_resolutions_done(static_cast<int>(
      std::count_if(meeting.minutes.resolutions.begin(), meeting.minutes.resolutions.end(),
                    [](const Resolution& resolution) { return resolution.done_at.has_value(); })));
  return Tell(meeting, std::move(action), std::move(event));
}

}  // namespace

absl::StatusOr<Meeting> MeetingService::Propose(const Call& call, Proposal proposal) {
  RETURN_IF_ERROR(RequireScope(call.actor, proposal.division));
  ASSIGN_OR_RETURN(const Meeting meeting,
                   Meeting::Propose(MeetingId::New(call.now), std::move(proposal), call.actor));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(meetings_.Insert(transaction, meeting));
        RETURN_IF_ERROR(journal_.Append(transaction, call, TellState(meeting, "meeting.propose")));
        return meeting.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return meetings_.Find(transaction, MeetingId{id});
      });
}

absl::StatusOr<Meeting> MeetingService::Get(const Call& call, MeetingId id) {
  ASSIGN_OR_RETURN(Meeting meeting,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return meetings_.Find(transaction, id);
                   }));
  if (!meeting.VisibleTo(call.actor)) return RefuseUnknown("会议", "meeting");
  return meeting;
}

absl::StatusOr<std::vector<Meeting>> MeetingService::List(const Call& call, MeetingFilter filter,
                                                          const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return meetings_.List(transaction, filter, call.actor, page);
  });
}

absl::StatusOr<Meeting> MeetingService::Convene(const Call& call, MeetingId id,
                                                const Convocation& how) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.Convene(call.actor, how));
    return TellState(meeting, "meeting.convene");
  });
}

absl::StatusOr<Meeting> MeetingService::NameChair(const Call& call, MeetingId id, UserId chair) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.NameChair(call.actor, chair));
    return TellState(meeting, "meeting.nameChair");
  });
}

absl::StatusOr<Meeting> MeetingService::GiveOpinion(const Call& call, MeetingId id, bool dissents,
                                                    const std::string& text,
                                                    std::optional<LeadId> lead) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.GiveOpinion(call.actor, dissents, text, lead, call.now));
    v1::OpinionGiven event;
    event.set_unit_id(call.actor.unit.ToString());
    event.set_dissents(dissents);
    return Tell(meeting, "meeting.giveOpinion", std::move(event));
  });
}

absl::StatusOr<Meeting> MeetingService::Hold(const Call& call, MeetingId id,
                                             const std::vector<UnitId>& attending) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.Hold(call.actor, attending));
    return TellState(meeting, "meeting.hold");
  });
}

absl::StatusOr<Meeting> MeetingService::SubmitMinutes(const Call& call, MeetingId id,
                                                      const Minutes& minutes) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.SubmitMinutes(call.actor, minutes, call.now));
    return TellState(meeting, "meeting.submitMinutes");
  });
}

absl::StatusOr<Meeting> MeetingService::Sign(const Call& call, MeetingId id) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.Sign(call.actor, call.now));
    return TellState(meeting, "meeting.sign");
  });
}

absl::StatusOr<Meeting> MeetingService::CompleteResolution(const Call& call, MeetingId id,
                                                           int number, const std::string& result) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.CompleteResolution(call.actor, number, result, call.now));
    return TellState(meeting, "meeting.completeResolution");
  });
}

absl::StatusOr<Meeting> MeetingService::Close(const Call& call, MeetingId id) {
  return Change(call, id, [&](Meeting& meeting) -> absl::StatusOr<events::Event> {
    RETURN_IF_ERROR(meeting.Close(call.actor));
    return TellState(meeting, "meeting.close");
  });
}

absl::Status MeetingService::Purge(db::Transaction& transaction, LeadId lead,
                                   absl::Time now) const {
  return meetings_.EraseOf(transaction, lead, now);
}

absl::StatusOr<Meeting> MeetingService::Change(
    const Call& call, MeetingId id,
    const std::function<absl::StatusOr<events::Event>(Meeting&)>& rule) {
  return journal_.Change(
      call, meetings_, id,
      [&](const Meeting& meeting) {
        return meeting.VisibleTo(call.actor) ? absl::OkStatus() : RefuseUnknown("会议", "meeting");
      },
      [&](db::Transaction&, Meeting& meeting) { return rule(meeting); });
}

}  // namespace hecha::consultation
