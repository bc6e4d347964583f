// What a case waits for, and from whom: the steps that it cannot go on without, not what one may do
// besides.
#pragma once

#include <optional>
#include <vector>

#include "services/common/base/actor.h"
#include "services/verification/case.h"

namespace hecha::verification {

struct WaitingCase {
  Case subject;
  Action step = Action::kAccept;
};

// The step of `actor`'s that `subject` waits for, if any.
std::optional<Action> NextStepOf(const Case& subject, const Actor& actor);

// The states in which some case may wait for a step of `actor`'s.
std::vector<CaseState> StatesThatWaitFor(const Actor& actor);

}  // namespace hecha::verification
