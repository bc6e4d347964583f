#include "services/intake/match_rpc.h"

#include <utility>

#include "hecha/intake/v1/match.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/intake/match_proto.h"

namespace hecha::intake {
namespace {

constexpr char kRestricted[] =
    "存在受限的匹配线索，请询问扫黑办。A restricted match exists: ask the office.";

// `view` as it concerns `lead` (see message Match).
v1::Match ToProto(const MatchView& view, LeadId lead) {
  v1::Match out;
  if (view.other.has_value()) {
    out = ToProto(view.match, lead);
    out.set_other_lead_no(view.other->lead_no);
    return out;
  }
  out.set_id(view.match.id.ToString());
  out.set_lead_id(lead.ToString());
  out.set_state(static_cast<v1::MatchState>(view.match.state));
  out.set_restricted(true);
  out.set_notice(kRestricted);
  return out;
}

absl::StatusOr<v1::ListMatchesResponse> ListMatches(MatchService& matches, const Call& call,
                                                    const v1::ListMatchesRequest& request) {
  ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(std::vector<MatchView> views, matches.List(call, lead, page));
  v1::ListMatchesResponse response;
  response.set_next_page_token(
      page.Cut(views, [](const MatchView& view) { return view.match.id; }));
  for (const MatchView& view : views) *response.add_matches() = ToProto(view, lead);
  return response;
}

absl::StatusOr<v1::Match> DecideMatch(MatchService& matches, const Call& call,
                                      const v1::DecideMatchRequest& request) {
  ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
  ASSIGN_OR_RETURN(const MatchId match, ParseId<MatchId>("match_id", request.match_id()));
  // Unspecified is refused as an answer, like OPEN.
  const MatchState answer = request.decision() == v1::MATCH_STATE_UNSPECIFIED
                                ? MatchState::kOpen
                                : static_cast<MatchState>(request.decision());
  ASSIGN_OR_RETURN(const MatchView view,
                   matches.Decide(call, lead, match, answer, request.reason()));
  return ToProto(view, lead);
}

}  // namespace

void RegisterMatchRpc(rpc::Router& router, MatchService& matches) {
  router.Handle("hecha.intake.v1.MatchService/ListMatches",
                [&matches](const Call& call, const v1::ListMatchesRequest& request) {
                  return ListMatches(matches, call, request);
                });
  router.Handle("hecha.intake.v1.MatchService/DecideMatch",
                [&matches](const Call& call, const v1::DecideMatchRequest& request) {
                  return DecideMatch(matches, call, request);
                });
}

}  // namespace hecha::intake
