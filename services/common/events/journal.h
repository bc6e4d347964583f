// The Journal makes a state change and its event one commit.
//
// A use case loads an aggregate, lets a rule change it, saves it, and returns the event that
// tells of it. The Journal does the rest in the same transaction: the idempotency record, the
// outbox row, a delivery row for each subscriber. So whatever was acknowledged has its event,
// and a request that arrives twice acts once.
//
// Safe for concurrent use.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/db/database.h"
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

// Who receives what. main.cc lists these.
struct Subscription {
  // Name of the subscribing service; also the name of its peer address.
  std::string subscriber;
  // Full message names; a subscription without any takes every event.
  std::vector<std::string> types;
  // True to withhold payload and salt: the subscriber gets the audit part only.
  bool evidence_only = false;
};

class Journal {
 public:
  // `source` is the name of the owning service. `keyring` seals payloads at rest.
  Journal(std::string source, db::Database& database, const security::Keyring& keyring,
          std::vector<Subscription> subscriptions);

  // Runs one use case. `act(Transaction&)` loads, rules, saves, appends its events with
  // Append and returns the id of the aggregate it changed. `load(Transaction&, Uuid)` reads
  // what the caller is answered, in the same transaction. A call whose request_id was
  // committed before does not act: it is answered by `load` of the recorded id.
  // InvalidArgument REQUEST_ID_REUSED if that request_id carried another request.
  template <class Act, class Load>
  auto Commit(const Call& call, Act act, Load load)
      -> std::invoke_result_t<Load, db::Transaction&, const Uuid&> {
    using Result = std::invoke_result_t<Load, db::Transaction&, const Uuid&>;
    return database_.Transact(call.deadline, [&](db::Transaction& transaction) -> Result {
      ASSIGN_OR_RETURN(std::optional<Uuid> earlier, FindCommitted(transaction, call));
      if (earlier.has_value()) return load(transaction, *earlier);
      ASSIGN_OR_RETURN(Uuid changed, act(transaction));
      RETURN_IF_ERROR(RecordCommitted(transaction, call, changed));
      return load(transaction, changed);
    });
  }

  // Writes the event's outbox row and its delivery rows. Call it after the aggregate's own
  // row was written: that row's lock keeps the order of events per aggregate.
  absl::Status Append(db::Transaction& transaction, const Call& call, const Event& event) const;

  db::Database& database() { return database_; }

 private:
  absl::StatusOr<std::optional<Uuid>> FindCommitted(db::Transaction& transaction,
                                                    const Call& call) const;
  absl::Status RecordCommitted(db::Transaction& transaction, const Call& call,
                               const Uuid& aggregate_id) const;

  std::string source_;
  db::Database& database_;
  const security::Keyring& keyring_;
  std::vector<Subscription> subscriptions_;
};

}  // namespace hecha::events
