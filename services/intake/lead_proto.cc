#include "services/intake/lead_proto.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/intake/reporter_hint.h"

namespace hecha::intake {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

// What the lead's ledger line says.
void SetLine(const Lead& lead, v1::Lead& out) {
  const Registration& registered = lead.registration;
  out.set_etag(fmt::format("{}", lead.version));
  out.set_channel(static_cast<v1::Channel>(registered.channel));
  out.set_level(static_cast<v1::Level>(registered.level));
  out.set_instruction(static_cast<v1::Instruction>(registered.instruction));
  out.set_identity(static_cast<v1::Identity>(registered.identity));
  out.set_sector(static_cast<v1::Sector>(registered.sector));
  out.set_umbrella(static_cast<v1::Umbrella>(registered.umbrella));
  out.set_key_lead(registered.key_lead);
  out.set_document_no(registered.document_no);
  out.set_issuing_body(registered.issuing_body);
  out.set_instructed_by(registered.instructed_by);
  if (registered.deadline.has_value()) SetTimestamp(*registered.deadline, out.mutable_deadline());
  SetTimestamp(registered.received_at, out.mutable_received_at());
  SetTimestamp(lead.registered_at, out.mutable_registered_at());
  if (!registered.sweep.nil()) out.set_sweep_id(registered.sweep.ToString());
  if (!lead.restricted) {
    out.set_summary(lead.summary);
    out.set_opinion(lead.opinion);
  }
  if (!lead.unit.nil()) out.set_unit_id(lead.unit.ToString());
  out.set_unit_name(lead.unit_name);
  out.set_round(lead.round);
  out.set_grade(static_cast<v1::Grade>(lead.grade));
  if (!lead.survivor.nil()) out.set_survivor_lead_id(lead.survivor.ToString());
  if (!lead.reviewing_unit.nil()) out.set_reviewing_unit_id(lead.reviewing_unit.ToString());
}

void SetRecord(const Registration& registered, v1::Lead& out) {
  if (registered.contact.has_value()) {
    const ContactRecord& contact = *registered.contact;
    v1::ContactRecord& to = *out.mutable_contact();
    if (contact.began_at.has_value()) SetTimestamp(*contact.began_at, to.mutable_began_at());
    to.set_minutes(contact.minutes);
    to.set_people(contact.people);
    to.set_received_by(contact.received_by);
    to.set_summary(contact.summary);
  }
  if (registered.letter.has_value()) {
    out.mutable_letter()->set_medium(static_cast<v1::LetterMedium>(registered.letter->medium));
    out.mutable_letter()->set_postmark(registered.letter->postmark);
  }
  for (const Subject& subject : registered.subjects) {
    v1::Subject& to = *out.add_subjects();
    to.set_name(subject.name);
    to.set_role(static_cast<v1::SubjectRole>(subject.role));
    to.set_employer(subject.employer);
    if (!subject.employer_unit.nil()) to.set_employer_unit_id(subject.employer_unit.ToString());
    to.set_alias(subject.alias);
    to.set_place(subject.place);
  }
}

void SetForOffice(const Lead& lead, v1::Lead& out) {
  const Registration& registered = lead.registration;
  for (std::string& hint : ReporterHintsOf(lead)) out.add_reporter_hints(std::move(hint));
  if (registered.umbrella_clearance.has_value()) {
    const UmbrellaClearance& clearance = *registered.umbrella_clearance;
    v1::UmbrellaClearance& to = *out.mutable_umbrella_clearance();
    to.set_cleared_by(clearance.cleared_by.ToString());
    SetTimestamp(clearance.cleared_at, to.mutable_cleared_at());
    to.set_reason(clearance.reason);
  }
  if (!registered.identity_check.has_value()) return;
  const IdentityCheck& check = *registered.identity_check;
  v1::IdentityCheck& to = *out.mutable_identity_check();
  to.set_verdict(static_cast<v1::IdentityVerdict>(check.verdict));
  to.set_checked_by(check.checked_by.ToString());
  SetTimestamp(check.checked_at, to.mutable_checked_at());
  to.set_basis(check.basis);
}

v1::LeadReturn ToProto(const LeadReturn& returned) {
  v1::LeadReturn out;
  out.set_unit_id(returned.unit.ToString());
  out.set_unit_name(returned.unit_name);
  SetTimestamp(returned.returned_at, out.mutable_returned_at());
  out.set_reason(returned.reason);
  out.set_recalled(returned.recalled);
  if (!returned.decision.has_value()) return out;
  out.set_decision(static_cast<v1::ReturnDecision>(*returned.decision));
  out.set_decided_by(returned.decided_by.ToString());
  if (returned.decided_at.has_value()) SetTimestamp(*returned.decided_at, out.mutable_decided_at());
  out.set_decision_reason(returned.decision_reason);
  return out;
}

}  // namespace

ContactRecord ReadContact(const v1::ContactRecord& contact) {
  ContactRecord record{std::nullopt, contact.minutes(), contact.people(), contact.received_by(),
                       contact.summary()};
  if (contact.has_began_at()) record.began_at = FromTimestamp(contact.began_at());
  return record;
}

LetterRecord ReadLetter(const v1::LetterRecord& letter) {
  return {ReadCode(letter.medium(), LetterMedium::kPost), letter.postmark()};
}

absl::StatusOr<std::vector<Subject>> ReadSubjects(
    const google::protobuf::RepeatedPtrField<v1::Subject>& subjects) {
  std::vector<Subject> out;
  for (const v1::Subject& subject : subjects) {
    Subject& to = out.emplace_back();
    to.name = subject.name();
    to.role = ReadCode(subject.role(), SubjectRole::kReported);
    to.employer = subject.employer();
    to.alias = subject.alias();
    to.place = subject.place();
    if (subject.employer_unit_id().empty()) continue;
    ASSIGN_OR_RETURN(to.employer_unit,
                     ParseId<UnitId>(fmt::format("subjects[{}].employer_unit_id", out.size() - 1),
                                     subject.employer_unit_id()));
  }
  return out;
}

absl::StatusOr<std::vector<UnitId>> ReadUnits(
    const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<UnitId> units;
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(UnitId unit, ParseId<UnitId>("accused_unit_ids", text));
    units.push_back(unit);
  }
  return units;
}

v1::Lead ToListProto(const Lead& lead, const Actor& actor) {
  const Registration& registered = lead.registration;
  const Visibility visibility = lead.VisibleTo(actor);
  v1::Lead out;
  if (visibility == Visibility::kNothing) return out;
  out.set_id(lead.id.ToString());
  out.set_lead_no(lead.lead_no);
  out.set_division(registered.division);
  out.set_state(static_cast<v1::State>(lead.state));
  if (visibility == Visibility::kStub) return out;
  SetLine(lead, out);
  if (visibility == Visibility::kLine) return out;
  out.set_title(registered.title);
  out.set_narrative(registered.narrative);
  SetRecord(registered, out);
  for (const UnitId& accused : registered.accused_units)
    out.add_accused_unit_ids(accused.ToString());
  if (actor.Has(Role::kClerk) || actor.Has(Role::kOffice)) SetForOffice(lead, out);
  return out;
}

v1::Lead ToProto(const Lead& lead, const Actor& actor) {
  v1::Lead out = ToListProto(lead, actor);
  for (std::string_view action : lead.ActionsOf(actor)) out.add_actions(std::string(action));
  if (lead.VisibleTo(actor) < Visibility::kLine) return out;
  for (const LeadReturn& returned : lead.returns) *out.add_returns() = ToProto(returned);
  return out;
}

}  // namespace hecha::intake
