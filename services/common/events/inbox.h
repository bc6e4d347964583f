// The Inbox takes delivered envelopes and hands each to its handler exactly once.
//
// A handler runs in one transaction with the inbox row, so a redelivery finds the row and
// changes nothing. The events of a delivery share one transaction as long as all of them go
// well; where one does not, each is handled again in a transaction of its own, so that no
// event shares another's fate. A handler must be re-runnable. An event type without a handler is an
// error of the sender's subscription list: it is REFUSED, and shows up parked at the sender. So is
// an envelope that names another source than the service that delivers it: nobody speaks for
// another. And so is a payload with a code that this version does not know (UNKNOWN_CODE), or a
// time that is none: what a newer sender meant by it is not guessed. It waits parked, with what
// follows of its aggregate, until this service is as new and an operator lets it go again. Inbox
// rows are kept for ever, as a sender may come back from a long outage with what it had already
// delivered.
//
// Register handlers before serving; then safe for concurrent use.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/db/database.h"

namespace hecha::events {

class Inbox {
 public:
  // The Call that a handler acts on: actor = the sending service, request_id = envelope id,
  // now = this service's clock, traceparent = the envelope's.
  using Handler = std::function<absl::Status(db::Transaction&, const Call&, const v1::Envelope&)>;

  Inbox(db::Database& database, const Clock& clock);

  // Handles payloads of type Payload: `handler(tx, call, envelope, payload)`.
  template <class Payload, class Handle>
  void On(Handle handle) {
    Register(std::string(Payload::descriptor()->full_name()),
             [handle](db::Transaction& transaction, const Call& call,
                      const v1::Envelope& envelope) -> absl::Status {
               Payload payload;
               if (absl::Status bad = Read(envelope, payload); !bad.ok()) return bad;
               return handle(transaction, call, envelope, payload);
             });
  }

  // Takes envelopes of a delivery that follow one another at once, so that it may write their rows
  // by few statements.
  using GroupHandler =
      std::function<absl::Status(db::Transaction&, std::span<const v1::Envelope* const>)>;

  // Handles payloads of type Payload, those that follow one another at once:
  // `handler(tx, envelopes, payloads)`, two spans in one order.
  template <class Payload, class Handle>
  void OnAll(Handle handle) {
    RegisterGroup(std::string(Payload::descriptor()->full_name()),
                  [handle](db::Transaction& transaction,
                           std::span<const v1::Envelope* const> envelopes) -> absl::Status {
                    std::vector<Payload> payloads(envelopes.size());
                    for (size_t i = 0; i < envelopes.size(); ++i)
                      if (absl::Status bad = Read(*envelopes[i], payloads[i]); !bad.ok())
                        return bad;
                    return handle(transaction, envelopes, std::span<const Payload>(payloads));
                  });
  }

  // Handles every type that has no handler of its own.
  void OnAny(GroupHandler handler) { any_ = std::move(handler); }

  // Delivers a batch; see EventSink.Deliver. One result an envelope, in order. A handler's
  // Unavailable, DeadlineExceeded, ResourceExhausted, Aborted or Cancelled is RETRY, any other
  // error REFUSED; after either, later envelopes of the same aggregate are HELD.
  v1::DeliverResponse Deliver(const Call& call, const v1::DeliverRequest& request);

 private:
  struct Arrival;

  // InvalidArgument where the payload is no such message, or has a value that its type does not
  // define.
  static absl::Status Read(const v1::Envelope& envelope, google::protobuf::Message& payload);
  void Register(std::string type, Handler handler);
  void RegisterGroup(std::string type, GroupHandler handler);
  // Of the types that have no handler one by one; nullptr where nobody handles it.
  const GroupHandler* FindGroup(const std::string& type) const;
  // All of the envelopes in one transaction, or none.
  absl::Status HandleTogether(const Call& sender, const v1::DeliverRequest& request);
  absl::Status HandleAlone(const Call& sender, const v1::Envelope& envelope);
  absl::StatusOr<Arrival> Admit(const Call& sender, const v1::Envelope& envelope) const;
  // Aborted, and nothing done, if some but not all were handled before.
  absl::Status Handle(std::span<const Arrival> arrivals, absl::Time deadline);
  absl::Status RunHandlers(db::Transaction& transaction, std::span<const Arrival> arrivals) const;

  db::Database& database_;
  const Clock& clock_;
  std::map<std::string, Handler> handlers_;
  std::map<std::string, GroupHandler> groups_;
  GroupHandler any_;
};

}  // namespace hecha::events
