#include "services/intake/match_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/intake/v1/match.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

constexpr char kRestricted[] =
    "存在受限的匹配线索，请询问扫黑办。A restricted match exists: ask the office.";

// `first` where the reader's lead is lead a: then a's passage comes first.
v1::MatchPassage ToProto(const Passage& passage, bool first) {
  v1::MatchPassage out;
  out.set_offset(static_cast<int>(first ? passage.offset_a : passage.offset_b));
  out.set_length(static_cast<int>(first ? passage.length_a : passage.length_b));
  out.set_other_offset(static_cast<int>(first ? passage.offset_b : passage.offset_a));
  out.set_other_length(static_cast<int>(first ? passage.length_b : passage.length_a));
  return out;
}

v1::MatchReasons ToProto(const MatchReasons& reasons, bool first) {
  v1::MatchReasons out;
  out.set_overlap(reasons.overlap);
  for (const Passage& passage : reasons.passages) *out.add_passages() = ToProto(passage, first);
  for (const Entity& entity : reasons.entities) {
    v1::MatchEntity& added = *out.add_entities();
    added.set_kind(static_cast<v1::EntityKind>(entity.kind));
    added.set_value(entity.value);
  }
  return out;
}

// `view` as it concerns `lead` (see message Match).
v1::Match ToProto(const MatchView& view, LeadId lead) {
  const Match& match = view.match;
  v1::Match out;
  out.set_id(match.id.ToString());
  out.set_lead_id(lead.ToString());
  out.set_state(static_cast<v1::MatchState>(match.state));
  if (!view.other.has_value()) {
    out.set_restricted(true);
    out.set_notice(kRestricted);
    return out;
  }
  out.set_etag(fmt::format("{}", match.version));
  out.set_other_lead_id(view.other->id.ToString());
  out.set_other_lead_no(view.other->lead_no);
  out.set_score(match.score);
  *out.mutable_reasons() = ToProto(match.reasons, lead == match.lead_a);
  SetTimestamp(match.suggested_at, out.mutable_suggested_at());
  if (!match.decided_at.has_value()) return out;
  out.set_decided_by(match.decided_by.ToString());
  SetTimestamp(*match.decided_at, out.mutable_decided_at());
  out.set_reason(match.explanation);
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
