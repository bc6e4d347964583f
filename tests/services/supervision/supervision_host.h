// Supervision on a real database behind a real server; intake and verification are played by
// the envelopes they would send.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "hecha/intake/v1/events.pb.h"
#include "hecha/supervision/v1/campaign.pb.h"
#include "hecha/supervision/v1/clock.pb.h"
#include "hecha/supervision/v1/events.pb.h"
#include "hecha/supervision/v1/export.pb.h"
#include "hecha/supervision/v1/ledger.pb.h"
#include "hecha/supervision/v1/problem.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/supervision/supervision.h"
#include "tests/testing/service_host.h"

namespace hecha::supervision {

class SupervisionTest : public testing::Test {
 protected:
  // Delivers the next event of an aggregate, which happens now; false if it was not accepted.
  bool Tell(const std::string& source, const std::string& aggregate, Uuid id,
            const google::protobuf::Message& event, const std::string& division = "") {
    if (!division.empty()) divisions_[id] = division;
    events::v1::Envelope envelope =
        EnvelopeOf(source, aggregate, id, ++versions_[id], event, DivisionOf(id));
    events::SetTimestamp(host_.clock().Now() - late_, envelope.mutable_occurred_at());
    return host_.Deliver(envelope) == events::v1::DeliveryResult::VERDICT_ACCEPTED;
  }

  Uuid Registered(intake::v1::Sector sector = intake::v1::SECTOR_OTHER,
                  intake::v1::Channel channel = intake::v1::CHANNEL_PUBLIC_WEB,
                  const std::string& division = kTown) {
    const Uuid lead = Uuid::V7(absl::Now());
    intake::v1::LeadRegistered event;
    event.set_lead_id(lead.ToString());
    event.set_lead_no(fmt::format("{}-BZ2019-{:06}", division, ++serial_));
    event.set_division(division);
    event.set_level(intake::v1::LEVEL_TOWN);
    event.set_identity(intake::v1::IDENTITY_ANONYMOUS);
    event.set_sector(sector);
    event.set_channel(channel);
    events::SetTimestamp(kStart, event.mutable_received_at());
    EXPECT_TRUE(Tell("intake", "lead", lead, event, division)) << host_.last_reason();
    return lead;
  }

  bool Triage(Uuid lead, intake::v1::Sector sector = intake::v1::SECTOR_COAL,
              intake::v1::Umbrella umbrella = intake::v1::UMBRELLA_NONE) {
    intake::v1::LeadTriaged event;
    event.set_lead_id(lead.ToString());
    event.set_sector(sector);
    event.set_umbrella(umbrella);
    event.set_summary("反映强买强卖");
    event.set_opinion("交派出所核查");
    return Tell("intake", "lead", lead, event);
  }

  bool Assign(Uuid lead, const std::string& unit_name = "西岗派出所") {
    intake::v1::LeadAssigned event;
    event.set_lead_id(lead.ToString());
    event.set_lead_no(fmt::format("{}-BZ2019-{:06}", kTown, serial_));
    event.set_unit_id(unit_.ToString());
    event.set_unit_name(unit_name);
    event.set_instruction(intake::v1::INSTRUCTION_ASSIGN);
    return Tell("intake", "lead", lead, event);
  }

  bool Progress(Uuid lead, intake::v1::State state) {
    intake::v1::LeadProgressed event;
    event.set_lead_id(lead.ToString());
    event.set_state(state);
    return Tell("intake", "lead", lead, event);
  }

  template <class Event>
  bool TellOfCase(Uuid subject, Uuid lead, Event event = {}) {
    event.set_case_id(subject.ToString());
    event.set_lead_id(lead.ToString());
    return Tell("verification", "case", subject, event, DivisionOf(lead));
  }

  Uuid RegisteredFromAbove() {
    const Uuid lead = Uuid::V7(absl::Now());
    intake::v1::LeadRegistered event;
    event.set_lead_id(lead.ToString());
    event.set_lead_no("370481104-BZ2019-000031");
    event.set_division(kTown);
    event.set_level(intake::v1::LEVEL_PREFECTURE);
    event.set_instruction(intake::v1::INSTRUCTION_SUPERVISE);
    event.set_document_no("枣扫督〔2019〕7号");
    event.set_issuing_body("枣庄市扫黑办");
    event.set_instructed_by("张书记");
    events::SetTimestamp(kStart, event.mutable_received_at());
    events::SetTimestamp(kStart + absl::Hours(24 * 10), event.mutable_deadline());
    EXPECT_TRUE(Tell("intake", "lead", lead, event)) << host_.last_reason();
    return lead;
  }

  // A case of the lead that its unit has; returns its id.
  Uuid Opened(const Uuid& lead) {
    const Uuid subject = Uuid::V7(absl::Now());
    verification::v1::CaseOpened opened;
    opened.set_lead_no("370481104-BZ2019-000031");
    opened.set_unit_id(unit_.ToString());
    opened.set_unit_name("西岗派出所");
    EXPECT_TRUE(TellOfCase(subject, lead, opened)) << host_.last_reason();
    return subject;
  }

  // The town that an aggregate was first told of in.
  std::string DivisionOf(const Uuid& id) const {
    const auto known = divisions_.find(id);
    return known == divisions_.end() ? kTown : known->second;
  }

  template <class Response, class Request>
  absl::StatusOr<Response> Ask(const Actor& actor, const std::string& method,
                               const Request& request) {
    return host_.Ask<Response>(actor, "hecha.supervision.v1." + method, request);
  }

  v1::ListLinesResponse Lines(int ledger, const Actor& actor, int state = 0) {
    v1::ListLinesRequest request;
    request.set_ledger(ledger);
    request.set_state(state);
    return Ask<v1::ListLinesResponse>(actor, "LedgerService/ListLines", request).value();
  }

  // What the column `key` says on a line.
  static std::string CellOf(const v1::ListLinesResponse& lines, int line, const std::string& key) {
    for (int i = 0; i < lines.columns_size(); ++i)
      if (lines.columns(i).key() == key) return lines.lines(line).cells(i);
    ADD_FAILURE() << "no column " << key;
    return "";
  }

  v1::QueryStatisticsResponse Query(const Actor& actor, v1::Measure measure) {
    v1::QueryStatisticsRequest request;
    request.set_measure(measure);
    return Ask<v1::QueryStatisticsResponse>(actor, "StatisticsService/QueryStatistics", request)
        .value();
  }

  // Every total of a measure by its key, over all divisions that `actor` covers.
  std::map<std::string, int64_t> Totals(const Actor& actor, v1::Measure measure) {
    std::map<std::string, int64_t> totals;
    const v1::QueryStatisticsResponse response = Query(actor, measure);
    for (const v1::Total& total : response.totals()) totals[total.key()] += total.count();
    return totals;
  }

  v1::ReconcileStatisticsResponse Reconcile(const Actor& actor) {
    return Ask<v1::ReconcileStatisticsResponse>(actor, "StatisticsService/ReconcileStatistics",
                                                v1::ReconcileStatisticsRequest())
        .value();
  }

  // Those of units that verify.
  std::vector<v1::Clock> Clocks(const Actor& actor) {
    return ClocksOf(actor, [](v1::ClockStep step) { return step == v1::CLOCK_STEP_VERIFY; });
  }
  // Those of what the office owes a lead.
  std::vector<v1::Clock> OfficeClocks(const Actor& actor) {
    return ClocksOf(actor, [](v1::ClockStep step) { return step != v1::CLOCK_STEP_VERIFY; });
  }
  std::vector<v1::Clock> ClocksOf(const Actor& actor,
                                  const std::function<bool(v1::ClockStep)>& wanted) {
    const v1::ListClocksResponse response =
        Ask<v1::ListClocksResponse>(actor, "ClockService/ListClocks", v1::ListClocksRequest())
            .value();
    std::vector<v1::Clock> clocks;
    for (const v1::Clock& clock : response.clocks())
      if (wanted(clock.step())) clocks.push_back(clock);
    return clocks;
  }

  std::vector<v1::Problem> Problems(const Actor& actor) {
    const v1::ListProblemsResponse response =
        Ask<v1::ListProblemsResponse>(actor, "ProblemService/ListProblems",
                                      v1::ListProblemsRequest())
            .value();
    return {response.problems().begin(), response.problems().end()};
  }

  ServiceHost host_{{"supervision", kMigrations, Build}};
  // How long ago the events happened that are delivered now.
  absl::Duration late_;
  const UnitId unit_ = UnitId::New(kStart);
  const Actor office_ = User({Role::kOffice});
  const Actor city_ = User({Role::kCityOffice}, kCity);

 private:
  std::map<Uuid, int64_t> versions_;
  std::map<Uuid, std::string> divisions_;
  int serial_ = 0;
};

}  // namespace hecha::supervision
