#include "services/consultation/meeting_rpc.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "hecha/consultation/v1/meeting.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::consultation {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

template <class TypedId>
absl::StatusOr<std::vector<TypedId>> ParseIds(
    std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<TypedId> ids;
  for (int i = 0; i < texts.size(); ++i) {
    ASSIGN_OR_RETURN(TypedId id, ParseId<TypedId>(fmt::format("{}[{}]", field, i), texts[i]));
    ids.push_back(id);
  }
  return ids;
}

// Unset if the text is empty.
absl::StatusOr<std::optional<LeadId>> ParseLead(std::string_view field, const std::string& text) {
  if (text.empty()) return std::nullopt;
  return ParseId<LeadId>(field, text);
}

v1::Opinion ToProto(const Opinion& opinion) {
  v1::Opinion out;
  out.set_unit_id(opinion.unit.ToString());
  out.set_author_id(opinion.author.ToString());
  out.set_dissents(opinion.dissents);
  out.set_text(opinion.text);
  SetTimestamp(opinion.given_at, out.mutable_given_at());
  if (opinion.lead.has_value()) out.set_lead_id(opinion.lead->ToString());
  return out;
}

v1::Resolution ToProto(int number, const Resolution& resolution) {
  v1::Resolution out;
  out.set_number(number);
  out.set_owner_unit_id(resolution.owner.ToString());
  out.set_text(resolution.text);
  SetTimestamp(resolution.due, out.mutable_due());
  out.set_result(resolution.result);
  if (resolution.done_at.has_value()) SetTimestamp(*resolution.done_at, out.mutable_done_at());
  if (resolution.lead.has_value()) out.set_lead_id(resolution.lead->ToString());
  return out;
}

v1::Meeting ToProto(const Meeting& meeting) {
  v1::Meeting out;
  out.set_id(meeting.id.ToString());
  out.set_etag(fmt::format("{}", meeting.version));
  out.set_division(meeting.proposal.division);
  out.set_state(static_cast<v1::MeetingState>(meeting.state));
  out.set_subject(meeting.proposal.subject);
  for (LeadId lead : meeting.proposal.leads) out.add_lead_ids(lead.ToString());
  out.set_proposer_id(meeting.proposer.ToString());
  for (UnitId unit : meeting.attending_units) out.add_attending_unit_ids(unit.ToString());
  for (const Opinion& opinion : meeting.opinions) *out.add_opinions() = ToProto(opinion);
  out.set_minutes(meeting.minutes.text);
  for (const MinutesItem& item : meeting.minutes.items) {
    v1::MinutesItem& added = *out.add_items();
    added.set_lead_id(item.lead.ToString());
    added.set_text(item.text);
  }
  for (const Resolution& resolution : meeting.minutes.resolutions)
    *out.add_resolutions() = ToProto(out.resolutions_size() + 1, resolution);
  if (meeting.signed_at.has_value()) SetTimestamp(*meeting.signed_at, out.mutable_signed_at());
  if (meeting.state == MeetingState::kProposed) return out;
  const Convocation& convocation = meeting.convocation;
  out.set_chair_id(convocation.chair.ToString());
  for (UnitId unit : convocation.required_units) out.add_required_unit_ids(unit.ToString());
  SetTimestamp(convocation.takes_place, out.mutable_takes_place());
  out.set_place(convocation.place);
  return out;
}

// Completes the first resolution that the actor may complete.
absl::Status CompleteAny(Meeting& meeting, const Call& call) {
  absl::Status status = RefuseUnknown("决议", "resolution");
  for (size_t i = 0; i < meeting.minutes.resolutions.size() && !absl::IsInvalidArgument(status);
       ++i)
    status = meeting.CompleteResolution(call.actor, static_cast<int>(i) + 1, "", call.now);
  return status;
}

// The meeting, and what the caller may do with it.
v1::Meeting Answer(const Meeting& meeting, const Call& call) {
  v1::Meeting out = ToProto(meeting);
  rpc::Offers offers("hecha.consultation.v1.MeetingService", call.actor, *out.mutable_actions());
  offers.Offer("ConveneMeeting", meeting,
               [&](Meeting& copy) { return copy.Convene(call.actor, {}); });
  offers.Offer("NameChair", meeting,
               [&](Meeting& copy) { return copy.NameChair(call.actor, UserId()); });
  offers.Offer("GiveOpinion", meeting, [&](Meeting& copy) {
    return copy.GiveOpinion(call.actor, false, "", {}, call.now);
  });
  offers.Offer("HoldMeeting", meeting, [&](Meeting& copy) { return copy.Hold(call.actor, {}); });
  offers.Offer("SubmitMinutes", meeting,
               [&](Meeting& copy) { return copy.SubmitMinutes(call.actor, {}, call.now); });
  offers.Offer("SignMinutes", meeting,
               [&](Meeting& copy) { return copy.Sign(call.actor, call.now); });
  offers.Offer("CompleteResolution", meeting,
               [&](Meeting& copy) { return CompleteAny(copy, call); });
  offers.Offer("CloseMeeting", meeting, [&](Meeting& copy) { return copy.Close(call.actor); });
  return out;
}

absl::StatusOr<Proposal> FromProto(const v1::ProposeMeetingRequest& request) {
  Proposal proposal{request.division(), request.subject(), {}};
  ASSIGN_OR_RETURN(proposal.leads, ParseIds<LeadId>("lead_ids", request.lead_ids()));
  return proposal;
}

absl::StatusOr<Convocation> FromProto(const v1::ConveneMeetingRequest& request) {
  if (!request.has_takes_place())
    return RefuseField("REQUIRED", "takes_place", "会议时间必填", "takes_place is required");
  Convocation convocation;
  ASSIGN_OR_RETURN(convocation.chair, ParseId<UserId>("chair_id", request.chair_id()));
  ASSIGN_OR_RETURN(convocation.required_units,
                   ParseIds<UnitId>("required_unit_ids", request.required_unit_ids()));
  convocation.takes_place = FromTimestamp(request.takes_place());
  convocation.place = request.place();
  return convocation;
}

absl::StatusOr<std::vector<Resolution>> FromProto(
    const google::protobuf::RepeatedPtrField<v1::Resolution>& messages) {
  std::vector<Resolution> resolutions;
  for (int i = 0; i < messages.size(); ++i) {
    Resolution resolution;
    ASSIGN_OR_RETURN(resolution.owner,
                     ParseId<UnitId>(fmt::format("resolutions[{}].owner_unit_id", i),
                                     messages[i].owner_unit_id()));
    resolution.text = messages[i].text();
    resolution.due = FromTimestamp(messages[i].due());
    ASSIGN_OR_RETURN(resolution.lead,
                     ParseLead(fmt::format("resolutions[{}].lead_id", i), messages[i].lead_id()));
    resolutions.push_back(std::move(resolution));
  }
  return resolutions;
}

absl::StatusOr<Minutes> FromProto(const v1::SubmitMinutesRequest& request) {
  Minutes minutes;
  minutes.text = request.minutes();
  for (int i = 0; i < request.items_size(); ++i) {
    const v1::MinutesItem& item = request.items(i);
    ASSIGN_OR_RETURN(const LeadId lead,
                     ParseId<LeadId>(fmt::format("items[{}].lead_id", i), item.lead_id()));
    minutes.items.push_back({lead, item.text()});
  }
  ASSIGN_OR_RETURN(minutes.resolutions, FromProto(request.resolutions()));
  return minutes;
}

absl::StatusOr<v1::ListMeetingsResponse> ListMeetings(MeetingService& meetings, const Call& call,
                                                      const v1::ListMeetingsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  MeetingFilter filter;
  filter.division = request.division();
  if (request.state() != v1::MEETING_STATE_UNSPECIFIED)
    filter.state = static_cast<MeetingState>(request.state());
  ASSIGN_OR_RETURN(std::vector<Meeting> found, meetings.List(call, filter, page));
  v1::ListMeetingsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Meeting& each) { return each.id; }));
  for (const Meeting& meeting : found) *response.add_meetings() = Answer(meeting, call);
  return response;
}

// A handler of a call that names a meeting and answers with it.
template <class Request, class Run>
void HandleMeeting(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.consultation.v1.MeetingService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Meeting> {
                  ASSIGN_OR_RETURN(const MeetingId id,
                                   ParseId<MeetingId>("meeting_id", request.meeting_id()));
                  ASSIGN_OR_RETURN(const Meeting meeting, run(call, id, request));
                  return Answer(meeting, call);
                });
}

}  // namespace

void RegisterMeetingRpc(rpc::Router& router, MeetingService& meetings) {
  router.Handle(
      "hecha.consultation.v1.MeetingService/ProposeMeeting",
      [&meetings](const Call& call,
                  const v1::ProposeMeetingRequest& request) -> absl::StatusOr<v1::Meeting> {
        ASSIGN_OR_RETURN(Proposal proposal, FromProto(request));
        ASSIGN_OR_RETURN(const Meeting meeting, meetings.Propose(call, std::move(proposal)));
        return Answer(meeting, call);
      });
  router.Handle("hecha.consultation.v1.MeetingService/ListMeetings",
                [&meetings](const Call& call, const v1::ListMeetingsRequest& request) {
                  return ListMeetings(meetings, call, request);
                });
  HandleMeeting<v1::GetMeetingRequest>(
      router, "GetMeeting",
      [&meetings](const Call& call, MeetingId id, const v1::GetMeetingRequest&) {
        return meetings.Get(call, id);
      });
  HandleMeeting<v1::ConveneMeetingRequest>(
      router, "ConveneMeeting",
      [&meetings](const Call& call, MeetingId id,
                  const v1::ConveneMeetingRequest& request) -> absl::StatusOr<Meeting> {
        ASSIGN_OR_RETURN(const Convocation convocation, FromProto(request));
        return meetings.Convene(call, id, convocation);
      });
  HandleMeeting<v1::NameChairRequest>(
      router, "NameChair",
      [&meetings](const Call& call, MeetingId id,
                  const v1::NameChairRequest& request) -> absl::StatusOr<Meeting> {
        ASSIGN_OR_RETURN(const UserId chair, ParseId<UserId>("chair_id", request.chair_id()));
        return meetings.NameChair(call, id, chair);
      });
  HandleMeeting<v1::GiveOpinionRequest>(
      router, "GiveOpinion",
      [&meetings](const Call& call, MeetingId id,
                  const v1::GiveOpinionRequest& request) -> absl::StatusOr<Meeting> {
        ASSIGN_OR_RETURN(const std::optional<LeadId> lead, ParseLead("lead_id", request.lead_id()));
        return meetings.GiveOpinion(call, id, request.dissents(), request.text(), lead);
      });
  HandleMeeting<v1::HoldMeetingRequest>(
      router, "HoldMeeting",
      [&meetings](const Call& call, MeetingId id,
                  const v1::HoldMeetingRequest& request) -> absl::StatusOr<Meeting> {
        ASSIGN_OR_RETURN(const std::vector<UnitId> attending,
                         ParseIds<UnitId>("attending_unit_ids", request.attending_unit_ids()));
        return meetings.Hold(call, id, attending);
      });
  HandleMeeting<v1::SubmitMinutesRequest>(
      router, "SubmitMinutes",
      [&meetings](const Call& call, MeetingId id,
                  const v1::SubmitMinutesRequest& request) -> absl::StatusOr<Meeting> {
        ASSIGN_OR_RETURN(const Minutes minutes, FromProto(request));
        return meetings.SubmitMinutes(call, id, minutes);
      });
  HandleMeeting<v1::SignMinutesRequest>(
      router, "SignMinutes",
      [&meetings](const Call& call, MeetingId id, const v1::SignMinutesRequest&) {
        return meetings.Sign(call, id);
      });
  HandleMeeting<v1::CompleteResolutionRequest>(
      router, "CompleteResolution",
      [&meetings](const Call& call, MeetingId id, const v1::CompleteResolutionRequest& request) {
        return meetings.CompleteResolution(call, id, request.number(), request.result());
      });
  HandleMeeting<v1::CloseMeetingRequest>(
      router, "CloseMeeting",
      [&meetings](const Call& call, MeetingId id, const v1::CloseMeetingRequest&) {
        return meetings.Close(call, id);
      });
}

}  // namespace hecha::consultation
