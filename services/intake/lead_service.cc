#include "services/intake/lead_service.h"

#include <fmt/format.h>

#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

constexpr size_t kMaxRowKey = 64;

template <class Payload>
events::Event Tell(const Lead& lead, std::string action, Payload payload) {
  return events::MakeEvent("lead", lead.id.uuid, lead.version, lead.registration.division,
                           std::move(action), std::move(payload));
}

v1::LeadAssigned AssignedEvent(const Lead& lead, absl::Time now) {
  const Registration& registered = lead.registration;
  v1::LeadAssigned event;
  event.set_lead_id(lead.id.ToString());
  event.set_lead_no(lead.lead_no);
  event.set_unit_id(lead.unit.ToString());
  event.set_unit_name(lead.unit_name);
  event.set_level(static_cast<v1::Level>(registered.level));
  event.set_instruction(static_cast<v1::Instruction>(registered.instruction));
  event.set_channel(static_cast<v1::Channel>(registered.channel));
  event.set_sector(static_cast<v1::Sector>(registered.sector));
  event.set_key_lead(registered.key_lead);
  if (registered.deadline.has_value()) SetTimestamp(*registered.deadline, event.mutable_deadline());
  SetTimestamp(now, event.mutable_assigned_at());
  event.set_round(lead.round);
  return event;
}

events::Event ProgressedEvent(const Lead& lead) {
  v1::LeadProgressed event;
  event.set_lead_id(lead.id.ToString());
  event.set_state(static_cast<v1::State>(lead.state));
  return Tell(lead, "lead.progress", std::move(event));
}

// Says NotFound to whoever may not read the lead in full: the verbs are the office's.
auto VisibleInFull(const Call& call) {
  return [&call](const Lead& lead) -> absl::Status {
    if (lead.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
    return absl::OkStatus();
  };
}

}  // namespace

std::vector<absl::StatusOr<Registered>> LeadService::Import(const Call& call,
                                                            const std::string& source,
                                                            std::vector<ImportRow> rows) {
  std::vector<absl::StatusOr<Registered>> results(rows.size(), absl::UnknownError("not answered"));
  std::vector<std::string> origins;
  absl::BlockingCounter waiting(static_cast<int>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    ImportRow& row = rows[i];
    const auto answer = [&, i](absl::StatusOr<Registered> registered) {
      results[i] = std::move(registered);
      waiting.DecrementCount();
    };
    // Every row is a registration of its own, recognised by what the list calls it.
    origins.push_back(keyring_.Fingerprint(
        "origin", fmt::format("{}\n{}\n{}", row.registration.division, source, row.key)));
    absl::StatusOr<std::optional<Lead>> known = FindImported(call, row, origins[i]);
    if (!known.ok()) {
      answer(std::move(known).status());
    } else if (known->has_value()) {
      answer(Registered{**std::move(known), false});
    } else {
      Call row_call = call;
      row_call.request_id = security::Sha256(call.request_id + origins[i]);
      registrar_.Register(row_call, {row.registration, origins[i]}, nullptr, answer);
    }
  }
  waiting.Wait();
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!absl::IsAlreadyExists(results[i].status())) continue;
    // Two runs of one import at once: the other one's lead is this row's too.
    absl::StatusOr<std::optional<Lead>> known = FindImported(call, rows[i], origins[i]);
    if (known.ok() && known->has_value()) results[i] = Registered{**std::move(known), false};
  }
  return results;
}

absl::StatusOr<std::optional<Lead>> LeadService::FindImported(const Call& call,
                                                              const ImportRow& row,
                                                              const std::string& origin) {
  RETURN_IF_ERROR(CheckLength("row_key", row.key, 1, kMaxRowKey));
  RETURN_IF_ERROR(RequireScope(call.actor, row.registration.division));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return leads_.FindByOrigin(transaction, origin);
  });
}

absl::StatusOr<Lead> LeadService::Get(const Call& call, LeadId id) {
  ASSIGN_OR_RETURN(Lead lead,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return leads_.Find(transaction, id);
                   }));
  if (lead.VisibleTo(call.actor) == Visibility::kNothing) return RefuseUnknown("线索", "lead");
  return lead;
}

absl::StatusOr<std::vector<Lead>> LeadService::List(const Call& call, LeadFilter filter,
                                                    const Page& page) {
  const Actor& actor = call.actor;
  RETURN_IF_ERROR(NarrowToScope(actor, filter.division));
  filter.not_accusing = actor.unit;
  const bool office = actor.Has(Role::kClerk) || actor.Has(Role::kOffice);
  if (!office && (actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead)))
    RETURN_IF_ERROR(NarrowToOwnUnit(actor, filter.unit));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return leads_.List(transaction, filter, page);
  });
}

absl::StatusOr<Lead> LeadService::Judge(const Call& call, LeadId id, const Triage& triage) {
  // Whoever triages at once would otherwise be faster than the matching.
  RETURN_IF_ERROR(matches_.Settle(id, call.deadline));
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(lead.Judge(triage));
        RETURN_IF_ERROR(matches_.CheckAnswered(transaction, lead));
        v1::LeadTriaged event;
        event.set_lead_id(lead.id.ToString());
        event.set_sector(static_cast<v1::Sector>(lead.registration.sector));
        event.set_umbrella(static_cast<v1::Umbrella>(lead.registration.umbrella));
        event.set_summary(lead.summary);
        event.set_opinion(lead.opinion);
        return Tell(lead, "lead.triage", std::move(event));
      });
}

absl::StatusOr<Lead> LeadService::Assign(const Call& call, LeadId id, std::optional<UnitId> unit) {
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        ASSIGN_OR_RETURN(const Unit chosen, ChooseUnit(transaction, lead, unit));
        RETURN_IF_ERROR(lead.Assign(chosen));
        return Tell(lead, "lead.assign", AssignedEvent(lead, call.now));
      });
}

absl::StatusOr<Lead> LeadService::Seal(const Call& call, LeadId id) {
  return journal_.Change(call, leads_, id, VisibleInFull(call),
                         [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                           RETURN_IF_ERROR(lead.Seal());
                           v1::LeadSealed event;
                           event.set_lead_id(lead.id.ToString());
                           event.set_lead_no(lead.lead_no);
                           SetTimestamp(call.now, event.mutable_sealed_at());
                           return Tell(lead, "lead.seal", std::move(event));
                         });
}

absl::Status LeadService::Progress(db::Transaction& transaction, const Call& call, LeadId id,
                                   LeadState to) {
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 RETURN_IF_ERROR(lead.Progress(to));
                                 return ProgressedEvent(lead);
                               });
}

absl::Status LeadService::ConcludeTransfer(db::Transaction& transaction, const Call& call,
                                           LeadId id, bool filed) {
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 RETURN_IF_ERROR(lead.ConcludeTransfer(filed));
                                 return ProgressedEvent(lead);
                               });
}

absl::StatusOr<Unit> LeadService::ChooseUnit(db::Transaction& transaction, const Lead& lead,
                                             std::optional<UnitId> unit) const {
  if (unit.has_value()) return units_.Find(transaction, *unit);
  ASSIGN_OR_RETURN(const std::vector<Unit> units,
                   units_.ListByDivision(transaction, lead.registration.division));
  const std::vector<Unit> candidates = RouteLead(lead, units);
  if (candidates.empty())
    return RefuseField("NO_UNIT_FOR_SECTOR", "unit_id", "没有可承办的单位，请指定",
                       "no unit is in charge of this sector here; name one");
  return candidates.front();
}

}  // namespace hecha::intake
