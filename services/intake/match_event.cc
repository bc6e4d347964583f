#include "services/intake/match_event.h"

#include <utility>

#include "hecha/intake/v1/events.pb.h"

namespace hecha::intake {

events::Event DecidedEvent(const Match& match) {
  v1::MatchDecided event;
  event.set_match_id(match.id.ToString());
  event.set_lead_id(match.lead_a.ToString());
  event.set_other_lead_id(match.lead_b.ToString());
  event.set_state(static_cast<v1::MatchState>(match.state));
  return events::MakeEvent("match", match.id.uuid, match.version, match.division, "match.decide",
                           std::move(event));
}

}  // namespace hecha::intake
