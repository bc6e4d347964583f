#include "services/verification/case_view_rpc.h"

#include <string>

#include "services/common/events/timestamp.h"
#include "services/verification/level_rule_rpc.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

void AddMembers(const Taskforce& taskforce, v1::Taskforce& out) {
  for (const TeamMember& member : taskforce.members) {
    v1::TeamMember& added = *out.add_members();
    added.set_user_id(member.user.ToString());
    added.set_declaration(member.declaration);
    added.set_role(static_cast<v1::TeamRole>(member.role));
    added.set_unit_id(member.unit.ToString());
    SetTimestamp(member.joined_at, added.mutable_joined_at());
    if (member.declared_at.has_value())
      SetTimestamp(*member.declared_at, added.mutable_declared_at());
    if (member.left_at.has_value()) SetTimestamp(*member.left_at, added.mutable_left_at());
  }
}

void AddTrail(const Taskforce& taskforce, v1::Taskforce& out) {
  for (const Recusal& recusal : taskforce.recusals) {
    v1::Recusal& added = *out.add_recusals();
    added.set_user_id(recusal.user.ToString());
    added.set_ground(static_cast<v1::Recusal::Ground>(recusal.ground));
    added.set_reason(recusal.reason);
    if (recusal.directed_by.has_value()) added.set_directed_by(recusal.directed_by->ToString());
    SetTimestamp(recusal.recused_at, added.mutable_recused_at());
  }
  for (const TeamChange& change : taskforce.changes) {
    v1::TeamChange& added = *out.add_changes();
    if (change.from.has_value()) added.set_from_user_id(change.from->ToString());
    if (change.to.has_value()) added.set_to_user_id(change.to->ToString());
    added.set_role(static_cast<v1::TeamRole>(change.role));
    added.set_reason(change.reason);
    added.set_changed_by(change.changed_by.ToString());
    SetTimestamp(change.changed_at, added.mutable_changed_at());
  }
}

void AddFiling(const Filing& filing, v1::Filing& out) {
  out.set_filing_no(filing.filing_no);
  out.set_receiving_organ(filing.receiving_organ);
  out.set_acknowledgement_no(filing.acknowledgement_no);
  SetTimestamp(filing.filed_at, out.mutable_filed_at());
  if (filing.sent_at.has_value()) SetTimestamp(*filing.sent_at, out.mutable_sent_at());
  if (filing.received_at.has_value()) SetTimestamp(*filing.received_at, out.mutable_received_at());
}

void AddAcceptance(const ReportAcceptance& acceptance, v1::ReportAcceptance& out) {
  out.set_accepted_by(acceptance.accepted_by.ToString());
  SetTimestamp(acceptance.accepted_at, out.mutable_accepted_at());
  out.set_remark(acceptance.remark);
}

void AddUmbrella(const UmbrellaFlag& flag, v1::UmbrellaFlag& out) {
  out.set_reason(flag.reason);
  out.set_flagged_by(flag.flagged_by.ToString());
  SetTimestamp(flag.flagged_at, out.mutable_flagged_at());
  out.set_about_leader(flag.about_leader);
}

void AddPlan(const Plan& plan, v1::Case& out) {
  if (plan.version == 0) return;
  v1::Plan& added = *out.mutable_plan();
  added.set_text(plan.text);
  for (const std::string& allegation : plan.allegations) added.add_allegations(allegation);
  added.set_proposed_by(plan.proposed_by.ToString());
  SetTimestamp(plan.proposed_at, added.mutable_proposed_at());
  for (const PlanDecision& decision : plan.decisions) {
    v1::PlanDecision& one = *added.add_decisions();
    one.set_approved(decision.approved);
    one.set_reason(decision.reason);
    one.set_decided_by(decision.decided_by.ToString());
    SetTimestamp(decision.decided_at, one.mutable_decided_at());
  }
}

void AddProgress(const ProgressReturn& given, v1::Case& out) {
  v1::ProgressReturn& added = *out.add_progress();
  added.set_text(given.text);
  added.set_returned_by(given.returned_by.ToString());
  SetTimestamp(given.returned_at, added.mutable_returned_at());
}

void AddFinding(const Finding& finding, v1::Case& out) {
  v1::Finding& added = *out.add_findings();
  added.set_allegation(finding.allegation);
  added.set_outcome(static_cast<v1::Outcome>(finding.outcome));
  added.set_basis(finding.basis);
  added.set_legal_basis(finding.legal_basis);
  for (const Evidence& one : finding.evidence) {
    if (one.exhibit.has_value())
      added.add_evidence()->set_exhibit_id(one.exhibit->ToString());
    else
      added.add_evidence()->set_step(one.step);
  }
  added.set_recorded_by(finding.recorded_by.ToString());
  SetTimestamp(finding.recorded_at, added.mutable_recorded_at());
}

// What the city office sees too: when it falls due, and how long it was extended.
void AddTerms(const Case& subject, absl::Time now, v1::Case& out) {
  if (subject.suspension.has_value())
    SetTimestamp(subject.suspension->until, out.mutable_suspension()->mutable_until());
  if (subject.extension.has_value()) {
    v1::Extension& added = *out.mutable_extension();
    added.set_days(subject.extension->days);
    added.set_granted_by(subject.extension->granted_by.ToString());
    SetTimestamp(subject.extension->granted_at, added.mutable_granted_at());
  }
  *out.mutable_grade() = ToProto(subject.grade);
  for (const Reminder& reminder : subject.Reminders()) {
    v1::Reminder& added = *out.add_reminders();
    added.set_kind(static_cast<v1::Reminder::Kind>(reminder.kind));
    SetTimestamp(reminder.due, added.mutable_due());
    added.set_overdue(now > reminder.due);
  }
}

void AddFeedback(const Feedback& feedback, v1::Case& out) {
  v1::Feedback& added = *out.mutable_feedback();
  added.set_explanation(feedback.explanation);
  if (feedback.attitude.has_value())
    added.set_attitude(static_cast<v1::Attitude>(*feedback.attitude));
  added.set_no_channel(feedback.no_channel);
  SetTimestamp(feedback.given_at, added.mutable_given_at());
}

void AddTexts(const Case& subject, const Actor& actor, v1::Case& out) {
  out.set_reason(subject.reason);
  if (subject.suspension.has_value())
    out.mutable_suspension()->set_reason(subject.suspension->reason);
  if (subject.extension.has_value()) out.mutable_extension()->set_reason(subject.extension->reason);
  AddMembers(subject.taskforce, *out.mutable_taskforce());
  AddTrail(subject.taskforce, *out.mutable_taskforce());
  AddPlan(subject.plan, out);
  for (const Step& step : subject.steps) *out.add_steps() = ToProto(step, out.steps_size() + 1);
  for (const ProgressReturn& given : subject.progress) AddProgress(given, out);
  for (const Finding& finding : subject.findings) AddFinding(finding, out);
  if (subject.ShowsUmbrellaTo(actor)) AddUmbrella(*subject.umbrella, *out.mutable_umbrella_flag());
  if (subject.feedback.has_value()) AddFeedback(*subject.feedback, out);
  if (subject.reporter_attitude.has_value())
    out.set_reporter_attitude(static_cast<v1::Attitude>(*subject.reporter_attitude));
}

}  // namespace

v1::Endorsement ToProto(const Endorsement& endorsement) {
  v1::Endorsement added;
  added.set_report_version(endorsement.report_version);
  added.set_signer_id(endorsement.signer.ToString());
  added.set_signer_unit_id(endorsement.unit.ToString());
  added.set_capacity(std::string(CapacityName(endorsement.capacity)));
  added.set_public_key(endorsement.public_key);
  added.set_signature(endorsement.signature);
  SetTimestamp(endorsement.signed_at, added.mutable_signed_at());
  added.set_signer_name(endorsement.signer_name);
  added.set_revoked(!endorsement.Counts());
  return added;
}

v1::Step ToProto(const Step& step, int number) {
  v1::Step added;
  added.set_step(number);
  added.set_kind(static_cast<v1::Step::Kind>(step.kind));
  SetTimestamp(step.happened_at, added.mutable_happened_at());
  added.set_place(step.place);
  added.set_text(step.text);
  for (const std::string& person : step.people_present) added.add_people_present(person);
  for (const Uuid& id : step.attachments) added.add_attachment_ids(id.ToString());
  added.set_recorded_by(step.recorded_by.ToString());
  SetTimestamp(step.recorded_at, added.mutable_recorded_at());
  return added;
}

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
  if (subject.Deadline().has_value()) SetTimestamp(*subject.Deadline(), out.mutable_deadline());
  SetTimestamp(subject.opened_at, out.mutable_opened_at());
  if (subject.accepted_at.has_value())
    SetTimestamp(*subject.accepted_at, out.mutable_accepted_at());
  if (subject.planned_at.has_value()) SetTimestamp(*subject.planned_at, out.mutable_planned_at());
  if (subject.closed_at.has_value()) SetTimestamp(*subject.closed_at, out.mutable_closed_at());
  if (subject.outcome.has_value()) out.set_outcome(static_cast<v1::Outcome>(*subject.outcome));
  out.set_report_version(subject.report_version);
  out.set_report_hash(subject.report_hash);
  if (subject.filing.has_value()) {
    AddFiling(*subject.filing, *out.mutable_filing());
  }
  if (assignment.review_of.has_value()) out.set_review_of(assignment.review_of->ToString());
  return out;
}

v1::Case ToProto(const Case& subject, const Call& call) {
  const Visibility visibility = subject.VisibleTo(call.actor);
  if (visibility == Visibility::kNothing) return v1::Case();
  v1::Case out = ToLine(subject);
  AddTerms(subject, call.now, out);
  for (Action action : subject.ActionsOf(call.actor))
    out.add_actions(std::string(kCaseTable[action].verb));
  for (const Endorsement& endorsement : subject.endorsements)
    *out.add_endorsements() = ToProto(endorsement);
  if (subject.acceptance.has_value())
    AddAcceptance(*subject.acceptance, *out.mutable_report_acceptance());
  for (Gate gate : subject.OpenGates()) out.add_open_gates(std::string(GateName(gate)));
  if (visibility == Visibility::kFull) AddTexts(subject, call.actor, out);
  return out;
}

}  // namespace hecha::verification
