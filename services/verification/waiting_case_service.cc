#include "services/verification/waiting_case_service.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

// How many are opened for one page: each is read whole to ask its rules.
constexpr int kLookedAt = 200;

}  // namespace

absl::StatusOr<WaitingCaseService::Waiting> WaitingCaseService::List(const Call& call,
                                                                     std::string division,
                                                                     CaseId after, int size) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, division));
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Waiting> {
        ASSIGN_OR_RETURN(std::vector<CaseId> candidates,
                         Candidates(transaction, call, division, after));
        const bool more = std::ssize(candidates) > kLookedAt;
        if (more) candidates.resize(kLookedAt);
        Waiting waiting;
        for (CaseId id : candidates) {
          waiting.next = id;
          ASSIGN_OR_RETURN(Case subject, cases_.Find(transaction, id));
          if (const std::optional<Action> step = NextStepOf(subject, call.actor); step.has_value())
            waiting.cases.push_back({std::move(subject), *step});
          if (std::ssize(waiting.cases) == size) return waiting;
        }
        if (!more) waiting.next = CaseId();
        return waiting;
      });
}

absl::StatusOr<std::vector<CaseId>> WaitingCaseService::Candidates(db::Transaction& transaction,
                                                                   const Call& call,
                                                                   const std::string& division,
                                                                   CaseId after) const {
  const Actor& actor = call.actor;
  const bool sees_territory =
      actor.Has(Role::kOffice) || actor.Has(Role::kLeader) || actor.Has(Role::kCityOffice);
  WaitingFilter filter{division, actor.user, std::nullopt};
  if (!sees_territory) filter.own_unit = actor.unit;
  std::vector<CaseId> candidates;
  for (CaseState state : StatesThatWaitFor(actor)) {
    ASSIGN_OR_RETURN(const std::vector<CaseId> found,
                     waiting_.List(transaction, filter, state, after, kLookedAt + 1));
    candidates.insert(candidates.end(), found.begin(), found.end());
  }
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

}  // namespace hecha::verification
