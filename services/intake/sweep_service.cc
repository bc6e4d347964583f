#include "services/intake/sweep_service.h"

#include <algorithm>
#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::Event;
using events::SetTimestamp;

template <class Payload>
Event Tell(const Sweep& sweep, std::string action, Payload payload) {
  payload.set_sweep_id(sweep.id.ToString());
  return events::MakeEvent("sweep", sweep.id.uuid, sweep.version, sweep.order.division,
                           std::move(action), std::move(payload));
}

Event OpenedEvent(const Sweep& sweep) {
  v1::SweepOpened event;
  event.set_type(static_cast<v1::SweepType>(sweep.order.type));
  event.set_round(sweep.round);
  event.set_title(sweep.order.title);
  if (sweep.order.sector.has_value())
    event.set_sector(static_cast<v1::Sector>(*sweep.order.sector));
  SetTimestamp(sweep.order.deadline, event.mutable_deadline());
  for (const SweepUnit& line : sweep.units) {
    event.add_unit_ids(line.unit.ToString());
    event.add_unit_names(line.name);
  }
  return Tell(sweep, "sweep.open", std::move(event));
}

Event ReportedEvent(const Sweep& sweep, const SweepUnit& line) {
  v1::SweepReported event;
  event.set_unit_id(line.unit.ToString());
  event.set_unit_name(line.name);
  event.set_answer(static_cast<v1::SweepAnswer>(line.answer));
  event.set_leads_found(line.leads_found);
  event.set_late(line.OverdueAt(*line.signed_at, sweep.order.deadline));
  return Tell(sweep, "sweep.report", std::move(event));
}

Event ClosedEvent(const Sweep& sweep) {
  const auto count = [&](SweepAnswer answer) {
    return static_cast<int>(
        std::count_if(sweep.units.begin(), sweep.units.end(),
                      [answer](const SweepUnit& line) { return line.answer == answer; }));
  };
  v1::SweepClosed event;
  event.set_type(static_cast<v1::SweepType>(sweep.order.type));
  event.set_round(sweep.round);
  event.set_units(static_cast<int>(sweep.units.size()));
  event.set_nil_returns(count(SweepAnswer::kNil));
  event.set_explained(count(SweepAnswer::kExplained));
  event.set_leads_registered(sweep.leads_registered);
  return Tell(sweep, "sweep.close", std::move(event));
}

}  // namespace

absl::StatusOr<Sweep> SweepService::Open(const Call& call, const SweepOrder& order,
                                         const std::vector<UnitId>& units) {
  RETURN_IF_ERROR(RequireScope(call.actor, order.division));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Sweep sweep, Make(transaction, call, order, units));
        const absl::Status inserted = sweeps_.Insert(transaction, sweep);
        // Another round of the same number was opened meanwhile.
        if (absl::IsAlreadyExists(inserted)) return RefuseStale();
        RETURN_IF_ERROR(inserted);
        RETURN_IF_ERROR(journal_.Append(transaction, call, OpenedEvent(sweep)));
        return sweep.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return sweeps_.Find(transaction, SweepId{id});
      });
}

absl::StatusOr<Sweep> SweepService::Make(db::Transaction& transaction, const Call& call,
                                         const SweepOrder& order,
                                         const std::vector<UnitId>& units) const {
  std::vector<Unit> asked;
  for (const UnitId& unit : units) {
    ASSIGN_OR_RETURN(asked.emplace_back(), units_.Find(transaction, unit));
  }
  ASSIGN_OR_RETURN(const int round, sweeps_.NextRound(transaction, order.division, order.type));
  return Sweep::Open(SweepId::New(call.now), order, round, asked, call.now);
}

absl::StatusOr<Sweep> SweepService::Get(const Call& call, SweepId id) {
  ASSIGN_OR_RETURN(Sweep sweep,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return sweeps_.Find(transaction, id);
                   }));
  if (!sweep.VisibleTo(call.actor)) return RefuseUnknown("摸排", "sweep");
  return sweep;
}

absl::StatusOr<std::vector<Sweep>> SweepService::List(const Call& call, SweepFilter filter,
                                                      const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  if (call.actor.Has(Role::kUnitHead)) RETURN_IF_ERROR(NarrowToOwnUnit(call.actor, filter.unit));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return sweeps_.List(transaction, filter, page);
  });
}

absl::StatusOr<Sweep> SweepService::Report(const Call& call, SweepId id,
                                           const SweepReport& report) {
  return Change(call, id, [&](Sweep& sweep) -> absl::StatusOr<Event> {
    RETURN_IF_ERROR(sweep.Report(call.actor, report, call.now));
    return ReportedEvent(sweep, *sweep.Find(call.actor.unit));
  });
}

absl::StatusOr<Sweep> SweepService::ExplainGap(const Call& call, SweepId id, UnitId unit,
                                               const std::string& reason) {
  return Change(call, id, [&](Sweep& sweep) -> absl::StatusOr<Event> {
    RETURN_IF_ERROR(sweep.ExplainGap(unit, reason));
    v1::SweepGapExplained event;
    event.set_unit_id(unit.ToString());
    event.set_reason(reason);
    return Tell(sweep, "sweep.explainGap", std::move(event));
  });
}

absl::StatusOr<Sweep> SweepService::Extend(const Call& call, SweepId id, absl::Time deadline) {
  return Change(call, id, [&](Sweep& sweep) -> absl::StatusOr<Event> {
    RETURN_IF_ERROR(sweep.Extend(deadline, call.now));
    v1::SweepExtended event;
    SetTimestamp(deadline, event.mutable_deadline());
    return Tell(sweep, "sweep.extend", std::move(event));
  });
}

absl::StatusOr<Sweep> SweepService::Close(const Call& call, SweepId id,
                                          const std::string& conclusion) {
  return Change(call, id, [&](Sweep& sweep) -> absl::StatusOr<Event> {
    RETURN_IF_ERROR(sweep.Close(call.actor.user, conclusion, call.now));
    return ClosedEvent(sweep);
  });
}

absl::StatusOr<Sweep> SweepService::Change(
    const Call& call, SweepId id,
    const std::function<absl::StatusOr<events::Event>(Sweep&)>& rule) {
  return journal_.Change(
      call, sweeps_, id,
      [&](const Sweep& sweep) {
        return sweep.VisibleTo(call.actor) ? absl::OkStatus() : RefuseUnknown("摸排", "sweep");
      },
      [&](db::Transaction&, Sweep& sweep) { return rule(sweep); });
}

void CountToSweep(Application& application) {
  const SweepId sweep = application.registration.sweep;
  const UnitId finder = application.registration.sweep_unit;
  if (sweep.nil()) return;
  application.admit = [sweep, finder,
                       division = application.registration.division](db::Transaction& transaction) {
    return SweepStore::CheckOpen(transaction, sweep, division, finder);
  };
  if (finder.nil()) return;
  application.also = [sweep, finder](db::Transaction& transaction, const Lead& lead) {
    return SweepStore::NoteFinder(transaction, sweep, finder, lead.id);
  };
}

}  // namespace hecha::intake
