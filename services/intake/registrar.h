// A Registrar makes new leads. The lead, its receipt, its place in the queue of the matching,
// the record of the request and the event become durable in one commit, which the calls share
// that come at once (see events::Lane); what is wrong with one of them concerns that one only.
//
// Safe for concurrent use.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/events/lane.h"
#include "services/intake/lead.h"
#include "services/intake/lead_number.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_index_service.h"
#include "services/intake/reporter_store.h"
#include "services/intake/unit_store.h"

namespace hecha::intake {

// What is to become a lead.
struct Application {
  Registration registration;
  // Identifies an imported row (32 bytes), or is empty.
  std::string origin = {};
  // Keyed hash of what that row says (32 bytes), or is empty.
  std::string origin_hash = {};
  // Fingerprint of the reporter's receipt (32 bytes), or is empty.
  std::string receipt = {};
  // Where set, asked before the lead gets its number; what it refuses is not registered.
  std::function<absl::Status(db::Transaction&)> admit = {};
  // Where set, writes what else must be durable with the lead; in the same transaction, and again
  // if that runs again.
  std::function<absl::Status(db::Transaction&, const Lead&)> also = {};
};

struct Registered {
  Lead lead;
  // False if an equal call registered it before.
  bool created = false;
};

class Registrar {
 public:
  using Done = std::function<void(absl::StatusOr<Registered>)>;

  Registrar(events::Journal& journal, LeadStore leads, ReporterStore receipts, UnitStore units,
            LeadNumbers& numbers, MatchIndexService& match_index);

  // Registers a lead in a town that the caller covers; a citizen may report to any town. Never
  // blocks; calls `done` exactly once, on this thread or another, when the lead is durable or
  // refused. AlreadyExists if its origin or receipt is taken. Where `abandoned`, which may be
  // empty, is true before its turn comes, nothing is registered.
  void Register(const Call& call, Application application, std::function<bool()> abandoned,
                Done done);

  // What Register would refuse, as far as it can be told beforehand; registers nothing.
  absl::Status Foretell(const Call& call, Application application);

 private:
  // An application on its way.
  struct Item {
    Call call;
    Lead lead;
    std::string origin;
    std::string origin_hash;
    std::string receipt;
    std::function<absl::Status(db::Transaction&)> admit;
    std::function<absl::Status(db::Transaction&, const Lead&)> also;
    // What became of it, if it was not registered: why not, or what an equal call made.
    absl::Status refusal = {};
    std::optional<Lead> earlier = {};
  };

  absl::StatusOr<Item> ItemOf(const Call& call, Application application) const;
  absl::Status Commit(std::span<Item* const> batch, absl::Time deadline);
  // Refuses what cannot be registered, whatever the others of the batch are.
  absl::Status Check(std::span<Item* const> batch, absl::Time deadline);
  // Refuses those whose town does not exist.
  absl::Status CheckTowns(std::span<Item* const> batch, absl::Time deadline);
  // Finds where the subjects work, so that those units are barred from the first moment on, and
  // refuses what bars the unit of whoever registers it.
  absl::Status FindEmployers(std::span<Item* const> batch, absl::Time deadline) const;
  // Refuses those that are not admitted.
  absl::Status Admit(std::span<Item* const> batch, absl::Time deadline);
  absl::Status Write(db::Transaction& transaction, std::span<Item* const> items) const;
  absl::Status WriteFresh(db::Transaction& transaction, std::span<Item* const> items) const;
  std::string QueueOf(const Call& call, const std::string& division);

  events::Journal& journal_;
  const LeadStore leads_;
  const ReporterStore receipts_;
  const UnitStore units_;
  LeadNumbers& numbers_;
  MatchIndexService& match_index_;

  absl::Mutex mutex_;
  // Those that were ever seen: a town does not go away.
  std::set<std::string> towns_ ABSL_GUARDED_BY(mutex_);

  // Last: its threads use the rest.
  events::Lane<Item> lane_;
};

}  // namespace hecha::intake
