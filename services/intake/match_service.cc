#include "services/intake/match_service.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/intake/match_event.h"

namespace hecha::intake {
namespace {

// How many open suggestions are looked at for one that somebody could answer.
constexpr int kMaxUnanswered = 64;

bool ReadsInFull(const Actor& actor, const Lead& lead) {
  return lead.VisibleTo(actor) == Visibility::kFull;
}

}  // namespace

absl::StatusOr<std::vector<MatchView>> MatchService::List(const Call& call, LeadId id,
                                                          const Page& page) {
  using Views = std::vector<MatchView>;
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Views> {
        ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
        if (!ReadsInFull(call.actor, lead)) return RefuseUnknown("线索", "lead");
        ASSIGN_OR_RETURN(std::vector<Match> matches, matches_.ListByLead(transaction, id, page));
        Views views;
        for (Match& match : matches) {
          ASSIGN_OR_RETURN(MatchView view, View(transaction, call, id, std::move(match)));
          views.push_back(std::move(view));
        }
        return views;
      });
}

absl::StatusOr<MatchView> MatchService::Decide(const Call& call, LeadId id, MatchId match_id,
                                               MatchState answer, const std::string& explanation) {
  const auto concerns = [&](const Match& match) {
    const bool known = match.Concerns(id) && call.actor.Covers(match.division);
    return known ? absl::OkStatus() : RefuseUnknown("比对建议", "match");
  };
  ASSIGN_OR_RETURN(
      const Match decided,
      journal_.Change(
          call, matches_, match_id, concerns,
          [&](db::Transaction& transaction, Match& match) -> absl::StatusOr<events::Event> {
            ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
            if (!ReadsInFull(call.actor, lead)) return RefuseUnknown("比对建议", "match");
            ASSIGN_OR_RETURN(const Lead other, leads_.Find(transaction, match.Other(id)));
            if (!ReadsInFull(call.actor, other))
              return RefuseCaller("MATCH_RESTRICTED", "该比对涉及受限线索，请询问扫黑办",
                                  "a restricted match: ask the office");
            RETURN_IF_ERROR(match.Decide(answer, explanation, call.actor.user, call.now));
            return DecidedEvent(match);
          }));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return View(transaction, call, id, decided);
  });
}

absl::StatusOr<MatchView> MatchService::View(db::Transaction& transaction, const Call& call,
                                             LeadId lead, Match match) const {
  MatchView view{std::move(match), std::nullopt};
  ASSIGN_OR_RETURN(Lead other, leads_.Find(transaction, view.match.Other(lead)));
  if (ReadsInFull(call.actor, other)) view.other = std::move(other);
  return view;
}

absl::Status MatchService::CheckAnswered(db::Transaction& transaction, const Actor& actor,
                                         const Lead& lead) const {
  ASSIGN_OR_RETURN(const std::vector<LeadId> others,
                   matches_.ListUnanswered(transaction, lead.id, kMaxUnanswered));
  for (LeadId id : others) {
    ASSIGN_OR_RETURN(const Lead other, leads_.Find(transaction, id));
    if (other.Sealed() || other.restricted || other.Bars(actor.unit)) continue;
    return RefuseState("MATCHES_UNANSWERED", "还有未判断的比对建议，请先逐条判断",
                       "match suggestions of this lead wait for an answer");
  }
  return absl::OkStatus();
}

}  // namespace hecha::intake
