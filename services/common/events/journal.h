// The Journal makes a state change and its event one commit.
//
// A use case loads an aggregate, lets a rule change it, saves it, and returns the event that
// tells of it. The Journal does the rest in the same transaction: the idempotency record, the
// outbox row, a delivery row for each subscriber. So whatever was acknowledged has its event,
// and a request that arrives twice acts once.
//
// The outbox keeps events of the last RelayOptions::keep after everybody has them; the relay
// prunes older ones. Commands are kept for ever: they are what makes a late retry harmless.
//
// Safe for concurrent use once OnCommit was called, if at all.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/base/refusal.h"
#include "services/common/db/database.h"
#include "services/common/events/failpoint.h"
#include "services/common/events/pending.h"
#include "services/common/security/keyring.h"

namespace hecha::events {

// What happened to one aggregate. `payload` is a message of the service's events.proto.
struct Event {
  // The noun: "lead".
  std::string aggregate;
  Uuid aggregate_id;
  // Version of the aggregate after the change: 1 for a new one, then gapless.
  int64_t version = 0;
  std::string division;
  // The verb of the use case: "lead.assign".
  std::string action;
  std::unique_ptr<google::protobuf::Message> payload;
};

template <class Payload>
Event MakeEvent(std::string aggregate, Uuid id, int64_t version, std::string division,
                std::string action, Payload payload) {
  return {std::move(aggregate),
          id,
          version,
          std::move(division),
          std::move(action),
          std::make_unique<Payload>(std::move(payload))};
}

// Who receives what. main.cc lists these. Where several subscriptions of one subscriber name
// an event, it gets the event once, with the payload if any of them takes payloads.
struct Subscription {
  // Name of the subscribing service; also the name of its peer address.
  std::string subscriber;
  // Full message names; a subscription without any takes every event.
  std::vector<std::string> types = {};
  // True to withhold payload and salt: the subscriber gets the audit part only.
  bool evidence_only = false;
};

// Aborted, with the current one, if the caller's copy (Call::expected_version) is of another
// version.
inline absl::Status CheckFresh(const Call& call, int64_t version) {
  if (call.expected_version == 0 || call.expected_version == version) return absl::OkStatus();
  return RefuseStale(version);
}

class Journal {
 public:
  // `source` is the name of the owning service. `keyring` seals payloads at rest, under
  // the key name "outbox".
  Journal(std::string source, db::Database& database, const security::Keyring& keyring,
          std::vector<Subscription> subscriptions);

  // Runs one use case. `act(Transaction&)` loads, rules, saves, appends its events with
  // Append and returns the id of the aggregate it changed. `load(Transaction&, Uuid)` reads
  // what the caller is answered, in the same transaction. A call whose request_id was
  // committed before does not act: it is answered by `load` of the recorded id.
  // InvalidArgument REQUEST_ID_REUSED if that request_id carried another request. Two equal
  // calls at once act once too: the second waits for the first.
  template <class Act, class Load>
  auto Commit(const Call& call, Act act, Load load)
      -> std::invoke_result_t<Load, db::Transaction&, const Uuid&> {
    using Result = std::invoke_result_t<Load, db::Transaction&, const Uuid&>;
    return Transact(call.deadline, [&](db::Transaction& transaction) -> Result {
      ASSIGN_OR_RETURN(std::optional<Uuid> earlier, ClaimCommand(transaction, call));
      if (earlier.has_value()) return load(transaction, *earlier);
      ASSIGN_OR_RETURN(Uuid changed, act(transaction));
      HECHA_FAILPOINT("journal.after_act");
      RETURN_IF_ERROR(RecordCommand(transaction, call, changed));
      return load(transaction, changed);
    });
  }

  // Database::Transact for work that no request asked for (a timer, an import's batch) and
  // that appends events.
  template <class Body>
  auto Transact(absl::Time deadline, Body body) -> std::invoke_result_t<Body, db::Transaction&> {
    auto result = database_.Transact(deadline, [&](db::Transaction& transaction) {
      auto outcome = body(transaction);
      HECHA_FAILPOINT("journal.before_commit");
      return outcome;
    });
    if (!result.ok()) return result;
    HECHA_FAILPOINT("journal.after_commit");
    return result;
  }

  // Changes one aggregate that exists: finds it, lets `admit(aggregate)` say whether the caller
  // may know of it, refuses a stale copy (Call::expected_version), lets `rule(transaction,
  // aggregate)` change it and return its event, saves it and appends the event. Returns the
  // aggregate as saved. `Store` has Find(transaction, id) and Update(transaction, aggregate).
  template <class Store, class TypedId, class Admit, class Rule>
  auto Change(const Call& call, const Store& store, const TypedId& id, Admit admit, Rule rule)
      -> decltype(store.Find(std::declval<db::Transaction&>(), id)) {
    return Commit(
        call,
        [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
          ASSIGN_OR_RETURN(auto aggregate, store.Find(transaction, id));
          RETURN_IF_ERROR(admit(aggregate));
          RETURN_IF_ERROR(CheckFresh(call, aggregate.version));
          RETURN_IF_ERROR(SaveChange(transaction, call, store, aggregate, rule));
          return id.uuid;
        },
        [&](db::Transaction& transaction, const Uuid& changed) {
          return store.Find(transaction, TypedId{changed});
        });
  }

  // The same where a repeated request too is answered only to whoever may know of the aggregate
  // now: `find(transaction)` finds it for the caller, or refuses.
  template <class Store, class Find, class Rule>
  auto Change(const Call& call, const Store& store, Find find, Rule rule)
      -> std::invoke_result_t<Find, db::Transaction&> {
    return Commit(
        call,
        [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
          ASSIGN_OR_RETURN(auto aggregate, find(transaction));
          RETURN_IF_ERROR(CheckFresh(call, aggregate.version));
          RETURN_IF_ERROR(SaveChange(transaction, call, store, aggregate, rule));
          return aggregate.id.uuid;
        },
        [&](db::Transaction& transaction, const Uuid&) { return find(transaction); });
  }

  // The same inside a transaction that runs already, for an event's handler: nobody is asked.
  template <class Store, class TypedId, class Rule>
  absl::Status ChangeWithin(db::Transaction& transaction, const Call& call, const Store& store,
                            const TypedId& id, Rule rule) {
    ASSIGN_OR_RETURN(auto aggregate, store.Find(transaction, id));
    return SaveChange(transaction, call, store, aggregate, rule);
  }

  // Writes the event's outbox row and its delivery rows. Call it after the aggregate's own
  // row was written: that row's lock keeps the order of events per aggregate. InvalidArgument
  // for a payload of more than 256 KiB: content belongs to its service, not into events.
  absl::Status Append(db::Transaction& transaction, const Call& call, const Event& event) const;

  // What Commit does, in parts, for many calls in one transaction; each call makes one
  // aggregate. ClaimAll comes first of all in the transaction, then the rows of the calls that
  // act, then AppendAll with their events.

  // A call and the aggregate that it makes if it acts.
  struct Claim {
    const Call* call = nullptr;
    Uuid aggregate_id;
  };
  struct Claimed {
    // Ok, or REQUEST_ID_REUSED.
    absl::Status status;
    // False if an equal call, committed before or earlier in the list, made `aggregate_id`.
    bool acts = false;
    Uuid aggregate_id;
  };
  // Takes and records the request_ids; one result a claim, in order.
  absl::StatusOr<std::vector<Claimed>> ClaimAll(db::Transaction& transaction,
                                                std::span<const Claim> claims) const;

  struct Entry {
    const Call* call = nullptr;
    const Event* event = nullptr;
  };
  // Append for each entry, in order. What of several are first events of their aggregates is told
  // as it is (OnCommit).
  absl::Status AppendAll(db::Transaction& transaction, std::span<const Entry> entries) const;

  // Calls `wake` after each commit of a transaction that appended events, with those that need
  // not be read back, if any; host wires it to Relay::Wake. Before serving, once.
  void OnCommit(std::function<void(Fresh)> wake) { on_commit_ = std::move(wake); }

  db::Database& database() { return database_; }

 private:
  // Takes the call's request_id, or returns the id that an earlier call recorded under it.
  // First of all in the transaction: a second equal call waits here, holding no other lock,
  // and then reads what the first one committed.
  absl::StatusOr<std::optional<Uuid>> ClaimCommand(db::Transaction& transaction,
                                                   const Call& call) const;
  // Appends what one statement takes, and tells of it once it is committed: as it is, where
  // `whole`.
  absl::Status AppendRows(db::Transaction& transaction, std::span<const Entry> entries,
                          bool whole) const;
  absl::Status RecordCommand(db::Transaction& transaction, const Call& call,
                             const Uuid& aggregate_id) const;

  template <class Store, class Aggregate, class Rule>
  absl::Status SaveChange(db::Transaction& transaction, const Call& call, const Store& store,
                          Aggregate& aggregate, Rule& rule) {
    ASSIGN_OR_RETURN(Event event, rule(transaction, aggregate));
    RETURN_IF_ERROR(store.Update(transaction, aggregate));
    return Append(transaction, call, event);
  }

  std::string source_;
  db::Database& database_;
  const security::Keyring& keyring_;
  std::vector<Subscription> subscriptions_;
  std::function<void(Fresh)> on_commit_;
};

}  // namespace hecha::events
