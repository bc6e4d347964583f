#include "services/intake/lead_service.h"

#include <fmt/format.h>

#include <utility>

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

v1::LeadRegistered RegisteredEvent(const Lead& lead) {
  const Registration& registered = lead.registration;
  v1::LeadRegistered event;
  event.set_lead_id(lead.id.ToString());
  event.set_lead_no(lead.lead_no);
  event.set_division(registered.division);
  event.set_level(static_cast<v1::Level>(registered.level));
  event.set_instruction(static_cast<v1::Instruction>(registered.instruction));
  event.set_channel(static_cast<v1::Channel>(registered.channel));
  event.set_identity(static_cast<v1::Identity>(registered.identity));
  event.set_sector(static_cast<v1::Sector>(registered.sector));
  event.set_umbrella(static_cast<v1::Umbrella>(registered.umbrella));
  event.set_key_lead(registered.key_lead);
  event.set_document_no(registered.document_no);
  event.set_issuing_body(registered.issuing_body);
  if (registered.deadline.has_value()) SetTimestamp(*registered.deadline, event.mutable_deadline());
  SetTimestamp(registered.received_at, event.mutable_received_at());
  return event;
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

// Says NotFound to whoever may not read the lead in full: the verbs are the office's.
auto VisibleInFull(const Call& call) {
  return [&call](const Lead& lead) -> absl::Status {
    if (lead.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
    return absl::OkStatus();
  };
}

}  // namespace

absl::StatusOr<Lead> LeadService::Register(const Call& call, Registration registration,
                                           const Also& also) {
  ASSIGN_OR_RETURN(Imported registered, RegisterOnce(call, std::move(registration), "", also));
  return std::move(registered.lead);
}

std::vector<absl::StatusOr<Imported>> LeadService::Import(const Call& call,
                                                          const std::string& source,
                                                          std::vector<ImportRow> rows) {
  std::vector<absl::StatusOr<Imported>> results;
  results.reserve(rows.size());
  for (ImportRow& row : rows) {
    if (absl::Status bad = CheckLength("row_key", row.key, 1, kMaxRowKey); !bad.ok()) {
      results.push_back(bad);
      continue;
    }
    // Every row is a registration of its own, recognised by what the list calls it.
    const std::string origin = keyring_.Fingerprint(
        "origin", fmt::format("{}\n{}\n{}", row.registration.division, source, row.key));
    Call row_call = call;
    row_call.request_id = security::Sha256(call.request_id + origin);
    results.push_back(RegisterOnce(row_call, std::move(row.registration), origin, nullptr));
  }
  return results;
}

absl::StatusOr<Imported> LeadService::RegisterOnce(const Call& call, Registration registration,
                                                   const std::string& origin, const Also& also) {
  // Refuse before a number is spent; the rule is checked again where it counts.
  RETURN_IF_ERROR(Lead::Register(LeadId(), "", registration, call.now).status());
  const std::string division = registration.division;
  ASSIGN_OR_RETURN(
      std::optional<Lead> known,
      journal_.database().Read(
          call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::optional<Lead>> {
            RETURN_IF_ERROR(CheckTown(transaction, call, division));
            if (origin.empty()) return std::nullopt;
            return leads_.FindByOrigin(transaction, origin);
          }));
  if (known.has_value()) return Imported{*std::move(known), false};
  ASSIGN_OR_RETURN(std::string number, numbers_.Next(division, call.deadline));
  ASSIGN_OR_RETURN(const Lead fresh, Lead::Register(LeadId::New(call.now), std::move(number),
                                                    std::move(registration), call.now));
  absl::StatusOr<Lead> lead = journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(leads_.Insert(transaction, fresh, origin));
        if (also) RETURN_IF_ERROR(also(transaction, fresh));
        RETURN_IF_ERROR(journal_.Append(transaction, call,
                                        Tell(fresh, "lead.register", RegisteredEvent(fresh))));
        return fresh.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return leads_.Find(transaction, LeadId{id});
      });
  // Two runs of one import at once: the other one's lead is this row's too.
  if (absl::IsAlreadyExists(lead.status()) && !origin.empty()) return FindImported(call, origin);
  RETURN_IF_ERROR(lead.status());
  const bool created = lead->id == fresh.id;
  return Imported{*std::move(lead), created};
}

absl::StatusOr<Imported> LeadService::FindImported(const Call& call, const std::string& origin) {
  ASSIGN_OR_RETURN(std::optional<Lead> lead,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return leads_.FindByOrigin(transaction, origin);
                   }));
  if (!lead.has_value()) return absl::AbortedError("the row is being registered by another call");
  return Imported{*std::move(lead), false};
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
    filter.unit = actor.unit;
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return leads_.List(transaction, filter, page);
  });
}

absl::StatusOr<Lead> LeadService::Judge(const Call& call, LeadId id, const Triage& triage) {
  return journal_.Change(
      call, leads_, id, VisibleInFull(call),
      [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(lead.Judge(triage));
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
                                 v1::LeadProgressed event;
                                 event.set_lead_id(lead.id.ToString());
                                 event.set_state(static_cast<v1::State>(to));
                                 return Tell(lead, "lead.progress", std::move(event));
                               });
}

absl::Status LeadService::CheckTown(db::Transaction& transaction, const Call& call,
                                    const std::string& division) const {
  if (call.actor.kind != Actor::Kind::kCitizen) RETURN_IF_ERROR(RequireScope(call.actor, division));
  ASSIGN_OR_RETURN(const std::vector<Unit> units, units_.ListByDivision(transaction, division));
  if (units.empty())
    return RefuseField("UNKNOWN_TOWN", "division", "没有这个镇的区划代码",
                       "no town has this division code");
  return absl::OkStatus();
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
