// Consultation on a real database behind a real server, and the people who use it.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/consultation/v1/joint_file.pb.h"
#include "hecha/consultation/v1/meeting.pb.h"
#include "hecha/consultation/v1/transfer.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/consultation/consultation.h"
#include "tests/testing/service_host.h"

namespace hecha::consultation {

inline constexpr absl::Duration kDay = absl::Hours(24);

class ConsultationTest : public testing::Test {
 protected:
  static events::v1::Envelope Sealed(Uuid lead) {
    intake::v1::LeadSealed event;
    event.set_lead_id(lead.ToString());
    event.set_lead_no("370481104-BZ2019-000007");
    events::SetTimestamp(kStart, event.mutable_sealed_at());
    return EnvelopeOf("intake", "lead", lead, 3, event);
  }

  // A team's flag of a lead that it verifies.
  static events::v1::Envelope Flagged(Uuid lead, bool upward, const std::string& reason = "") {
    verification::v1::UmbrellaFlagged event;
    event.set_case_id(Uuid::V7(absl::Now()).ToString());
    event.set_lead_id(lead.ToString());
    event.set_lead_no("370481104-BZ2019-000007");
    event.set_upward(upward);
    event.set_reason(reason);
    return EnvelopeOf("verification", "case", Uuid::V7(absl::Now()), 5, event);
  }

  // False if the event was not accepted.
  bool Tell(const events::v1::Envelope& envelope) {
    return host_.Deliver(envelope) == events::v1::DeliveryResult::VERDICT_ACCEPTED;
  }

  // That the lead accuses the unit.
  bool Bar(Uuid lead, UnitId unit) {
    intake::v1::LeadSubjectsChanged event;
    event.set_lead_id(lead.ToString());
    event.add_barred_unit_ids(unit.ToString());
    return Tell(EnvelopeOf("intake", "lead", lead, 2, event));
  }

  template <class Response, class Request>
  absl::StatusOr<Response> Ask(const Actor& actor, const std::string& method,
                               const Request& request) {
    return host_.Ask<Response>(actor, "hecha.consultation.v1." + method, request);
  }

  std::vector<v1::Transfer> Transfers(const Actor& actor) {
    const v1::ListTransfersResponse response =
        Ask<v1::ListTransfersResponse>(actor, "TransferService/ListTransfers",
                                       v1::ListTransfersRequest())
            .value();
    return {response.transfers().begin(), response.transfers().end()};
  }

  // The letter of a sealed lead.
  v1::Transfer Issued() {
    EXPECT_EQ(host_.Deliver(Sealed(Uuid::V7(absl::Now()))),
              events::v1::DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
    return Transfers(commission_)[0];
  }

  absl::StatusOr<v1::Transfer> Acknowledge(const Actor& actor, const std::string& id) {
    v1::AcknowledgeTransferRequest request;
    request.set_transfer_id(id);
    return Ask<v1::Transfer>(actor, "TransferService/AcknowledgeTransfer", request);
  }

  absl::StatusOr<v1::Transfer> Conclude(const Actor& actor, const std::string& id, bool filed) {
    v1::ConcludeTransferRequest request;
    request.set_transfer_id(id);
    request.set_filed(filed);
    request.set_opinion("查无实据");
    return Ask<v1::Transfer>(actor, "TransferService/ConcludeTransfer", request);
  }

  absl::StatusOr<v1::JointFile> Open(const std::string& transfer) {
    v1::OpenJointFileRequest request;
    request.set_transfer_id(transfer);
    request.set_police_unit_id(police_.unit.ToString());
    return Ask<v1::JointFile>(commission_, "JointFileService/OpenJointFile", request);
  }

  absl::StatusOr<v1::JointFile> File(const Actor& actor, const std::string& id, v1::Side side) {
    v1::RecordFilingRequest request;
    request.set_joint_file_id(id);
    request.set_side(side);
    request.set_filing_no("滕公立字〔2019〕21 号");
    return Ask<v1::JointFile>(actor, "JointFileService/RecordFiling", request);
  }

  template <class Request>
  absl::StatusOr<v1::Meeting> Do(const Actor& actor, const std::string& method,
                                 const Request& request) {
    return Ask<v1::Meeting>(actor, "MeetingService/" + method, request);
  }

  absl::StatusOr<v1::Meeting> Propose(Uuid lead = Uuid::V7(kStart)) {
    v1::ProposeMeetingRequest request;
    request.set_division(kTown);
    request.set_subject("CANARY3C 砂石场案会商");
    request.add_lead_ids(lead.ToString());
    return Do(office_, "ProposeMeeting", request);
  }

  v1::Meeting Convened() { return Convene(Propose().value().id()); }

  v1::Meeting Convene(const std::string& id) { return TryToConvene(office_, id).value(); }

  absl::StatusOr<v1::Meeting> TryToConvene(const Actor& actor, const std::string& id) {
    v1::ConveneMeetingRequest request;
    request.set_meeting_id(id);
    request.set_chair_id(chair_.user.ToString());
    request.add_required_unit_ids(police_.unit.ToString());
    request.add_required_unit_ids(commission_.unit.ToString());
    events::SetTimestamp(kStart + kDay, request.mutable_takes_place());
    request.set_place("三楼会议室");
    return Do(actor, "ConveneMeeting", request);
  }

  absl::StatusOr<v1::Meeting> GiveOpinion(const Actor& actor, const std::string& id,
                                          const std::string& text, bool dissents,
                                          const std::string& lead = "") {
    v1::GiveOpinionRequest request;
    request.set_meeting_id(id);
    request.set_text(text);
    request.set_dissents(dissents);
    request.set_lead_id(lead);
    return Do(actor, "GiveOpinion", request);
  }

  // A meeting about one or two leads whose minutes are written, with an opinion, an item and a
  // resolution on the first, and an opinion and an item on the second.
  v1::Meeting Minuted(Uuid first, Uuid second) {
    v1::ProposeMeetingRequest propose;
    propose.set_division(kTown);
    propose.set_subject("CANARY3C 两案会商");
    propose.add_lead_ids(first.ToString());
    propose.add_lead_ids(second.ToString());
    const std::string id = Convene(Do(office_, "ProposeMeeting", propose).value().id()).id();
    EXPECT_OK(GiveOpinion(police_, id, "CANARY3C 甲案证据不足", true, first.ToString()));
    EXPECT_OK(GiveOpinion(commission_, id, "CANARY3C 乙案证据充分", false, second.ToString()));
    v1::HoldMeetingRequest hold;
    hold.set_meeting_id(id);
    hold.add_attending_unit_ids(police_.unit.ToString());
    hold.add_attending_unit_ids(commission_.unit.ToString());
    EXPECT_OK(Do(office_, "HoldMeeting", hold));
    v1::SubmitMinutesRequest submit;
    submit.set_meeting_id(id);
    submit.set_minutes("CANARY3C 会议纪要");
    v1::MinutesItem& item = *submit.add_items();
    item.set_lead_id(first.ToString());
    item.set_text("CANARY3C 甲案补查");
    if (second != first) {
      v1::MinutesItem& another = *submit.add_items();
      another.set_lead_id(second.ToString());
      another.set_text("CANARY3C 乙案移交");
    }
    v1::Resolution& resolution = *submit.add_resolutions();
    resolution.set_owner_unit_id(police_.unit.ToString());
    resolution.set_text("CANARY3C 一周内补查甲案");
    resolution.set_lead_id(first.ToString());
    events::SetTimestamp(kStart + kDay, resolution.mutable_due());
    return Do(office_, "SubmitMinutes", submit).value();
  }

  v1::Meeting Seen(const std::string& id) { return TryToSee(office_, id).value(); }

  absl::StatusOr<v1::Meeting> TryToSee(const Actor& actor, const std::string& id) {
    v1::GetMeetingRequest get;
    get.set_meeting_id(id);
    return Do(actor, "GetMeeting", get);
  }

  // Whether the meeting is there for the actor; a list and what it names agree.
  bool Knows(const Actor& actor, const std::string& id) {
    const v1::ListMeetingsResponse list =
        Ask<v1::ListMeetingsResponse>(actor, "MeetingService/ListMeetings",
                                      v1::ListMeetingsRequest())
            .value();
    const bool listed = std::any_of(list.meetings().begin(), list.meetings().end(),
                                    [&](const v1::Meeting& each) { return each.id() == id; });
    EXPECT_EQ(listed, TryToSee(actor, id).ok());
    return listed;
  }

  // False if the event was not accepted.
  bool Purge(Uuid lead) {
    intake::v1::LeadPurged purged;
    purged.set_lead_id(lead.ToString());
    return host_.Deliver(EnvelopeOf("intake", "lead", lead, 9, purged)) ==
           events::v1::DeliveryResult::VERDICT_ACCEPTED;
  }

  ServiceHost host_{{"consultation", kMigrations, Build}};
  const Actor commission_ = User({Role::kDiscipline});
  const Actor police_ = User({Role::kUnitHead});
  const Actor office_ = User({Role::kOffice});
  const Actor chair_ = User({Role::kLeader});
};

}  // namespace hecha::consultation
