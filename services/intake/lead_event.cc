#include "services/intake/lead_event.h"

#include <algorithm>
#include <set>

#include "services/common/events/timestamp.h"
#include "services/common/security/name_fingerprint.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

// What registration and a superior's list say of a lead alike.
template <class Payload>
void SetOrigin(const Registration& registered, Payload& event) {
  event.set_level(static_cast<v1::Level>(registered.level));
  event.set_instruction(static_cast<v1::Instruction>(registered.instruction));
  event.set_sector(static_cast<v1::Sector>(registered.sector));
  event.set_key_lead(registered.key_lead);
  event.set_document_no(registered.document_no);
  event.set_issuing_body(registered.issuing_body);
  event.set_instructed_by(registered.instructed_by);
  if (registered.deadline.has_value()) SetTimestamp(*registered.deadline, event.mutable_deadline());
  SetTimestamp(registered.received_at, event.mutable_received_at());
}

// Of every subject's name and employer, each once: the names themselves stay here.
template <class Payload>
void AddFingerprints(const Lead& lead, const security::Keyring& keyring, Payload& event) {
  std::set<std::string> fingerprints;
  for (const Subject& subject : lead.registration.subjects) {
    fingerprints.insert(security::FingerprintOfName(keyring, subject.name));
    fingerprints.insert(security::FingerprintOfName(keyring, subject.employer));
  }
  fingerprints.erase("");
  for (const std::string& fingerprint : fingerprints) event.add_subject_fingerprints(fingerprint);
}

// Whoever gives work on the lead to a unit must know which not to ask.
template <class Payload>
void AddBarred(const Lead& lead, Payload& event) {
  for (UnitId unit : lead.BarredUnits()) event.add_barred_unit_ids(unit.ToString());
}

bool AgainstItsReturn(const Lead& lead) {
  return std::any_of(lead.returns.begin(), lead.returns.end(), [&](const LeadReturn& each) {
    return each.unit == lead.unit && each.decision == ReturnDecision::kOverruled;
  });
}

}  // namespace

events::Event RegisteredEvent(const Lead& lead) {
  const Registration& registered = lead.registration;
  v1::LeadRegistered event;
  event.set_lead_no(lead.lead_no);
  event.set_division(registered.division);
  event.set_channel(static_cast<v1::Channel>(registered.channel));
  event.set_identity(static_cast<v1::Identity>(registered.identity));
  event.set_umbrella(static_cast<v1::Umbrella>(registered.umbrella));
  if (!registered.sweep.nil()) event.set_sweep_id(registered.sweep.ToString());
  AddBarred(lead, event);
  SetOrigin(registered, event);
  return Tell(lead, "lead.register", std::move(event));
}

events::Event AmendedEvent(const Lead& lead) {
  v1::LeadAmended event;
  SetOrigin(lead.registration, event);
  return Tell(lead, "lead.amend", std::move(event));
}

events::Event TriagedEvent(const Lead& lead) {
  v1::LeadTriaged event;
  event.set_sector(static_cast<v1::Sector>(lead.registration.sector));
  event.set_umbrella(static_cast<v1::Umbrella>(lead.registration.umbrella));
  event.set_summary(lead.summary);
  event.set_opinion(lead.opinion);
  AddBarred(lead, event);
  return Tell(lead, "lead.triage", std::move(event));
}

events::Event SubjectsChangedEvent(const Lead& lead, const security::Keyring& keyring) {
  v1::LeadSubjectsChanged event;
  AddFingerprints(lead, keyring, event);
  AddBarred(lead, event);
  return Tell(lead, "lead.recordSubjects", std::move(event));
}

events::Event AssignedEvent(const Lead& lead, std::string action, const security::Keyring& keyring,
                            absl::Time now, bool reporter_reachable, bool hints_acknowledged) {
  const Registration& registered = lead.registration;
  v1::LeadAssigned event;
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
  event.set_grade(static_cast<v1::Grade>(lead.grade));
  event.set_return_overruled(AgainstItsReturn(lead));
  event.set_hints_acknowledged(hints_acknowledged);
  event.set_reporter_reachable(reporter_reachable);
  AddFingerprints(lead, keyring, event);
  AddBarred(lead, event);
  return Tell(lead, std::move(action), std::move(event));
}

events::Event SealedEvent(const Lead& lead, absl::Time now) {
  v1::LeadSealed event;
  event.set_lead_no(lead.lead_no);
  event.set_upward(lead.about_leader);
  SetTimestamp(now, event.mutable_sealed_at());
  AddBarred(lead, event);
  // One word for both: the log, which the town reads, does not say who is suspected.
  return Tell(lead, "lead.seal", std::move(event));
}

events::Event IdentityCheckedEvent(const Lead& lead) {
  v1::IdentityChecked event;
  event.set_verdict(static_cast<v1::IdentityVerdict>(lead.registration.identity_check->verdict));
  event.set_identity(static_cast<v1::Identity>(lead.registration.identity));
  return Tell(lead, "lead.checkIdentity", std::move(event));
}

events::Event ReadingChangedEvent(const Lead& lead) {
  v1::LeadReadingChanged event;
  if (!lead.reviewing_unit.nil()) event.set_unit_id(lead.reviewing_unit.ToString());
  return Tell(lead, "lead.review", std::move(event));
}

events::Event ProgressedEvent(const Lead& lead) {
  v1::LeadProgressed event;
  event.set_state(static_cast<v1::State>(lead.state));
  return Tell(lead, "lead.progress", std::move(event));
}

}  // namespace hecha::intake
