#include "services/accountability/proceeding_service.h"

#include <utility>

#include "hecha/accountability/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::accountability {
namespace {

events::Event Tell(const Proceeding& proceeding, std::string action) {
  v1::ProceedingProgressed event;
  event.set_proceeding_id(proceeding.id.ToString());
  event.set_unit_id(proceeding.opening.unit.ToString());
  event.set_unit_name(proceeding.opening.unit_name);
  if (proceeding.opening.lead.has_value()) event.set_lead_id(proceeding.opening.lead->ToString());
  event.set_lead_no(proceeding.opening.lead_no);
  event.set_state(std::string(StateName(proceeding.state)));
  if (proceeding.proposal.has_value())
    event.set_measure(std::string(MeasureName(proceeding.proposal->measure)));
  return events::MakeEvent("proceeding", proceeding.id.uuid, proceeding.version,
                           proceeding.opening.division, std::move(action), std::move(event));
}

absl::Status RefuseStranger() { return RefuseUnknown("问责", "proceeding"); }

}  // namespace

absl::StatusOr<Proceeding> ProceedingService::Open(const Call& call, Opening opening) {
  RETURN_IF_ERROR(RequireScope(call.actor, opening.division));
  if (call.actor.unit == opening.unit)
    return RefuseCaller("ACCUSED_MAY_NOT_JUDGE", "被问责单位的人员应当回避",
                        "nobody of the unit that answers may act on it");
  ASSIGN_OR_RETURN(const Proceeding fresh,
                   Proceeding::Open(ProceedingId::New(call.now), std::move(opening), call.now));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(InsertAndTell(transaction, call, fresh));
        return fresh.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return proceedings_.Find(transaction, ProceedingId{id});
      });
}

absl::Status ProceedingService::OpenForClock(db::Transaction& transaction, const Call& call,
                                             Opening opening) {
  ASSIGN_OR_RETURN(const bool open, proceedings_.HasClock(transaction, *opening.clock));
  if (open) return absl::OkStatus();
  return OpenFor(transaction, call, std::move(opening));
}

absl::Status ProceedingService::OpenFor(db::Transaction& transaction, const Call& call,
                                        Opening opening) {
  ASSIGN_OR_RETURN(const Proceeding fresh,
                   Proceeding::Open(ProceedingId::New(call.now), std::move(opening), call.now));
  return InsertAndTell(transaction, call, fresh);
}

absl::Status ProceedingService::Purge(db::Transaction& transaction, LeadId lead,
                                      absl::Time now) const {
  return proceedings_.EraseOf(transaction, lead, now);
}

absl::StatusOr<Proceeding> ProceedingService::Get(const Call& call, ProceedingId id) {
  ASSIGN_OR_RETURN(Proceeding proceeding,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return proceedings_.Find(transaction, id);
                   }));
  if (!proceeding.VisibleTo(call.actor)) return RefuseStranger();
  return proceeding;
}

absl::StatusOr<std::vector<Proceeding>> ProceedingService::List(const Call& call,
                                                                ProceedingFilter filter,
                                                                const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  if (!OverseesProceedings(call.actor)) RETURN_IF_ERROR(NarrowToOwnUnit(call.actor, filter.unit));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return proceedings_.List(transaction, filter, page);
  });
}

absl::StatusOr<Proceeding> ProceedingService::FindFacts(const Call& call, ProceedingId id,
                                                        const std::string& facts) {
  return Move(call, id, "proceeding.find_facts", [&](Proceeding& proceeding) {
    return proceeding.FindFacts(call.actor, facts, call.now);
  });
}

absl::StatusOr<Proceeding> ProceedingService::Hear(const Call& call, ProceedingId id,
                                                   const std::string& statement) {
  return Move(call, id, "proceeding.hear", [&](Proceeding& proceeding) {
    return proceeding.Hear(call.actor, statement, call.now);
  });
}

absl::StatusOr<Proceeding> ProceedingService::Propose(const Call& call, ProceedingId id,
                                                      const Proposal& proposal) {
  return Move(call, id, "proceeding.propose", [&](Proceeding& proceeding) {
    return proceeding.Propose(call.actor, proposal, call.now);
  });
}

absl::StatusOr<Proceeding> ProceedingService::Approve(const Call& call, ProceedingId id) {
  return Move(call, id, "proceeding.approve",
              [&](Proceeding& proceeding) { return proceeding.Approve(call.actor, call.now); });
}

absl::StatusOr<Proceeding> ProceedingService::Execute(const Call& call, ProceedingId id,
                                                      const std::string& execution,
                                                      const std::string& document_no) {
  return Move(call, id, "proceeding.execute", [&](Proceeding& proceeding) {
    return proceeding.Execute(call.actor, execution, document_no, call.now);
  });
}

absl::StatusOr<Proceeding> ProceedingService::Appeal(const Call& call, ProceedingId id,
                                                     const std::string& appeal) {
  return Move(call, id, "proceeding.appeal", [&](Proceeding& proceeding) {
    return proceeding.Appeal(call.actor, appeal, call.now);
  });
}

absl::StatusOr<Proceeding> ProceedingService::DecideAppeal(const Call& call, ProceedingId id,
                                                           bool overturn,
                                                           const std::string& reasons) {
  return Move(call, id, overturn ? "proceeding.overturn" : "proceeding.uphold",
              [&](Proceeding& proceeding) {
                return proceeding.DecideAppeal(call.actor, overturn, reasons, call.now);
              });
}

absl::StatusOr<Proceeding> ProceedingService::File(const Call& call, ProceedingId id) {
  return Move(call, id, "proceeding.file",
              [&](Proceeding& proceeding) { return proceeding.File(call.actor, call.now); });
}

absl::Status ProceedingService::InsertAndTell(db::Transaction& transaction, const Call& call,
                                              const Proceeding& proceeding) {
  RETURN_IF_ERROR(proceedings_.Insert(transaction, proceeding));
  return journal_.Append(transaction, call, Tell(proceeding, "proceeding.open"));
}

template <class Rule>
absl::StatusOr<Proceeding> ProceedingService::Move(const Call& call, ProceedingId id,
                                                   std::string action, Rule rule) {
  return journal_.Change(
      call, proceedings_, id,
      [&](const Proceeding& proceeding) {
        return proceeding.VisibleTo(call.actor) ? absl::OkStatus() : RefuseStranger();
      },
      [&](db::Transaction&, Proceeding& proceeding) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(rule(proceeding));
        return Tell(proceeding, action);
      });
}

}  // namespace hecha::accountability
