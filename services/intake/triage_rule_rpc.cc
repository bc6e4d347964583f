#include "services/intake/triage_rule_rpc.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "hecha/intake/v1/triage_rule.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"
#include "services/intake/lead_proto.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

constexpr char kService[] = "hecha.intake.v1.TriageRuleService";

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

TriageRule FromProto(const v1::TriageRule& in) {
  TriageRule rule;
  rule.code = in.code();
  rule.effective_from = events::FromTimestamp(in.effective_from());
  if (in.has_effective_until()) rule.effective_until = events::FromTimestamp(in.effective_until());
  rule.division = in.division();
  rule.level = ReadCode<Level>(in.level());
  rule.sector = ReadCode<Sector>(in.sector());
  rule.umbrella = ReadCode<Umbrella>(in.umbrella());
  rule.key_lead = in.key_lead();
  rule.about_leader = in.about_leader();
  rule.grade = static_cast<Grade>(in.grade());
  rule.route = ReadCode<TriageRoute>(in.route());
  rule.weight = in.weight();
  rule.reason = in.reason();
  return rule;
}

v1::TriageRuleChange ToProto(const TriageRuleChange& change) {
  v1::TriageRuleChange out;
  out.set_id(change.id.ToString());
  out.set_etag(fmt::format("{}", change.version));
  out.set_state(static_cast<v1::RuleChangeState>(change.state));
  *out.mutable_rule() = ToProto(change.rule);
  out.set_ends(change.ends);
  out.set_proposed_by(change.proposed_by.ToString());
  SetTimestamp(change.proposed_at, out.mutable_proposed_at());
  if (!change.decided_at.has_value()) return out;
  out.set_decided_by(change.decided_by.ToString());
  SetTimestamp(*change.decided_at, out.mutable_decided_at());
  return out;
}

// With what the caller may do with it.
v1::TriageRuleChange Answer(const TriageRuleChange& change, const Call& call) {
  v1::TriageRuleChange out = ToProto(change);
  rpc::Offers offers(kService, call.actor, *out.mutable_actions());
  offers.Offer("ApproveTriageRule", change,
               [&](TriageRuleChange& copy) { return copy.Approve(call.actor, call.now); });
  offers.Offer("DeclineTriageRule", change,
               [&](TriageRuleChange& copy) { return copy.Decline(call.actor, call.now); });
  return out;
}

// A handler of a call that decides on a change and answers with it.
template <class Request, class Run>
void HandleDecision(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(
      fmt::format("{}/{}", kService, method),
      [run](const Call& call, const Request& request) -> absl::StatusOr<v1::TriageRuleChange> {
        ASSIGN_OR_RETURN(
            const TriageRuleChangeId id,
            ParseId<TriageRuleChangeId>("triage_rule_change_id", request.triage_rule_change_id()));
        ASSIGN_OR_RETURN(const TriageRuleChange change, run(call, id));
        return Answer(change, call);
      });
}

void HandleChanges(rpc::Router& router, TriageRuleService& rules) {
  router.Handle(fmt::format("{}/ProposeTriageRule", kService),
                [&rules](const Call& call, const v1::ProposeTriageRuleRequest& request)
                    -> absl::StatusOr<v1::TriageRuleChange> {
                  ASSIGN_OR_RETURN(
                      const TriageRuleChange change,
                      rules.ProposeChange(call, FromProto(request.rule()), request.ends()));
                  return Answer(change, call);
                });
  router.Handle(
      fmt::format("{}/ListTriageRuleChanges", kService),
      [&rules](const Call& call, const v1::ListTriageRuleChangesRequest& request)
          -> absl::StatusOr<v1::ListTriageRuleChangesResponse> {
        ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
        ASSIGN_OR_RETURN(std::vector<TriageRuleChange> found, rules.ListChanges(call, page));
        v1::ListTriageRuleChangesResponse response;
        response.set_next_page_token(
            page.Cut(found, [](const TriageRuleChange& each) { return each.id; }));
        for (const TriageRuleChange& change : found) *response.add_changes() = Answer(change, call);
        return response;
      });
  HandleDecision<v1::ApproveTriageRuleRequest>(
      router, "ApproveTriageRule",
      [&rules](const Call& call, TriageRuleChangeId id) { return rules.ApproveChange(call, id); });
  HandleDecision<v1::DeclineTriageRuleRequest>(
      router, "DeclineTriageRule",
      [&rules](const Call& call, TriageRuleChangeId id) { return rules.DeclineChange(call, id); });
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
  HandleChanges(router, rules);
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
