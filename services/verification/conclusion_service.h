// A ConclusionService runs what follows from a case's outcome: hand-over, transfer, feedback,
// close. Safe for concurrent use.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/review_service.h"
#include "services/verification/revisit_service.h"
#include "services/verification/umbrella_store.h"

namespace hecha::verification {

class ConclusionService {
 public:
  // `reviews` and `revisits` outlive this.
  ConclusionService(events::Journal& journal, CaseStore cases, UmbrellaStore umbrellas,
                    ReviewService& reviews, RevisitService& revisits)
      : journal_(journal),
        cases_(cases),
        umbrellas_(umbrellas),
        reviews_(reviews),
        revisits_(revisits) {}

  // The actions; see Case. The caller and the time are filled in here.

  // What the evidence log tells of a flag about a leader is the superior's division's: nothing of
  // it is in the history of the case, nor is a number left out there.
  absl::StatusOr<Case> FlagUmbrella(const Call& call, CaseId id, const std::string& reason,
                                    bool about_leader);
  absl::StatusOr<Case> File(const Call& call, CaseId id, const Filing& filing);
  absl::StatusOr<Case> Acknowledge(const Call& call, CaseId id,
                                   const std::string& acknowledgement_no, absl::Time received_at);
  absl::StatusOr<Case> GiveFeedback(const Call& call, CaseId id, Feedback feedback);
  // Closes, and in the same transaction queues the review and draws the revisit that the close
  // asks for; of a case that was itself a re-verification, concludes the review.
  absl::StatusOr<Case> Close(const Call& call, CaseId id);

 private:
  absl::StatusOr<Case> FlagUpward(const Call& call, CaseId id, const UmbrellaFlag& flag);
  // Lets the rule set `flag` on the case, and saves it.
  absl::Status Keep(db::Transaction& transaction, Case& subject, const UmbrellaFlag& flag) const;

  events::Journal& journal_;
  const CaseStore cases_;
  const UmbrellaStore umbrellas_;
  ReviewService& reviews_;
  RevisitService& revisits_;
};

}  // namespace hecha::verification
