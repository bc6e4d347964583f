#include "services/supervision/clock_service.h"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <vector>

#include "hecha/supervision/v1/events.pb.h"
#include "services/common/base/own_call.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::supervision {
namespace {

using events::SetTimestamp;

// Of each step.
constexpr int kBatch = 200;
constexpr absl::Duration kTickDeadline = absl::Seconds(10);
// How long a unit has to put right what a red light stands for [choice].
constexpr absl::Duration kRectifyWithin = absl::Hours(24 * 7);

template <class Payload>
events::Event Tell(const LeadClock& clock, std::string action, Payload payload) {
  payload.set_clock_id(clock.id.ToString());
  payload.set_lead_id(clock.assignment.lead.ToString());
  return events::MakeEvent("clock", clock.id.uuid, clock.version, clock.assignment.division,
                           std::move(action), std::move(payload));
}

v1::ClockLightChanged LightEvent(const LeadClock& clock) {
  v1::ClockLightChanged event;
  event.set_lead_no(clock.assignment.lead_no);
  // It may be an office that nobody told of.
  if (!clock.assignment.unit.nil()) event.set_unit_id(clock.assignment.unit.ToString());
  event.set_unit_name(clock.assignment.unit_name);
  event.set_step(static_cast<v1::ClockStep>(clock.step));
  event.set_light(static_cast<v1::Light>(clock.light));
  SetTimestamp(clock.due, event.mutable_due());
  return event;
}

}  // namespace

absl::StatusOr<std::vector<LeadClock>> ClockService::List(const Call& call, ClockFilter filter,
                                                          const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  if (call.actor.Has(Role::kInvestigator) || call.actor.Has(Role::kUnitHead))
    RETURN_IF_ERROR(NarrowToOwnUnit(call.actor, filter.unit));
  filter.hidden_from = call.actor.unit;
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return clocks_.List(transaction, filter, page);
  });
}

absl::Status ClockService::Start(db::Transaction& transaction, const Call& call,
                                 Assignment assignment, int instruction, absl::Time when) {
  RETURN_IF_ERROR(Stop(transaction, call, assignment.lead));
  ASSIGN_OR_RETURN(const ClockRule rule, clocks_.FindRule(transaction, instruction, when));
  return Begin(transaction,
               LeadClock::Start(ClockId::New(call.now), std::move(assignment), rule, when));
}

absl::Status ClockService::StartStep(db::Transaction& transaction, const Call& call, LeadId lead,
                                     const std::string& division, ClockStep step, absl::Time when) {
  ASSIGN_OR_RETURN(const std::optional<LeadClock> active, clocks_.FindActive(transaction, lead));
  if (active.has_value() && active->step == step) return absl::OkStatus();
  RETURN_IF_ERROR(Stop(transaction, call, lead));
  ASSIGN_OR_RETURN(const ClockStepRule rule, clocks_.FindStepRule(transaction, step, when));
  ASSIGN_OR_RETURN(const std::optional<Line> line,
                   ledgers_.Find(transaction, {Ledger::kLeads, division, lead.uuid}));
  if (!line.has_value()) return absl::NotFoundError("the lead has no line yet");
  ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
  ASSIGN_OR_RETURN(Assignment assignment, OfOffice(transaction, division));
  assignment.lead = lead;
  assignment.lead_no = line->Get(Cell::kLeadNo);
  return Begin(transaction, LeadClock::StartStep(ClockId::New(call.now), std::move(assignment),
                                                 rule, when, calendar));
}

absl::Status ClockService::StartTriage(db::Transaction& transaction,
                                       std::span<const Registered> leads) {
  const auto rule_at = [&](absl::Time when) {
    return clocks_.FindStepRule(transaction, ClockStep::kTriage, when);
  };
  // One serves them all, unless another took effect between the first and the last.
  ASSIGN_OR_RETURN(ClockStepRule rule, rule_at(leads.front().when));
  ASSIGN_OR_RETURN(const ClockStepRule last, rule_at(leads.back().when));
  ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
  std::map<std::string, Assignment> of_towns;
  std::vector<LeadClock> clocks;
  for (const Registered& registered : leads) {
    Assignment& of_town = of_towns[registered.division];
    if (of_town.division.empty()) {
      ASSIGN_OR_RETURN(of_town, OfOffice(transaction, registered.division));
    }
    if (rule.working_days != last.working_days) {
      ASSIGN_OR_RETURN(rule, rule_at(registered.when));
    }
    Assignment assignment = of_town;
    assignment.lead = registered.lead;
    assignment.lead_no = registered.lead_no;
    clocks.push_back(LeadClock::StartStep(ClockId::New(clock_.Now()), std::move(assignment), rule,
                                          registered.when, calendar));
  }
  return clocks_.InsertAll(transaction, clocks);
}

absl::StatusOr<Assignment> ClockService::OfOffice(db::Transaction& transaction,
                                                  const std::string& division) const {
  ASSIGN_OR_RETURN(const std::optional<Office> office, offices_.Find(transaction, division));
  Assignment assignment;
  assignment.division = division;
  if (office.has_value()) {
    assignment.unit = office->unit;
    assignment.unit_name = office->name;
  }
  return assignment;
}

absl::Status ClockService::Begin(db::Transaction& transaction, const LeadClock& clock) {
  RETURN_IF_ERROR(clocks_.InsertAll(transaction, {&clock, 1}));
  return ShowLight(transaction, clock);
}

absl::Status ClockService::Reset(db::Transaction& transaction, const Call& call, LeadId lead,
                                 std::optional<absl::Time> deadline, int instruction,
                                 absl::Time when) {
  ASSIGN_OR_RETURN(const std::optional<LeadClock> active, clocks_.FindActive(transaction, lead));
  if (!active.has_value() || active->step != ClockStep::kVerify) return absl::OkStatus();
  Assignment assignment = active->assignment;
  assignment.deadline = deadline;
  RETURN_IF_ERROR(Start(transaction, call, std::move(assignment), instruction, when));
  if (active->state != ClockState::kPaused) return absl::OkStatus();
  return PauseIfRunning(transaction, call, lead, when);
}

absl::Status ClockService::ShowLight(db::Transaction& transaction, const LeadClock& clock) {
  const int light = clock.state == ClockState::kStopped ? 0 : static_cast<int>(clock.light);
  return ledgers_.ChangeLead(transaction, clock.assignment.division, clock.assignment.lead,
                             [light](Line& line) { line.light = light; });
}

template <class Rule>
absl::Status ClockService::ChangeActive(db::Transaction& transaction, const Call& call, LeadId lead,
                                        std::optional<ClockState> state, Rule rule) {
  ASSIGN_OR_RETURN(std::optional<LeadClock> active, clocks_.FindActive(transaction, lead));
  if (!active.has_value() || active->state != state.value_or(active->state))
    return absl::OkStatus();
  return journal_.ChangeWithin(transaction, call, clocks_, active->id, rule);
}

// A lead tells its state also where something else of it changed.
absl::Status ClockService::PauseIfRunning(db::Transaction& transaction, const Call& call,
                                          LeadId lead, absl::Time when) {
  return ChangeActive(transaction, call, lead, ClockState::kRunning,
                      [&](db::Transaction&, LeadClock& clock) -> absl::StatusOr<events::Event> {
                        RETURN_IF_ERROR(clock.Pause(when));
                        return Tell(clock, "clock.pause", v1::ClockPaused());
                      });
}

absl::Status ClockService::ResumeIfPaused(db::Transaction& transaction, const Call& call,
                                          LeadId lead, absl::Time when) {
  return ChangeActive(transaction, call, lead, ClockState::kPaused,
                      [&](db::Transaction&, LeadClock& clock) -> absl::StatusOr<events::Event> {
                        RETURN_IF_ERROR(clock.Resume(when));
                        v1::ClockResumed event;
                        SetTimestamp(clock.due, event.mutable_due());
                        return Tell(clock, "clock.resume", std::move(event));
                      });
}

absl::Status ClockService::Extend(db::Transaction& transaction, const Call& call, LeadId lead,
                                  int days) {
  return ChangeActive(transaction, call, lead, std::nullopt,
                      [&](db::Transaction&, LeadClock& clock) -> absl::StatusOr<events::Event> {
                        RETURN_IF_ERROR(clock.Extend(days));
                        v1::ClockExtended event;
                        SetTimestamp(clock.due, event.mutable_due());
                        return Tell(clock, "clock.extend", std::move(event));
                      });
}

absl::Status ClockService::Stop(db::Transaction& transaction, const Call& call, LeadId lead) {
  return ChangeActive(
      transaction, call, lead, std::nullopt,
      [&](db::Transaction& inner, LeadClock& clock) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(clock.Stop());
        RETURN_IF_ERROR(ShowLight(inner, clock));
        return Tell(clock, "clock.stop", v1::ClockStopped());
      });
}

absl::StatusOr<int> ClockService::TurnOnLights() {
  ASSIGN_OR_RETURN(
      const std::vector<ClockId> due,
      journal_.database().Read(absl::Now() + kTickDeadline, [&](db::Transaction& transaction) {
        return clocks_.ListDue(transaction, clock_.Now(), kBatch);
      }));
  int turned = 0;
  absl::Status failed;
  for (ClockId id : due) {
    absl::StatusOr<bool> on = TurnOnNext(id);
    for (; on.ok() && *on; on = TurnOnNext(id)) ++turned;
    // One clock that cannot be changed must not leave every other one dark.
    failed.Update(on.status());
  }
  RETURN_IF_ERROR(failed);
  return turned;
}

// Returns false if no light of the clock was due.
absl::StatusOr<bool> ClockService::TurnOnNext(ClockId id) {
  const Call call = OwnCall("supervision", "clock.light", clock_.Now(), kTickDeadline);
  bool turned = false;
  const auto rule = [&](db::Transaction& transaction,
                        LeadClock& clock) -> absl::StatusOr<events::Event> {
    turned = clock.Tick(call.now);
    // Another process was faster, or the clock was stopped meanwhile.
    if (!turned) return absl::CancelledError("no light is due");
    RETURN_IF_ERROR(ShowLight(transaction, clock));
    if (clock.light == Light::kRed && clock.IsAnsweredFor() && !clock.assignment.unit.nil())
      RETURN_IF_ERROR(problems_.RaiseForRedLight(transaction, call, clock, kRectifyWithin));
    return Tell(clock, "clock.light", LightEvent(clock));
  };
  const absl::StatusOr<LeadClock> changed = journal_.Change(
      call, clocks_, id, [](const LeadClock&) { return absl::OkStatus(); }, rule);
  if (absl::IsCancelled(changed.status()) || absl::IsAborted(changed.status())) return false;
  RETURN_IF_ERROR(changed.status());
  return turned;
}

}  // namespace hecha::supervision
