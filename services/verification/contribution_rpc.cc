#include "services/verification/contribution_rpc.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "hecha/verification/v1/contribution.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

constexpr char kService[] = "hecha.verification.v1.ContributionService";

std::string Method(std::string_view name) { return fmt::format("{}/{}", kService, name); }

v1::Contribution ToLine(const Contribution& one, absl::Time now) {
  v1::Contribution out;
  out.set_id(one.id.ToString());
  out.set_etag(fmt::format("{}", one.version));
  out.set_case_id(one.case_id.ToString());
  out.set_division(one.division);
  out.set_asking_unit_id(one.asking_unit.ToString());
  out.set_unit_id(one.unit.ToString());
  out.set_state(static_cast<v1::Contribution::State>(one.state));
  out.set_request(one.request);
  SetTimestamp(one.due, out.mutable_due());
  out.set_requested_by(one.requested_by.ToString());
  SetTimestamp(one.requested_at, out.mutable_requested_at());
  out.set_answer(one.answer);
  if (one.answered_by.has_value()) out.set_answered_by(one.answered_by->ToString());
  if (one.answered_at.has_value()) SetTimestamp(*one.answered_at, out.mutable_answered_at());
  out.set_overdue(one.Overdue(now));
  return out;
}

v1::Contribution ToProto(const Contribution& one, const Call& call) {
  v1::Contribution out = ToLine(one, call.now);
  rpc::Offers offers(kService, call.actor, *out.mutable_actions());
  offers.Offer("AnswerContribution", one,
               [&](Contribution& copy) { return copy.Answer(call.actor, "", call.now); });
  offers.Offer("DeclineContribution", one,
               [&](Contribution& copy) { return copy.Decline(call.actor, "", call.now); });
  offers.Offer("WithdrawContribution", one,
               [&](Contribution& copy) { return copy.Withdraw(call.actor, call.now); });
  return out;
}

absl::StatusOr<v1::Contribution> Request(ContributionService& contributions, const Call& call,
                                         const v1::RequestContributionRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
  ASSIGN_OR_RETURN(const UnitId unit, ParseId<UnitId>("unit_id", request.unit_id()));
  std::optional<absl::Time> due;
  if (request.has_due()) due = events::FromTimestamp(request.due());
  ASSIGN_OR_RETURN(const Contribution asked,
                   contributions.Request(call, id, unit, request.request(), due));
  return ToProto(asked, call);
}

absl::StatusOr<v1::ListContributionsResponse> List(ContributionService& contributions,
                                                   const Call& call,
                                                   const v1::ListContributionsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ContributionFilter filter;
  if (!request.case_id().empty()) {
    ASSIGN_OR_RETURN(filter.case_id, ParseId<CaseId>("case_id", request.case_id()));
  }
  if (request.state() != v1::Contribution::STATE_UNSPECIFIED)
    filter.state = static_cast<ContributionState>(request.state());
  ASSIGN_OR_RETURN(std::vector<Contribution> found, contributions.List(call, filter, page));
  v1::ListContributionsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Contribution& one) { return one.id; }));
  for (const Contribution& one : found) *response.add_contributions() = ToProto(one, call);
  return response;
}

// Registers a method that names a contribution and answers with it: `run(call, id, request)`.
template <class Request, class Run>
void HandleContribution(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(
      Method(method),
      [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Contribution> {
        ASSIGN_OR_RETURN(const ContributionId id,
                         ParseId<ContributionId>("contribution_id", request.contribution_id()));
        ASSIGN_OR_RETURN(const Contribution one, run(call, id, request));
        return ToProto(one, call);
      });
}

}  // namespace

void RegisterContributionRpc(rpc::Router& router, ContributionService& contributions) {
  router.Handle(Method("RequestContribution"),
                [&contributions](const Call& call, const v1::RequestContributionRequest& request) {
                  return Request(contributions, call, request);
                });
  router.Handle(Method("ListContributions"),
                [&contributions](const Call& call, const v1::ListContributionsRequest& request) {
                  return List(contributions, call, request);
                });
  HandleContribution<v1::GetContributionRequest>(
      router, "GetContribution",
      [&contributions](const Call& call, ContributionId id, const v1::GetContributionRequest&) {
        return contributions.Get(call, id);
      });
  HandleContribution<v1::AnswerContributionRequest>(
      router, "AnswerContribution",
      [&contributions](const Call& call, ContributionId id,
                       const v1::AnswerContributionRequest& request) {
        return contributions.Answer(call, id, request.answer());
      });
  HandleContribution<v1::DeclineContributionRequest>(
      router, "DeclineContribution",
      [&contributions](const Call& call, ContributionId id,
                       const v1::DeclineContributionRequest& request) {
        return contributions.Decline(call, id, request.reason());
      });
  HandleContribution<v1::WithdrawContributionRequest>(
      router, "WithdrawContribution",
      [&contributions](const Call& call, ContributionId id,
                       const v1::WithdrawContributionRequest&) {
        return contributions.Withdraw(call, id);
      });
}

}  // namespace hecha::verification
