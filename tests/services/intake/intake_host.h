// Intake on a real database behind a real server, with two units in its town.
#pragma once

#include <string>

#include "hecha/directory/v1/events.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/intake/v1/identity_check.pb.h"
#include "hecha/intake/v1/lead.pb.h"
#include "hecha/intake/v1/lead_return.pb.h"
#include "hecha/intake/v1/lead_subject.pb.h"
#include "hecha/intake/v1/match.pb.h"
#include "hecha/intake/v1/merge.pb.h"
#include "hecha/intake/v1/reporter.pb.h"
#include "hecha/intake/v1/umbrella.pb.h"
#include "services/intake/intake.h"
#include "tests/testing/service_host.h"

namespace hecha::intake {

class IntakeTest : public testing::Test {
 protected:
  IntakeTest() {
    AddUnit(station_, kTown, "西岗派出所");
    AddUnit(bureau_, kTown, "矿产资源监管所");
    AddUnit(UnitId::New(kStart), kNextTown, "鲍沟派出所");
  }

  void AddUnit(UnitId id, const std::string& division, const std::string& name) {
    directory::v1::UnitChanged event;
    event.set_unit_id(id.ToString());
    event.set_division(division);
    event.set_name(name);
    event.set_function(directory::v1::UNIT_FUNCTION_VERIFICATION);
    event.set_active(true);
    EXPECT_EQ(host_.Deliver(EnvelopeOf("gateway", "unit", id.uuid, 1, event, division)),
              events::v1::DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
  }

  static v1::CreateLeadRequest Draft(const std::string& title = "砂石场强买强卖") {
    v1::CreateLeadRequest request;
    request.set_division(kTown);
    request.set_channel(v1::CHANNEL_PUBLIC_PHONE);
    request.set_title(title);
    request.set_narrative("来电人反映某砂石场以威胁手段垄断供料。");
    v1::ContactRecord& call = *request.mutable_contact();
    events::SetTimestamp(kStart, call.mutable_began_at());
    call.set_minutes(12);
    call.set_people(1);
    call.set_received_by("王受理");
    call.set_summary("来电反映强买强卖");
    return request;
  }

  template <class Request>
  absl::StatusOr<v1::Lead> Do(const Actor& actor, const std::string& method,
                              const Request& request) {
    return host_.Ask<v1::Lead>(actor, "hecha.intake.v1.LeadService/" + method, request);
  }

  absl::StatusOr<v1::Lead> Create(const v1::CreateLeadRequest& request) {
    return Do(clerk_, "CreateLead", request);
  }

  absl::StatusOr<v1::Lead> Get(const Actor& actor, const std::string& id) {
    v1::GetLeadRequest request;
    request.set_lead_id(id);
    return Do(actor, "GetLead", request);
  }

  v1::ListLeadsResponse List(const Actor& actor, const v1::ListLeadsRequest& request = {}) {
    return host_.Ask<v1::ListLeadsResponse>(actor, "hecha.intake.v1.LeadService/ListLeads", request)
        .value();
  }

  static v1::TriageLeadRequest Judgement(const std::string& id) {
    v1::TriageLeadRequest request;
    request.set_lead_id(id);
    request.set_summary("反映强买强卖");
    request.set_opinion("交派出所核查");
    return request;
  }

  // Says of every lead that looks like this one, and that the office reads, that it is another
  // matter.
  void AnswerMatches(const std::string& id) {
    host_.Turn("match.index");
    v1::ListMatchesRequest request;
    request.set_lead_id(id);
    const auto found = host_.Ask<v1::ListMatchesResponse>(
        office_, "hecha.intake.v1.MatchService/ListMatches", request);
    for (const v1::Match& match : found.value().matches()) {
      if (match.restricted()) continue;
      v1::DecideMatchRequest answer;
      answer.set_lead_id(id);
      answer.set_match_id(match.id());
      answer.set_decision(v1::MATCH_STATE_DIFFERENT);
      answer.set_reason("不是同一事项");
      EXPECT_OK(host_.Ask<v1::Match>(office_, "hecha.intake.v1.MatchService/DecideMatch", answer));
    }
  }

  v1::Lead Triaged() {
    const v1::Lead lead = Create(Draft()).value();
    AnswerMatches(lead.id());
    return Do(clerk_, "TriageLead", Judgement(lead.id())).value();
  }

  absl::StatusOr<v1::Lead> Assign(const std::string& id, UnitId unit,
                                  const std::string& etag = "") {
    v1::AssignLeadRequest request;
    request.set_lead_id(id);
    request.set_unit_id(unit.ToString());
    request.set_etag(etag);
    request.set_hints_acknowledged(true);
    return Do(office_, "AssignLead", request);
  }

  // A triaged lead becomes part of another: proposed by the clerk, confirmed by the office.
  v1::Lead Merged(const std::string& lead, const std::string& survivor) {
    v1::ProposeMergeRequest proposal;
    proposal.set_lead_id(lead);
    proposal.set_survivor_lead_id(survivor);
    proposal.set_reason("同一砂石场，同一时段");
    EXPECT_OK(host_.Ask<v1::Lead>(clerk_, "hecha.intake.v1.MergeService/ProposeMerge", proposal));
    v1::ConfirmMergeRequest confirmation;
    confirmation.set_lead_id(lead);
    confirmation.set_reason("已核对两条线索");
    return host_.Ask<v1::Lead>(office_, "hecha.intake.v1.MergeService/ConfirmMerge", confirmation)
        .value();
  }

  // What the office says of a unit's return.
  absl::StatusOr<v1::Lead> DecideReturn(const Actor& actor, const std::string& id,
                                        v1::ReturnDecision decision) {
    v1::DecideReturnRequest request;
    request.set_lead_id(id);
    request.set_decision(decision);
    request.set_reason("职责已核对");
    return host_.Ask<v1::Lead>(actor, "hecha.intake.v1.LeadReturnService/DecideReturn", request);
  }

  v1::Lead Assigned() { return Assign(Triaged().id(), station_).value(); }

  template <class Event>
  events::v1::DeliveryResult::Verdict TellOf(const std::string& lead_id, Event event = {}) {
    const Uuid subject = Uuid::V7(kStart);
    event.set_case_id(subject.ToString());
    event.set_lead_id(lead_id);
    return host_.Deliver(EnvelopeOf("verification", "case", subject, 1, event));
  }

  ServiceHost host_{{"intake", kMigrations, Build}};
  const UnitId station_ = UnitId::New(kStart);
  const UnitId bureau_ = UnitId::New(kStart);
  const Actor clerk_ = User({Role::kClerk});
  const Actor office_ = User({Role::kOffice});
};

}  // namespace hecha::intake
