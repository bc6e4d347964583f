// What the use cases of a case share: who is let in, and how an event tells of it.
#pragma once

#include <string>
#include <utility>

#include "services/common/base/actor.h"
#include "services/common/base/refusal.h"
#include "services/common/events/journal.h"
#include "services/verification/case.h"

namespace hecha::verification {

// For Journal::Change: NotFound for whoever may not know of the case, and then the rule that
// keeps the caller from `action`, if one does.
inline auto MayTake(const Call& call, Action action) {
  return [&call, action](const Case& subject) -> absl::Status {
    if (subject.VisibleTo(call.actor) == Visibility::kNothing) return RefuseUnknown("案件", "case");
    return subject.Admit(action, call.actor);
  };
}

// An event's message that names the case and its lead.
template <class Payload>
Payload About(const Case& subject) {
  Payload payload;
  payload.set_case_id(subject.id.ToString());
  payload.set_lead_id(subject.assignment.lead.ToString());
  return payload;
}

// The aggregate of a re-verification has a name of its own: what it tells does not move the
// lead, whose verification is over.
template <class Payload>
events::Event Tell(const Case& subject, std::string action, Payload payload) {
  const Assignment& assignment = subject.assignment;
  return events::MakeEvent(assignment.review_of.has_value() ? "reverification" : "case",
                           subject.id.uuid, subject.version, assignment.division, std::move(action),
                           std::move(payload));
}

}  // namespace hecha::verification
