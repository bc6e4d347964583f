// A MatchService shows a lead's match suggestions and takes a person's answers.
// Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_index_service.h"
#include "services/intake/match_store.h"

namespace hecha::intake {

// A match as it concerns one of its leads.
struct MatchView {
  Match match;
  // The other lead; nothing where the viewer may not read it in full.
  std::optional<Lead> other;
};

class MatchService {
 public:
  MatchService(events::Journal& journal, LeadStore leads, MatchStore matches,
               MatchIndexService& index)
      : journal_(journal), leads_(leads), matches_(matches), index_(index) {}

  // The matches of `lead` on a page and one more where there is one, newest first. NotFound
  // unless the caller reads the lead in full.
  absl::StatusOr<std::vector<MatchView>> List(const Call& call, LeadId lead, const Page& page);

  // See Match::Decide. Refuses whoever may not read both leads.
  absl::StatusOr<MatchView> Decide(const Call& call, LeadId lead, MatchId match, MatchState answer,
                                   const std::string& explanation);

  // Makes sure that all suggestions of `lead` are there; before CheckAnswered's transaction.
  absl::Status Settle(LeadId lead, absl::Time deadline) { return index_.Settle(lead, deadline); }
  // Queues a lead whose words changed; inside the transaction that changed them.
  absl::Status IndexAgain(db::Transaction& transaction, LeadId lead) const {
    return index_.EnqueueAgain(transaction, lead);
  }
  // FailedPrecondition MATCHES_UNANSWERED while a suggestion of `lead` waits for its answer. One
  // with a lead that is sealed or restricted, or that bars the office of `actor`, does not count:
  // nobody in the office could give it.
  absl::Status CheckAnswered(db::Transaction& transaction, const Actor& actor,
                             const Lead& lead) const;

 private:
  // `match` as the caller may see it from `lead`.
  absl::StatusOr<MatchView> View(db::Transaction& transaction, const Call& call, LeadId lead,
                                 Match match) const;

  events::Journal& journal_;
  const LeadStore leads_;
  const MatchStore matches_;
  MatchIndexService& index_;
};

}  // namespace hecha::intake
