#include "services/verification/plan_rpc.h"

#include <utility>
#include <vector>

#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

absl::StatusOr<std::vector<TeamSeat>> SeatsOf(const v1::PlanCaseRequest& request) {
  std::vector<TeamSeat> seats;
  for (int i = 0; i < request.team_size(); ++i) {
    const v1::TeamSeat& one = request.team(i);
    TeamSeat seat;
    ASSIGN_OR_RETURN(seat.user, ParseId<UserId>(fmt::format("team[{}].user_id", i), one.user_id()));
    if (one.role() != v1::TEAM_ROLE_UNSPECIFIED) seat.role = static_cast<TeamRole>(one.role());
    seats.push_back(seat);
  }
  return seats;
}

}  // namespace

void RegisterPlanRpc(rpc::Router& router, PlanService& plans) {
  HandleCase<v1::PlanCaseRequest>(
      router, "PlanCase",
      [&plans](const Call& call, CaseId id,
               const v1::PlanCaseRequest& request) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(const std::vector<TeamSeat> seats, SeatsOf(request));
        Plan plan;
        plan.text = request.text();
        plan.allegations.assign(request.allegations().begin(), request.allegations().end());
        return plans.Propose(call, id, std::move(plan), seats);
      });
  HandleCase<v1::ApprovePlanRequest>(
      router, "ApprovePlan",
      [&plans](const Call& call, CaseId id, const v1::ApprovePlanRequest& request) {
        return plans.Approve(call, id, request.reason());
      });
  HandleCase<v1::SendBackPlanRequest>(
      router, "SendBackPlan",
      [&plans](const Call& call, CaseId id, const v1::SendBackPlanRequest& request) {
        return plans.SendBack(call, id, request.reason());
      });
  HandleCase<v1::AddAllegationRequest>(
      router, "AddAllegation",
      [&plans](const Call& call, CaseId id, const v1::AddAllegationRequest& request) {
        return plans.AddAllegation(call, id, request.text());
      });
}

}  // namespace hecha::verification
