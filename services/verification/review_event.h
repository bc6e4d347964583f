// What the use cases of a review share: how an event tells of it.
#pragma once

#include <string>
#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/events/journal.h"
#include "services/verification/review.h"

namespace hecha::verification {

// An event's message that names the review, its first case and its lead.
template <class Payload>
Payload About(const Review& review) {
  Payload payload;
  payload.set_review_id(review.id.ToString());
  payload.set_case_id(review.first_case.ToString());
  payload.set_lead_id(review.lead.ToString());
  return payload;
}

template <class Payload>
events::Event Tell(const Review& review, std::string action, Payload payload) {
  return events::MakeEvent("review", review.id.uuid, review.version, review.division,
                           std::move(action), std::move(payload));
}

// The review waits for a unit, for the first time or again.
inline events::Event QueuedEvent(const Review& review, std::string action) {
  auto event = About<v1::ReviewQueued>(review);
  event.set_origin(static_cast<v1::ReviewOrigin>(review.origin));
  event.set_first_outcome(static_cast<v1::Outcome>(review.first_outcome));
  event.set_first_unit_id(review.first_unit.ToString());
  event.set_first_unit_name(review.first_unit_name);
  return Tell(review, std::move(action), std::move(event));
}

}  // namespace hecha::verification
