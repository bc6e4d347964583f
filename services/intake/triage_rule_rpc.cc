#include "services/intake/triage_rule_rpc.h"

#include <utility>

#include "hecha/intake/v1/triage_rule.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

v1::TriageRule ToProto(const TriageRule& rule) {
  v1::TriageRule out;
  out.set_code(rule.code);
  SetTimestamp(rule.effective_from, out.mutable_effective_from());
  if (rule.effective_until.has_value())
    SetTimestamp(*rule.effective_until, out.mutable_effective_until());
  out.set_division(rule.division);
  if (rule.level.has_value()) out.set_level(static_cast<v1::Level>(*rule.level));
  if (rule.sector.has_value()) out.set_sector(static_cast<v1::Sector>(*rule.sector));
  if (rule.umbrella.has_value()) out.set_umbrella(static_cast<v1::Umbrella>(*rule.umbrella));
  out.set_key_lead(rule.key_lead);
  out.set_about_leader(rule.about_leader);
  out.set_grade(static_cast<v1::Grade>(rule.grade));
  if (rule.route.has_value()) out.set_route(static_cast<v1::TriageRoute>(*rule.route));
  out.set_weight(rule.weight);
  out.set_reason(rule.reason);
  return out;
}

v1::AssignmentProposal ToProto(LeadId lead, const AssignmentProposal& proposal) {
  v1::AssignmentProposal out;
  out.set_lead_id(lead.ToString());
  out.set_grade(static_cast<v1::Grade>(proposal.grade));
  if (proposal.route.has_value()) out.set_route(static_cast<v1::TriageRoute>(*proposal.route));
  for (const std::string& reason : proposal.reasons) out.add_reasons(reason);
  for (const AssignmentCandidate& candidate : proposal.candidates) {
    v1::AssignmentCandidate& added = *out.add_candidates();
    added.set_unit_id(candidate.unit.id.ToString());
    added.set_unit_name(candidate.unit.name);
    added.set_score(candidate.score);
    for (const std::string& reason : candidate.reasons) added.add_reasons(reason);
  }
  for (const ExcludedUnit& excluded : proposal.excluded) {
    v1::ExcludedUnit& added = *out.add_excluded();
    added.set_unit_id(excluded.unit.id.ToString());
    added.set_unit_name(excluded.unit.name);
    added.set_reason(excluded.reason);
  }
  return out;
}

}  // namespace

void RegisterTriageRuleRpc(rpc::Router& router, TriageRuleService& rules) {
  router.Handle("hecha.intake.v1.TriageRuleService/ListTriageRules",
                [&rules](const Call& call, const v1::ListTriageRulesRequest& request)
                    -> absl::StatusOr<v1::ListTriageRulesResponse> {
                  ASSIGN_OR_RETURN(const std::vector<TriageRule> found,
                                   rules.List(call, request.all()));
                  v1::ListTriageRulesResponse response;
                  for (const TriageRule& rule : found) *response.add_rules() = ToProto(rule);
                  return response;
                });
  router.Handle("hecha.intake.v1.TriageRuleService/ProposeAssignment",
                [&rules](const Call& call, const v1::ProposeAssignmentRequest& request)
                    -> absl::StatusOr<v1::AssignmentProposal> {
                  ASSIGN_OR_RETURN(const LeadId lead,
                                   ParseId<LeadId>("lead_id", request.lead_id()));
                  ASSIGN_OR_RETURN(const AssignmentProposal proposal, rules.Propose(call, lead));
                  return ToProto(lead, proposal);
                });
}

}  // namespace hecha::intake
