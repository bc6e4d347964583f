// A ProblemService runs the use cases of problems. Safe for concurrent use.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/supervision/ledger_service.h"
#include "services/supervision/problem_store.h"

namespace hecha::supervision {

class ProblemService {
 public:
  ProblemService(events::Journal& journal, ProblemStore problems, LedgerService& ledgers)
      : journal_(journal), problems_(problems), ledgers_(ledgers) {}

  // InvalidArgument OUTSIDE_SCOPE for a division that the caller does not cover.
  absl::StatusOr<Problem> Raise(const Call& call, ProblemReport report);
  // NotFound for a problem that the caller may not know of.
  absl::StatusOr<Problem> Get(const Call& call, ProblemId id);
  // A page as ProblemStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Problem>> List(const Call& call, ProblemFilter filter,
                                            const Page& page);

  // The transitions; see Problem.
  absl::StatusOr<Problem> Plan(const Call& call, ProblemId id, const std::string& measures);
  absl::StatusOr<Problem> ReportRectified(const Call& call, ProblemId id,
                                          const std::string& result);
  absl::StatusOr<Problem> StrikeOff(const Call& call, ProblemId id);
  absl::StatusOr<Problem> SendBack(const Call& call, ProblemId id, const std::string& remark);

  // Raises, inside the transaction that turns a clock's light red, the problem that it stands for.
  absl::Status RaiseForRedLight(db::Transaction& transaction, const Call& call,
                                const LeadClock& clock, absl::Duration rectify_within);

 private:
  absl::StatusOr<Problem> Change(const Call& call, ProblemId id, const std::string& action,
                                 const std::function<absl::Status(Problem&)>& rule);
  absl::Status Record(db::Transaction& transaction, const Call& call, const Problem& problem);

  // Brings the line of ledger 6 up to date with what the caller did.
  absl::Status Show(db::Transaction& transaction, const Call& call, const Problem& problem);

  events::Journal& journal_;
  const ProblemStore problems_;
  LedgerService& ledgers_;
};

}  // namespace hecha::supervision
