#include "services/intake/match_event.h"

#include <utility>

#include "hecha/intake/v1/events.pb.h"

namespace hecha::intake {

namespace {

template <class Payload>
Payload About(const Match& match) {
  Payload event;
  event.set_match_id(match.id.ToString());
  event.set_lead_id(match.lead_a.ToString());
  event.set_other_lead_id(match.lead_b.ToString());
  return event;
}

}  // namespace

events::Event SuggestedEvent(const Match& match) {
  return events::MakeEvent("match", match.id.uuid, match.version, match.division, "match.suggest",
                           About<v1::MatchSuggested>(match));
}

events::Event WithdrawnEvent(const Match& match) {
  return events::MakeEvent("match", match.id.uuid, match.version + 1, match.division,
                           "match.withdraw", About<v1::MatchWithdrawn>(match));
}

events::Event DecidedEvent(const Match& match) {
  auto event = About<v1::MatchDecided>(match);
  event.set_state(static_cast<v1::MatchState>(match.state));
  return events::MakeEvent("match", match.id.uuid, match.version, match.division, "match.decide",
                           std::move(event));
}

}  // namespace hecha::intake
