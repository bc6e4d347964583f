// Sweeps and publications on a real database behind a real server: what is stored, who sees it,
// and what is told of it.
#include "services/intake/sweep_service.h"

#include <gmock/gmock.h>

#include <map>
#include <string>

#include "hecha/intake/v1/sweep.pb.h"
#include "services/common/events/timestamp.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class SweepServiceTest : public IntakeTest {
 protected:
  SweepServiceTest() {
    head_.unit = station_;
    head_.name = "所长";
    other_head_.unit = bureau_;
  }

  template <class Response = v1::Sweep, class Request>
  absl::StatusOr<Response> Ask(const Actor& actor, const std::string& method,
                               const Request& request) {
    return host_.Ask<Response>(actor, "hecha.intake.v1.SweepService/" + method, request);
  }

  v1::OpenSweepRequest Order() const {
    v1::OpenSweepRequest request;
    request.set_division(kTown);
    request.set_type(v1::SWEEP_TYPE_CONCENTRATED);
    request.set_title("砂场集中摸排");
    request.set_instructions("逐场走访");
    events::SetTimestamp(kStart + absl::Hours(72), request.mutable_deadline());
    request.add_unit_ids(station_.ToString());
    request.add_unit_ids(bureau_.ToString());
    return request;
  }

  v1::Sweep Opened() { return Ask(office_, "OpenSweep", Order()).value(); }

  absl::StatusOr<v1::Sweep> Nil(const Actor& head, const std::string& id) {
    v1::ReportSweepRequest request;
    request.set_sweep_id(id);
    request.set_nil_return(true);
    request.set_statement("走访 12 家，未发现线索");
    return Ask(head, "ReportSweep", request);
  }

  absl::StatusOr<v1::Sweep> Close(const std::string& id) {
    v1::CloseSweepRequest request;
    request.set_sweep_id(id);
    request.set_conclusion("本轮摸排结束");
    return Ask(office_, "CloseSweep", request);
  }

  std::vector<std::string> Listed(const Actor& actor, bool overdue = false) {
    v1::ListSweepsRequest request;
    request.set_overdue(overdue);
    std::vector<std::string> ids;
    const auto response = Ask<v1::ListSweepsResponse>(actor, "ListSweeps", request);
    for (const v1::Sweep& sweep : response.value().sweeps()) ids.push_back(sweep.id());
    return ids;
  }

  Actor head_ = User({Role::kUnitHead});
  Actor other_head_ = User({Role::kUnitHead});
};

TEST_F(SweepServiceTest, RoundsOfATypeAreCountedInATown) {
  EXPECT_EQ(Opened().round(), 1);
  EXPECT_EQ(Opened().round(), 2);
  v1::OpenSweepRequest dynamic = Order();
  dynamic.set_type(v1::SWEEP_TYPE_DYNAMIC);
  EXPECT_EQ(Ask(office_, "OpenSweep", dynamic)->round(), 1);
}

TEST_F(SweepServiceTest, RoundIsClosedWhenItsUnitsHaveAnsweredAndEverybodyIsTold) {
  const v1::Sweep sweep = Opened();
  ASSERT_OK(Nil(head_, sweep.id()));
  EXPECT_THAT(Close(sweep.id()), RefusedBy("ANSWERS_MISSING"));
  ASSERT_OK(Nil(other_head_, sweep.id()));
  ASSERT_OK_AND_ASSIGN(const v1::Sweep closed, Close(sweep.id()));
  EXPECT_EQ(closed.state(), v1::Sweep::STATE_CLOSED);
  EXPECT_EQ(closed.coverage().nil_returns(), 2);
  EXPECT_THAT(host_.Payloads<v1::SweepReported>(), SizeIs(2));
  ASSERT_THAT(host_.Payloads<v1::SweepClosed>(), SizeIs(1));
  EXPECT_EQ(host_.Payloads<v1::SweepClosed>()[0].nil_returns(), 2);
}

TEST_F(SweepServiceTest, WhatAUnitCombedAndWhyOneIsMissingRestsSealed) {
  const v1::Sweep sweep = Opened();
  ASSERT_OK_AND_ASSIGN(const v1::Sweep reported, Nil(head_, sweep.id()));
  v1::ExplainSweepGapRequest gap;
  gap.set_sweep_id(sweep.id());
  gap.set_unit_id(other_head_.unit.ToString());
  gap.set_reason("该所正在搬迁");
  ASSERT_OK_AND_ASSIGN(const v1::Sweep explained, Ask(office_, "ExplainSweepGap", gap));
  std::vector<std::string> words;
  for (const v1::SweepUnit& unit : explained.units())
    words.push_back(unit.statement() + unit.gap_reason());
  EXPECT_THAT(words, UnorderedElementsAre("走访 12 家，未发现线索", "该所正在搬迁"));
  EXPECT_THAT(host_.ColumnsHolding("走访 12 家"), IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding("正在搬迁"), IsEmpty());
}

TEST_F(SweepServiceTest, WhatAUnitFoundIsRegisteredBeforeTheRoundIsClosed) {
  const v1::Sweep sweep = Opened();
  v1::ReportSweepRequest found;
  found.set_sweep_id(sweep.id());
  found.set_leads_found(1);
  found.set_statement("发现一条");
  ASSERT_OK(Ask(head_, "ReportSweep", found));
  ASSERT_OK(Nil(other_head_, sweep.id()));
  EXPECT_THAT(Close(sweep.id()), RefusedBy("LEADS_NOT_REGISTERED"));
  v1::CreateLeadRequest lead = Draft();
  lead.set_sweep_id(sweep.id());
  ASSERT_OK(Create(lead));
  ASSERT_OK_AND_ASSIGN(const v1::Sweep closed, Close(sweep.id()));
  EXPECT_EQ(closed.coverage().leads_registered(), 1);
  EXPECT_THAT(Create(lead), RefusedBy("UNKNOWN_SWEEP"));
}

// Units by what is registered as theirs, of those with a part in the round.
std::map<std::string, int> RegisteredOf(const v1::Sweep& sweep) {
  std::map<std::string, int> registered;
  for (const v1::SweepUnit& line : sweep.units())
    registered[line.unit_id()] = line.leads_registered();
  return registered;
}

TEST_F(SweepServiceTest, LeadsAreCountedToTheUnitThatFoundThem) {
  const v1::Sweep sweep = Opened();
  const v1::Sweep another = Opened();
  const std::string station = station_.ToString();
  const auto register_as = [&](const std::string& round, const std::string& unit) {
    v1::CreateLeadRequest lead = Draft();
    lead.set_sweep_id(round);
    lead.set_sweep_unit_id(unit);
    return Create(lead);
  };
  ASSERT_OK(register_as(sweep.id(), station));
  ASSERT_OK(register_as(sweep.id(), station));
  ASSERT_OK(register_as(another.id(), station));
  // The round's, and no unit's.
  ASSERT_OK(register_as(sweep.id(), ""));
  EXPECT_THAT(register_as(sweep.id(), UnitId::New(kStart).ToString()), RefusedBy("NOT_ASSIGNED"));
  EXPECT_THAT(register_as("", station), RefusedBy("REQUIRED"));

  v1::GetSweepRequest request;
  request.set_sweep_id(sweep.id());
  ASSERT_OK_AND_ASSIGN(const v1::Sweep seen, Ask(office_, "GetSweep", request));
  EXPECT_THAT(RegisteredOf(seen),
              UnorderedElementsAre(Pair(station, 2), Pair(bureau_.ToString(), 0)));
  EXPECT_EQ(seen.coverage().leads_registered(), 3);
  ASSERT_OK_AND_ASSIGN(const auto listed,
                       Ask<v1::ListSweepsResponse>(office_, "ListSweeps", v1::ListSweepsRequest()));
  EXPECT_EQ(RegisteredOf(listed.sweeps(0)).at(station), 1);
  EXPECT_EQ(RegisteredOf(listed.sweeps(1)).at(station), 2);
  // The head of a unit sees the own count.
  ASSERT_OK_AND_ASSIGN(const v1::Sweep own, Ask(head_, "GetSweep", request));
  EXPECT_THAT(RegisteredOf(own), ElementsAre(Pair(station, 2)));
}

TEST_F(SweepServiceTest, OverdueUnitsAreShown) {
  const v1::Sweep sweep = Opened();
  ASSERT_OK(Nil(head_, sweep.id()));
  EXPECT_THAT(Listed(office_, /*overdue=*/true), SizeIs(0));
  host_.clock().Advance(absl::Hours(73));
  EXPECT_THAT(Listed(office_, /*overdue=*/true), ElementsAre(sweep.id()));
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep.id());
  ASSERT_OK_AND_ASSIGN(const v1::Sweep late, Ask(office_, "GetSweep", request));
  EXPECT_EQ(late.coverage().overdue(), 1);
  for (const v1::SweepUnit& line : late.units())
    EXPECT_EQ(line.overdue(), line.unit_id() == bureau_.ToString());
}

TEST_F(SweepServiceTest, UnitHeadSeesTheOwnLineOfTheOwnRounds) {
  const v1::Sweep both = Opened();
  v1::OpenSweepRequest order = Order();
  order.clear_unit_ids();
  order.add_unit_ids(bureau_.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::Sweep others, Ask(office_, "OpenSweep", order));
  EXPECT_THAT(Listed(head_), ElementsAre(both.id()));
  v1::GetSweepRequest request;
  request.set_sweep_id(others.id());
  EXPECT_THAT(Ask(head_, "GetSweep", request), StatusIs(absl::StatusCode::kNotFound));
  request.set_sweep_id(both.id());
  ASSERT_OK_AND_ASSIGN(const v1::Sweep seen, Ask(head_, "GetSweep", request));
  ASSERT_THAT(seen.units(), SizeIs(1));
  EXPECT_EQ(seen.units(0).unit_id(), station_.ToString());
  EXPECT_FALSE(seen.has_coverage());
  EXPECT_THAT(seen.actions(), ElementsAre("report"));
}

TEST_F(SweepServiceTest, OfficeIsOfferedWhatTheRulesWouldAllow) {
  v1::Sweep sweep = Opened();
  EXPECT_THAT(sweep.actions(), ElementsAre("explainGap", "extend"));
  ASSERT_OK(Nil(head_, sweep.id()));
  ASSERT_OK(Nil(other_head_, sweep.id()));
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep.id());
  EXPECT_THAT(Ask(office_, "GetSweep", request)->actions(), ElementsAre("extend", "close"));
  EXPECT_THAT(Ask(clerk_, "GetSweep", request)->actions(), SizeIs(0));
  EXPECT_THAT(Close(sweep.id())->actions(), SizeIs(0));
}

TEST_F(SweepServiceTest, AnotherTownKnowsNothingOfIt) {
  const v1::Sweep sweep = Opened();
  const Actor elsewhere = User({Role::kOffice}, kNextTown);
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep.id());
  EXPECT_THAT(Ask(elsewhere, "GetSweep", request), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Ask(elsewhere, "OpenSweep", Order()), RefusedBy("OUTSIDE_SCOPE"));
}

}  // namespace
}  // namespace hecha::intake
