// Clocks on a real database: they follow their leads, their lights turn once however many
// processes look, and a red one raises a problem.
#include "services/supervision/clock_service.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "hecha/directory/v1/events.pb.h"
#include "tests/services/supervision/supervision_host.h"

namespace hecha::supervision {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);

class ClockServiceTest : public SupervisionTest {
 protected:
  Uuid Given() {
    const Uuid lead = Registered();
    EXPECT_TRUE(Triage(lead));
    EXPECT_TRUE(Assign(lead)) << host_.last_reason();
    return lead;
  }

  // Somebody of the town's office, of which the directory told.
  Actor KnownOffice() {
    const Actor desk = User({Role::kOffice});
    directory::v1::UnitChanged event;
    event.set_unit_id(desk.unit.ToString());
    event.set_division(kTown);
    event.set_name("西岗镇扫黑办");
    event.set_function(directory::v1::UNIT_FUNCTION_OFFICE);
    event.set_active(true);
    EXPECT_TRUE(Tell("gateway", "unit", desk.unit.uuid, event, kTown)) << host_.last_reason();
    return desk;
  }

  // The lights that were told of, in order.
  std::vector<int> LightsTold() {
    std::vector<int> lights;
    for (const v1::ClockLightChanged& event : host_.Payloads<v1::ClockLightChanged>())
      lights.push_back(event.light());
    return lights;
  }
};

TEST_F(ClockServiceTest, AssignmentStartsTheClockOfItsInstruction) {
  const Uuid lead = Given();
  const std::vector<v1::Clock> clocks = Clocks(office_);
  ASSERT_EQ(clocks.size(), 1u);
  EXPECT_EQ(clocks[0].lead_id(), lead.ToString());
  EXPECT_EQ(clocks[0].unit_id(), unit_.ToString());
  EXPECT_EQ(clocks[0].light(), v1::LIGHT_NONE);
  EXPECT_EQ(clocks[0].due().seconds(), absl::ToUnixSeconds(kStart + 30 * kDay));
}

TEST_F(ClockServiceTest, TheOfficeIsWaitedForUntilAUnitHasTheLead) {
  const Actor desk = KnownOffice();
  const Uuid lead = Registered();
  ASSERT_EQ(OfficeClocks(desk).size(), 1u);
  EXPECT_EQ(OfficeClocks(desk)[0].step(), v1::CLOCK_STEP_TRIAGE);
  EXPECT_EQ(OfficeClocks(desk)[0].unit_id(), desk.unit.ToString());
  EXPECT_EQ(OfficeClocks(desk)[0].due().seconds(), absl::ToUnixSeconds(kStart + kDay));
  host_.clock().Set(kStart + 2 * kDay);
  host_.Turn("lights");
  EXPECT_EQ(OfficeClocks(desk)[0].light(), v1::LIGHT_LISTED);
  EXPECT_THAT(Totals(desk, v1::MEASURE_LIGHT), ElementsAre(testing::Pair("LISTED", 1)));
  EXPECT_THAT(Problems(desk), IsEmpty()) << "late is not yet somebody's fault";
  ASSERT_TRUE(Triage(lead)) << host_.last_reason();
  ASSERT_TRUE(Triage(lead)) << "judged anew: the same clock goes on";
  std::map<int, int> running;
  for (const v1::Clock& clock : OfficeClocks(desk))
    if (clock.state() == v1::CLOCK_STATE_RUNNING) ++running[clock.step()];
  EXPECT_THAT(running, ElementsAre(testing::Pair(v1::CLOCK_STEP_ASSIGN, 1)));
  ASSERT_TRUE(Assign(lead)) << host_.last_reason();
  for (const v1::Clock& clock : OfficeClocks(desk))
    EXPECT_EQ(clock.state(), v1::CLOCK_STATE_STOPPED);
  EXPECT_THAT(Reconcile(desk).differences(), IsEmpty());
}

TEST_F(ClockServiceTest, SuspectedUmbrellaThatRestsIsTheOfficesProblem) {
  const Actor desk = KnownOffice();
  const Uuid lead = Registered();
  ASSERT_TRUE(Triage(lead, intake::v1::SECTOR_COAL, intake::v1::UMBRELLA_SUSPECTED));
  host_.clock().Set(kStart + 30 * kDay);
  host_.Turn("lights");
  ASSERT_EQ(Problems(desk).size(), 1u);
  EXPECT_EQ(Problems(desk)[0].unit_id(), desk.unit.ToString());
  EXPECT_EQ(Problems(desk)[0].lead_id(), lead.ToString());
  const auto told = host_.Payloads<v1::ClockLightChanged>();
  EXPECT_EQ(told.back().step(), v1::CLOCK_STEP_SEAL);
  EXPECT_EQ(told.back().unit_id(), desk.unit.ToString());
  intake::v1::LeadSealed sealed;
  sealed.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, sealed)) << host_.last_reason();
  for (const v1::Clock& clock : OfficeClocks(desk))
    EXPECT_EQ(clock.state(), v1::CLOCK_STATE_STOPPED);
}

TEST_F(ClockServiceTest, UmbrellaThatIsClearedIsWaitedForNoMore) {
  const Actor desk = KnownOffice();
  const Uuid lead = Registered();
  ASSERT_TRUE(Triage(lead, intake::v1::SECTOR_COAL, intake::v1::UMBRELLA_SUSPECTED));
  intake::v1::UmbrellaCleared cleared;
  cleared.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, cleared)) << host_.last_reason();
  std::map<int, int> running;
  for (const v1::Clock& clock : OfficeClocks(desk))
    if (clock.state() == v1::CLOCK_STATE_RUNNING) ++running[clock.step()];
  EXPECT_THAT(running, ElementsAre(testing::Pair(v1::CLOCK_STEP_ASSIGN, 1)));
}

TEST_F(ClockServiceTest, OfficeThatNobodyToldOfHasClocksAllTheSame) {
  const Uuid lead = Registered();
  ASSERT_TRUE(Triage(lead, intake::v1::SECTOR_COAL, intake::v1::UMBRELLA_SUSPECTED));
  host_.clock().Set(kStart + 30 * kDay);
  host_.Turn("lights");
  EXPECT_EQ(LightsTold().back(), v1::LIGHT_LISTED);
  EXPECT_THAT(Problems(office_), IsEmpty());
}

TEST_F(ClockServiceTest, AnotherDeadlineOfTheSuperiorStartsTheClockAnew) {
  const Uuid lead = Given();
  host_.clock().Set(kStart + 10 * kDay);
  intake::v1::LeadAmended amended;
  amended.set_lead_id(lead.ToString());
  amended.set_instruction(intake::v1::INSTRUCTION_SUPERVISE);
  events::SetTimestamp(kStart, amended.mutable_received_at());
  events::SetTimestamp(kStart + 20 * kDay, amended.mutable_deadline());
  ASSERT_TRUE(Tell("intake", "lead", lead, amended)) << host_.last_reason();
  std::vector<v1::Clock> running;
  for (const v1::Clock& clock : Clocks(office_))
    if (clock.state() == v1::CLOCK_STATE_RUNNING) running.push_back(clock);
  ASSERT_EQ(running.size(), 1u);
  EXPECT_EQ(running[0].due().seconds(), absl::ToUnixSeconds(kStart + 20 * kDay));
  // Told again, with the same deadline, it runs on.
  amended.set_document_no("枣扫督〔2019〕8号");
  ASSERT_TRUE(Tell("intake", "lead", lead, amended)) << host_.last_reason();
  for (const v1::Clock& clock : Clocks(office_))
    if (clock.state() == v1::CLOCK_STATE_RUNNING) {
      EXPECT_EQ(clock.id(), running[0].id());
    }
}

TEST_F(ClockServiceTest, PausedClockStaysSoUnderAnotherDeadline) {
  const Uuid lead = Given();
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_SUSPENDED));
  intake::v1::LeadAmended amended;
  amended.set_lead_id(lead.ToString());
  amended.set_instruction(intake::v1::INSTRUCTION_ASSIGN);
  events::SetTimestamp(kStart, amended.mutable_received_at());
  events::SetTimestamp(kStart + 20 * kDay, amended.mutable_deadline());
  ASSERT_TRUE(Tell("intake", "lead", lead, amended)) << host_.last_reason();
  EXPECT_EQ(Clocks(office_)[0].state(), v1::CLOCK_STATE_PAUSED);
}

TEST_F(ClockServiceTest, LightsTurnAsTimePassesAndRedRaisesOneProblem) {
  const Uuid lead = Given();
  host_.Turn("lights");
  EXPECT_THAT(LightsTold(), IsEmpty());
  std::vector<int> expected;
  for (const auto& [day, light] : std::map<int, int>{{15, v1::LIGHT_REMIND},
                                                     {24, v1::LIGHT_URGE},
                                                     {30, v1::LIGHT_YELLOW},
                                                     {36, v1::LIGHT_RED},
                                                     {45, v1::LIGHT_LISTED}}) {
    host_.clock().Set(kStart + day * kDay - absl::Seconds(1));
    host_.Turn("lights");
    EXPECT_EQ(LightsTold(), expected);
    host_.clock().Set(kStart + day * kDay);
    host_.Turn("lights");
    host_.Turn("lights");
    expected.push_back(light);
    EXPECT_EQ(LightsTold(), expected);
    EXPECT_EQ(Clocks(office_)[0].light(), light);
    EXPECT_EQ(Problems(office_).size(), light >= v1::LIGHT_RED ? 1u : 0u);
  }
  const v1::Problem problem = Problems(office_)[0];
  EXPECT_EQ(problem.lead_id(), lead.ToString());
  EXPECT_EQ(problem.unit_id(), unit_.ToString());
  EXPECT_EQ(problem.state(), v1::PROBLEM_STATE_RAISED);
  EXPECT_EQ(problem.raised_by(), "service:supervision");
  EXPECT_THAT(Totals(office_, v1::MEASURE_LIGHT), ElementsAre(testing::Pair("LISTED", 1)));
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(ClockServiceTest, GravestLightsComeFirstAndThoseOfNamedLeadsTogether) {
  std::vector<std::string> leads;
  for (int day : {0, 1, 30, 60}) {
    host_.clock().Set(kStart + day * kDay);
    leads.push_back(Given().ToString());
  }
  host_.clock().Set(kStart + 62 * kDay);
  host_.Turn("lights");
  const auto list = [&](const v1::ListClocksRequest& request) {
    std::vector<std::string> found;
    const auto page =
        Ask<v1::ListClocksResponse>(office_, "ClockService/ListClocks", request).value();
    for (const v1::Clock& clock : page.clocks()) found.push_back(clock.lead_id());
    return found;
  };
  v1::ListClocksRequest gravest;
  gravest.set_order(v1::CLOCK_ORDER_GRAVEST);
  // Two are listed, the older one due first; then the yellow one; then the new one.
  EXPECT_EQ(list(gravest), leads);
  gravest.set_page_size(1);
  EXPECT_THAT(list(gravest), ElementsAre(leads[0]));
  v1::ListClocksRequest named;
  named.add_lead_ids(leads[3]);
  named.add_lead_ids(leads[1]);
  named.add_lead_ids(Uuid::V7(kStart).ToString());
  EXPECT_THAT(list(named), testing::UnorderedElementsAre(leads[1], leads[3]));
  named.set_division(std::string(kNextTown));
  EXPECT_THAT(Ask<v1::ListClocksResponse>(office_, "ClockService/ListClocks", named),
              RefusedBy("OUTSIDE_SCOPE"));
}

TEST_F(ClockServiceTest, LongAbsenceTurnsOnEveryLightInOrder) {
  Given();
  host_.clock().Set(kStart + 60 * kDay);
  host_.Turn("lights");
  EXPECT_THAT(LightsTold(), ElementsAre(v1::LIGHT_REMIND, v1::LIGHT_URGE, v1::LIGHT_YELLOW,
                                        v1::LIGHT_RED, v1::LIGHT_LISTED));
  EXPECT_EQ(Problems(office_).size(), 1u);
}

TEST_F(ClockServiceTest, TwoProcessesTickingAtOnceTurnEachLightOnce) {
  constexpr int kLeads = 8;
  for (int i = 0; i < kLeads; ++i) Given();
  ServiceHost second(host_);
  for (int day : {15, 24, 30, 36, 45}) {
    host_.clock().Set(kStart + day * kDay);
    std::thread a([&] { host_.Turn("lights"); });
    std::thread b([&] { second.Turn("lights"); });
    a.join();
    b.join();
  }
  // What a process lost to the other it left; nothing is left to both.
  host_.Turn("lights");
  std::map<std::string, std::vector<int>> lights;
  for (const v1::ClockLightChanged& event : host_.Payloads<v1::ClockLightChanged>())
    lights[event.clock_id()].push_back(event.light());
  ASSERT_EQ(lights.size(), static_cast<size_t>(kLeads));
  for (const auto& [clock, turned] : lights)
    EXPECT_THAT(turned, ElementsAre(v1::LIGHT_REMIND, v1::LIGHT_URGE, v1::LIGHT_YELLOW,
                                    v1::LIGHT_RED, v1::LIGHT_LISTED));
  EXPECT_EQ(Problems(office_).size(), static_cast<size_t>(kLeads));
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(ClockServiceTest, FloodOfReportsDelaysNoLightOfAUnit) {
  // More than one look takes, and all due before the unit's.
  constexpr int kFlood = 201;
  for (int i = 0; i < kFlood; ++i) Registered();
  const Uuid lead = Given();
  host_.clock().Set(kStart + 45 * kDay);
  host_.Turn("lights");
  ASSERT_EQ(Problems(office_).size(), 1u);
  EXPECT_EQ(Problems(office_)[0].lead_id(), lead.ToString());
  host_.Turn("lights");
  EXPECT_EQ(std::ranges::count(LightsTold(), v1::LIGHT_LISTED), kFlood + 1);
}

TEST_F(ClockServiceTest, ClockThatCannotTurnLeavesTheOthersAlight) {
  const Uuid broken = Given();
  Given();
  // Its red light cannot raise a problem: a problem names its unit.
  host_.Tamper(
      fmt::format("UPDATE clock SET unit_name = '' WHERE lead_id = UNHEX(REPLACE('{}', "
                  "'-', ''))",
                  broken.ToString()));
  host_.clock().Set(kStart + 60 * kDay);
  host_.Turn("lights");
  std::map<std::string, int> lights;
  for (const v1::Clock& clock : Clocks(office_)) lights[clock.lead_id()] = clock.light();
  EXPECT_EQ(lights[broken.ToString()], v1::LIGHT_YELLOW);
  lights.erase(broken.ToString());
  EXPECT_EQ(lights.begin()->second, v1::LIGHT_LISTED);
}

TEST_F(ClockServiceTest, SuspensionStopsTheTimeAndResumptionShiftsIt) {
  const Uuid lead = Given();
  host_.clock().Set(kStart + 10 * kDay);
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_SUSPENDED)) << host_.last_reason();
  EXPECT_EQ(Clocks(office_)[0].state(), v1::CLOCK_STATE_PAUSED);
  host_.clock().Set(kStart + 30 * kDay);
  host_.Turn("lights");
  EXPECT_THAT(LightsTold(), IsEmpty());
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_VERIFYING)) << host_.last_reason();
  EXPECT_EQ(Clocks(office_)[0].state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(Clocks(office_)[0].due().seconds(), absl::ToUnixSeconds(kStart + 50 * kDay));
  host_.Turn("lights");
  EXPECT_THAT(LightsTold(), IsEmpty());
  host_.clock().Set(kStart + 35 * kDay);
  host_.Turn("lights");
  EXPECT_THAT(LightsTold(), ElementsAre(v1::LIGHT_REMIND));
}

TEST_F(ClockServiceTest, SuspendedLeadThatIsToldOfAgainGoesOn) {
  const Uuid lead = Given();
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_SUSPENDED)) << host_.last_reason();
  host_.clock().Advance(5 * kDay);
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_SUSPENDED))
      << "flagged for the commission: " << host_.last_reason();
  EXPECT_EQ(Clocks(office_)[0].state(), v1::CLOCK_STATE_PAUSED);
  host_.clock().Advance(5 * kDay);
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_VERIFYING)) << host_.last_reason();
  EXPECT_EQ(Clocks(office_)[0].state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(Clocks(office_)[0].due().seconds(), absl::ToUnixSeconds(kStart + 40 * kDay));
}

TEST_F(ClockServiceTest, TimeRunsFromWhatHappenedNotFromWhenItWasHeardOf) {
  const auto at = [&](int day) { late_ = kStart + 30 * kDay - (kStart + day * kDay); };
  host_.clock().Set(kStart + 30 * kDay);
  at(0);
  const Uuid lead = Registered();
  EXPECT_EQ(OfficeClocks(office_)[0].due().seconds(), absl::ToUnixSeconds(kStart + kDay));
  ASSERT_TRUE(Triage(lead));
  at(1);
  ASSERT_TRUE(Assign(lead)) << host_.last_reason();
  at(4);
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_SUSPENDED));
  at(11);
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_VERIFYING));
  const v1::Clock clock = Clocks(office_)[0];
  EXPECT_EQ(clock.started().seconds(), absl::ToUnixSeconds(kStart + 8 * kDay));
  EXPECT_EQ(clock.due().seconds(), absl::ToUnixSeconds(kStart + 38 * kDay))
      << "30 days, and the 7 of the suspension";
}

TEST_F(ClockServiceTest, RuleOfTheDayTimesWhatHappenedThen) {
  host_.Tamper(
      "INSERT INTO clock_rule (instruction, effective_from, days) VALUES "
      "(3, '2019-05-01', 5)");
  host_.clock().Set(kStart + 30 * kDay);
  late_ = 30 * kDay;
  Given();
  EXPECT_EQ(Clocks(office_)[0].due().seconds(), absl::ToUnixSeconds(kStart + 30 * kDay));
}

TEST_F(ClockServiceTest, ClosedLeadsClockShowsNoLightAnyMore) {
  const Uuid lead = Given();
  host_.clock().Set(kStart + 16 * kDay);
  host_.Turn("lights");
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_CLOSED)) << host_.last_reason();
  host_.clock().Set(kStart + 100 * kDay);
  host_.Turn("lights");
  EXPECT_THAT(LightsTold(), ElementsAre(v1::LIGHT_REMIND));
  EXPECT_EQ(Clocks(office_)[0].state(), v1::CLOCK_STATE_STOPPED);
  EXPECT_THAT(Totals(office_, v1::MEASURE_LIGHT), IsEmpty());
}

TEST_F(ClockServiceTest, ReturnedLeadGetsAFreshClockWhenAssignedAgain) {
  const Uuid lead = Given();
  host_.clock().Set(kStart + 16 * kDay);
  host_.Turn("lights");
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_RETURNED));
  ASSERT_TRUE(Triage(lead));
  ASSERT_TRUE(Assign(lead, "矿产资源监管所"));
  const std::vector<v1::Clock> clocks = Clocks(office_);
  ASSERT_EQ(clocks.size(), 2u);
  EXPECT_EQ(clocks[0].light(), v1::LIGHT_NONE);
  EXPECT_EQ(clocks[0].due().seconds(), absl::ToUnixSeconds(kStart + 46 * kDay));
  EXPECT_EQ(clocks[1].state(), v1::CLOCK_STATE_STOPPED);
  EXPECT_THAT(Totals(office_, v1::MEASURE_LIGHT), ElementsAre(testing::Pair("NONE", 1)));
}

TEST_F(ClockServiceTest, UnitsPeopleSeeTheirOwnClocks) {
  Given();
  Actor head = User({Role::kUnitHead});
  EXPECT_THAT(Clocks(head), IsEmpty());
  head.unit = unit_;
  EXPECT_EQ(Clocks(head).size(), 1u);
  EXPECT_EQ(Clocks(city_).size(), 1u);
  EXPECT_THAT(Clocks(User({Role::kOffice}, kNextTown)), IsEmpty());
  v1::ListClocksRequest unknown;
  unknown.set_light(static_cast<v1::Light>(42));
  const absl::Status refused =
      Ask<v1::ListClocksResponse>(office_, "ClockService/ListClocks", unknown).status();
  EXPECT_THAT(refused, RefusedBy("UNKNOWN_CODE"));
  EXPECT_EQ(RefusalOf(refused)->field, "light");
}

}  // namespace
}  // namespace hecha::supervision
