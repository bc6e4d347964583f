#include "services/verification/rule_change_rpc.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "hecha/verification/v1/rule_change.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"
#include "services/verification/level_rule_rpc.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

constexpr char kService[] = "hecha.verification.v1.RuleChangeService";

v1::SignerPolicy ToProto(const DatedSigners& dated) {
  v1::SignerPolicy out;
  if (dated.level.has_value()) out.set_level(static_cast<intake::v1::Level>(*dated.level));
  SetTimestamp(dated.effective_from, out.mutable_effective_from());
  for (const SignerSeat& seat : dated.policy.seats) {
    v1::SignerSeat& added = *out.add_seats();
    for (Capacity capacity : seat) added.add_capacities(static_cast<v1::SignerCapacity>(capacity));
  }
  return out;
}

v1::RevisitPolicy ToProto(const DatedRevisits& dated) {
  v1::RevisitPolicy out;
  SetTimestamp(dated.effective_from, out.mutable_effective_from());
  out.set_per_mille(dated.policy.per_mille);
  out.set_after_days(dated.policy.after_days);
  return out;
}

void SetBody(const RuleChange& change, v1::RuleChange& out) {
  if (const auto* level = std::get_if<GradeOfLevel>(&change.body)) {
    v1::LevelRule& rule = *out.mutable_level_rule();
    rule.set_level(static_cast<intake::v1::Level>(level->level));
    SetTimestamp(change.effective_from, rule.mutable_effective_at());
    *rule.mutable_grade() = ToProto(level->grade);
    rule.set_basis(change.basis);
  } else if (const auto* signers = std::get_if<SignersOfLevel>(&change.body)) {
    *out.mutable_signer_policy() =
        ToProto(DatedSigners{signers->level, change.effective_from, signers->policy});
  } else {
    *out.mutable_revisit_policy() =
        ToProto(DatedRevisits{change.effective_from, std::get<RevisitPolicy>(change.body)});
  }
}

v1::RuleChange ToProto(const RuleChange& change) {
  v1::RuleChange out;
  out.set_id(change.id.ToString());
  out.set_etag(fmt::format("{}", change.version));
  out.set_state(static_cast<intake::v1::RuleChangeState>(change.state));
  out.set_kind(static_cast<v1::RuleKind>(change.kind()));
  SetTimestamp(change.effective_from, out.mutable_effective_from());
  out.set_basis(change.basis);
  SetBody(change, out);
  out.set_proposed_by(change.proposed_by.ToString());
  SetTimestamp(change.proposed_at, out.mutable_proposed_at());
  if (!change.decided_at.has_value()) return out;
  out.set_decided_by(change.decided_by.ToString());
  SetTimestamp(*change.decided_at, out.mutable_decided_at());
  return out;
}

// With what the caller may do with it.
v1::RuleChange Answer(const RuleChange& change, const Call& call) {
  v1::RuleChange out = ToProto(change);
  rpc::Offers offers(kService, call.actor, *out.mutable_actions());
  offers.Offer("ApproveRuleChange", change,
               [&](RuleChange& copy) { return copy.Approve(call.actor, call.now); });
  offers.Offer("DeclineRuleChange", change,
               [&](RuleChange& copy) { return copy.Decline(call.actor, call.now); });
  return out;
}

GradeOfLevel FromProto(const v1::LevelRule& rule) {
  const v1::Grade& grade = rule.grade();
  return {static_cast<Level>(rule.level()),
          {static_cast<Approver>(grade.plan_approver()),
           static_cast<Approver>(grade.extension_approver()), grade.plan_within_days(),
           grade.progress_every_days()}};
}

SignersOfLevel FromProto(const v1::SignerPolicy& policy) {
  SignersOfLevel body;
  if (policy.level() != intake::v1::LEVEL_UNSPECIFIED)
    body.level = static_cast<Level>(policy.level());
  for (const v1::SignerSeat& seat : policy.seats()) {
    SignerSeat& added = body.policy.seats.emplace_back();
    for (int capacity : seat.capacities()) added.push_back(static_cast<Capacity>(capacity));
  }
  return body;
}

absl::StatusOr<RuleBody> FromProto(const v1::ProposeRuleChangeRequest& request) {
  switch (request.rule_case()) {
    case v1::ProposeRuleChangeRequest::kLevelRule:
      return FromProto(request.level_rule());
    case v1::ProposeRuleChangeRequest::kSignerPolicy:
      return FromProto(request.signer_policy());
    case v1::ProposeRuleChangeRequest::kRevisitPolicy:
      return RevisitPolicy{request.revisit_policy().per_mille(),
                           request.revisit_policy().after_days()};
    case v1::ProposeRuleChangeRequest::RULE_NOT_SET:
      break;
  }
  return RefuseField("REQUIRED", "rule", "请填写一项规则", "say which rule changes, and how");
}

// A handler of a call that decides on a change and answers with it.
template <class Request, class Run>
void HandleDecision(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("{}/{}", kService, method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::RuleChange> {
                  ASSIGN_OR_RETURN(
                      const RuleChangeId id,
                      ParseId<RuleChangeId>("rule_change_id", request.rule_change_id()));
                  ASSIGN_OR_RETURN(const RuleChange change, run(call, id));
                  return Answer(change, call);
                });
}

void HandleVersions(rpc::Router& router, RuleChangeService& changes) {
  router.Handle(fmt::format("{}/ListSignerPolicies", kService),
                [&changes](const Call& call, const v1::ListSignerPoliciesRequest&)
                    -> absl::StatusOr<v1::ListSignerPoliciesResponse> {
                  ASSIGN_OR_RETURN(const std::vector<DatedSigners> found,
                                   changes.ListSignerPolicies(call));
                  v1::ListSignerPoliciesResponse response;
                  for (const DatedSigners& each : found)
                    *response.add_signer_policies() = ToProto(each);
                  return response;
                });
  router.Handle(fmt::format("{}/ListRevisitPolicies", kService),
                [&changes](const Call& call, const v1::ListRevisitPoliciesRequest&)
                    -> absl::StatusOr<v1::ListRevisitPoliciesResponse> {
                  ASSIGN_OR_RETURN(const std::vector<DatedRevisits> found,
                                   changes.ListRevisitPolicies(call));
                  v1::ListRevisitPoliciesResponse response;
                  for (const DatedRevisits& each : found)
                    *response.add_revisit_policies() = ToProto(each);
                  return response;
                });
}

}  // namespace

void RegisterRuleChangeRpc(rpc::Router& router, RuleChangeService& changes) {
  router.Handle(
      fmt::format("{}/ProposeRuleChange", kService),
      [&changes](const Call& call,
                 const v1::ProposeRuleChangeRequest& request) -> absl::StatusOr<v1::RuleChange> {
        ASSIGN_OR_RETURN(const RuleBody body, FromProto(request));
        ASSIGN_OR_RETURN(
            const RuleChange change,
            changes.Propose(call, body, events::FromTimestamp(request.effective_from()),
                            request.basis()));
        return Answer(change, call);
      });
  router.Handle(fmt::format("{}/ListRuleChanges", kService),
                [&changes](const Call& call, const v1::ListRuleChangesRequest& request)
                    -> absl::StatusOr<v1::ListRuleChangesResponse> {
                  ASSIGN_OR_RETURN(const Page page,
                                   Page::Parse(request.page_size(), request.page_token()));
                  ASSIGN_OR_RETURN(std::vector<RuleChange> found, changes.List(call, page));
                  v1::ListRuleChangesResponse response;
                  response.set_next_page_token(
                      page.Cut(found, [](const RuleChange& each) { return each.id; }));
                  for (const RuleChange& change : found)
                    *response.add_rule_changes() = Answer(change, call);
                  return response;
                });
  HandleDecision<v1::ApproveRuleChangeRequest>(
      router, "ApproveRuleChange",
      [&changes](const Call& call, RuleChangeId id) { return changes.Approve(call, id); });
  HandleDecision<v1::DeclineRuleChangeRequest>(
      router, "DeclineRuleChange",
      [&changes](const Call& call, RuleChangeId id) { return changes.Decline(call, id); });
  HandleVersions(router, changes);
}

}  // namespace hecha::verification
