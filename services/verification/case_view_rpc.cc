#include "services/verification/case_view_rpc.h"

#include <string>

#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

void AddEndorsement(const Endorsement& endorsement, v1::Case& out) {
  v1::Endorsement& added = *out.add_endorsements();
  added.set_report_version(endorsement.report_version);
  added.set_signer_id(endorsement.signer.ToString());
  added.set_signer_unit_id(endorsement.unit.ToString());
  added.set_capacity(std::string(CapacityName(endorsement.capacity)));
  added.set_public_key(endorsement.public_key);
  added.set_signature(endorsement.signature);
  SetTimestamp(endorsement.signed_at, added.mutable_signed_at());
}

void AddPlan(const Plan& plan, v1::Case& out) {
  if (plan.version == 0) return;
  out.mutable_plan()->set_text(plan.text);
  for (const TeamMember& member : plan.team) {
    v1::TeamMember& added = *out.mutable_plan()->add_team();
    added.set_user_id(member.user.ToString());
    added.set_declaration(member.declaration);
  }
  for (const std::string& allegation : plan.allegations)
    out.mutable_plan()->add_allegations(allegation);
}

void AddStep(const Step& step, v1::Case& out) {
  v1::Step& added = *out.add_steps();
  added.set_step(out.steps_size());
  added.set_kind(static_cast<v1::Step::Kind>(step.kind));
  SetTimestamp(step.happened_at, added.mutable_happened_at());
  added.set_place(step.place);
  added.set_text(step.text);
  added.set_recorded_by(step.recorded_by.ToString());
  SetTimestamp(step.recorded_at, added.mutable_recorded_at());
}

void AddFinding(const Finding& finding, v1::Case& out) {
  v1::Finding& added = *out.add_findings();
  added.set_allegation(finding.allegation);
  added.set_outcome(static_cast<v1::Outcome>(finding.outcome));
  added.set_basis(finding.basis);
  added.set_legal_basis(finding.legal_basis);
  added.set_recorded_by(finding.recorded_by.ToString());
  SetTimestamp(finding.recorded_at, added.mutable_recorded_at());
}

void AddFeedback(const Feedback& feedback, v1::Case& out) {
  v1::Feedback& added = *out.mutable_feedback();
  added.set_explanation(feedback.explanation);
  if (feedback.attitude.has_value())
    added.set_attitude(static_cast<v1::Attitude>(*feedback.attitude));
  added.set_no_channel(feedback.no_channel);
  SetTimestamp(feedback.given_at, added.mutable_given_at());
}

void AddTexts(const Case& subject, v1::Case& out) {
  out.set_reason(subject.reason);
  if (subject.suspension.has_value())
    out.mutable_suspension()->set_reason(subject.suspension->reason);
  AddPlan(subject.plan, out);
  for (const Step& step : subject.steps) AddStep(step, out);
  for (const Finding& finding : subject.findings) AddFinding(finding, out);
  if (subject.feedback.has_value()) AddFeedback(*subject.feedback, out);
}

}  // namespace

v1::Case ToLine(const Case& subject) {
  const Assignment& assignment = subject.assignment;
  v1::Case out;
  out.set_id(subject.id.ToString());
  out.set_etag(fmt::format("{}", subject.version));
  out.set_lead_id(assignment.lead.ToString());
  out.set_lead_no(assignment.lead_no);
  out.set_round(assignment.round);
  out.set_division(assignment.division);
  out.set_state(static_cast<v1::State>(subject.state));
  out.set_unit_id(assignment.unit.ToString());
  out.set_unit_name(assignment.unit_name);
  out.set_level(static_cast<intake::v1::Level>(assignment.level));
  out.set_instruction(static_cast<intake::v1::Instruction>(assignment.instruction));
  out.set_sector(static_cast<intake::v1::Sector>(assignment.sector));
  out.set_key_lead(assignment.key_lead);
  if (assignment.deadline.has_value()) SetTimestamp(*assignment.deadline, out.mutable_deadline());
  SetTimestamp(subject.opened_at, out.mutable_opened_at());
  if (subject.accepted_at.has_value())
    SetTimestamp(*subject.accepted_at, out.mutable_accepted_at());
  if (subject.planned_at.has_value()) SetTimestamp(*subject.planned_at, out.mutable_planned_at());
  if (subject.closed_at.has_value()) SetTimestamp(*subject.closed_at, out.mutable_closed_at());
  if (subject.outcome.has_value()) out.set_outcome(static_cast<v1::Outcome>(*subject.outcome));
  out.set_report_version(subject.report_version);
  out.set_report_hash(subject.report_hash);
  if (subject.filing.has_value()) {
    out.mutable_filing()->set_filing_no(subject.filing->filing_no);
    out.mutable_filing()->set_receiving_organ(subject.filing->receiving_organ);
    SetTimestamp(subject.filing->filed_at, out.mutable_filing()->mutable_filed_at());
  }
  return out;
}

v1::Case ToProto(const Case& subject, const Actor& actor) {
  const Visibility visibility = subject.VisibleTo(actor);
  if (visibility == Visibility::kNothing) return v1::Case();
  v1::Case out = ToLine(subject);
  if (subject.suspension.has_value())
    SetTimestamp(subject.suspension->until, out.mutable_suspension()->mutable_until());
  for (const Endorsement& endorsement : subject.endorsements) AddEndorsement(endorsement, out);
  for (Gate gate : subject.OpenGates()) out.add_open_gates(std::string(GateName(gate)));
  if (visibility == Visibility::kFull) AddTexts(subject, out);
  return out;
}

}  // namespace hecha::verification
