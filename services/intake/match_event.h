// What intake tells the other services about a match.
#pragma once

#include "services/common/events/journal.h"
#include "services/intake/match.h"

namespace hecha::intake {

events::Event SuggestedEvent(const Match& match);
events::Event WithdrawnEvent(const Match& match);
events::Event DecidedEvent(const Match& match);

}  // namespace hecha::intake
