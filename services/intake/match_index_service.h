// A MatchIndexService lets leads find each other behind the registration's back: a registration
// only queues the lead; here, within a second, its features are stored, the leads that share
// some are opened and compared, and what is alike becomes a suggestion. What a lead is searched by
// is stored along with its features.
//
// Any number of processes may serve one schema; one of them indexes at a time.
// Safe for concurrent use.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/common/base/clock.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/dialogue_store.h"
#include "services/intake/fingerprint.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_candidate_store.h"
#include "services/intake/match_index_store.h"
#include "services/intake/match_store.h"
#include "services/intake/search_service.h"

namespace hecha::intake {

class MatchIndexService {
 public:
  MatchIndexService(events::Journal& journal, const Clock& clock, const security::Keyring& keyring,
                    LeadStore leads, MatchStore matches, const SearchService& search);

  // Queues leads in the transaction that registers them; call Wake once it is committed.
  absl::Status EnqueueAll(db::Transaction& transaction, std::span<const LeadId> leads) const {
    return index_.EnqueueAll(transaction, leads);
  }
  // Queues a lead whose words changed, in the transaction that changes them.
  absl::Status EnqueueAgain(db::Transaction& transaction, LeadId lead) const {
    return index_.EnqueueAgain(transaction, lead);
  }
  void Wake(size_t leads = 1);

  // Waits for a Wake, half a second at most, and then indexes a batch of what is queued. For a
  // timer without a pause. What fails is logged and tried again.
  void Run();

  // Returns once the suggestions of `lead` are stored; at once where it is not queued.
  absl::Status Settle(LeadId lead, absl::Time deadline);

  // By which the leads of a town find each other, and nobody else.
  Fingerprinter FingerprinterOf(const std::string& division) const;

 private:
  // Leads as they are compared.
  struct Opened {
    Lead lead;
    // What its reporter wrote later.
    std::vector<std::string> added;
    MatchText text;
  };

  // What a batch has opened: many of its leads share their candidates.
  using OpenedLeads = std::map<LeadId, Opened>;

  // Indexes so many at most. Returns how many leads left the queue; 0 also while another process
  // indexes.
  absl::StatusOr<int> IndexBatch(int leads);
  // Indexes `leads` within a transaction that holds the lock.
  absl::StatusOr<int> Index(db::Transaction& transaction,
                            const std::vector<QueuedLead>& leads) const;
  // Opens those of `leads` that are not among `opened` yet. One that cannot be opened is left out.
  absl::Status Open(db::Transaction& transaction, std::vector<LeadId> leads,
                    OpenedLeads& opened) const;
  static std::pair<const Opened*, const Opened*> InOrder(const Opened& one, const Opened& other);
  // `features` are those of `subjects`.
  absl::Status Suggest(db::Transaction& transaction, const std::vector<const Opened*>& subjects,
                       std::span<const LeadFeatures> features, OpenedLeads& opened) const;
  // What to suggest of one lead: the most alike first.
  std::vector<Match> AlikeOf(const Opened& subject, const std::vector<LeadId>& candidates,
                             const OpenedLeads& opened) const;
  // Withdraws the suggestions of a lead that was read again which nobody answered and which no
  // longer say what the texts do.
  absl::Status Withdraw(db::Transaction& transaction, const Opened& subject,
                        OpenedLeads& opened) const;
  absl::Status Tell(db::Transaction& transaction, const std::vector<events::Event>& events) const;
  // How many leads were queued since it was last asked.
  size_t TakeQueued();

  events::Journal& journal_;
  const Clock& clock_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const MatchStore matches_;
  const DialogueStore dialogues_;
  const MatchIndexStore index_ = {};
  const MatchCandidateStore candidates_ = {};
  const SearchService& search_;

  // More leads came than the last batch read. Run's alone.
  bool flooded_ = false;

  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = true;
  size_t queued_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace hecha::intake
