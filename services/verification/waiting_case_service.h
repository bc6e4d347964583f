// A WaitingCaseService lists the cases that wait for whoever asks. Safe for concurrent use.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/waiting_case.h"
#include "services/verification/waiting_case_store.h"

namespace hecha::verification {

class WaitingCaseService {
 public:
  WaitingCaseService(events::Journal& journal, CaseStore cases)
      : journal_(journal), cases_(std::move(cases)) {}

  struct Waiting {
    // The longest open first.
    std::vector<WaitingCase> cases;
    // Where the next page goes on; nil at the end.
    CaseId next;
  };
  // Up to `size` cases of `division` (all of the caller's territory if empty) behind `after`;
  // fewer where many had to be looked at to find them.
  absl::StatusOr<Waiting> List(const Call& call, std::string division, CaseId after, int size);

 private:
  // The first cases behind `after` that may wait for the caller, in their order.
  absl::StatusOr<std::vector<CaseId>> Candidates(db::Transaction& transaction, const Call& call,
                                                 const std::string& division, CaseId after) const;

  events::Journal& journal_;
  const CaseStore cases_;
  const WaitingCaseStore waiting_{};
};

}  // namespace hecha::verification
