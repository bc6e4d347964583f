// The Dispatcher is the one way from the edge to a backend, for HTTP and native gRPC alike:
//
//   door (quota) → room (place, or a proof of work) → who (session) → may they (policy) → request
//   → actor minted → backend → answer
//
// so that a caller is allowed and refused the same, whichever door they take. Every call has a
// request id, its client's or one of the dispatcher's: so a backend that is away, or went away
// before it answered, is asked again, and what was asked twice is done once.
//
// Safe for concurrent use.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/proxy/backends.h"
#include "gateway/proxy/gatekeeper.h"
#include "gateway/proxy/room.h"
#include "hecha/options/v1/policy.pb.h"
#include "services/common/base/actor.h"
#include "services/common/rpc/descriptor_service.h"
#include "services/common/rpc/executor.h"
#include "services/common/security/actor_token.h"

namespace hecha::proxy {

// For whom a token stands.
struct Caller {
  Actor actor;
  std::string session_id;
};

// Whether somebody asked for a call, or a page that is open makes it by itself, which is no use of
// the session.
enum class Use { kAsked, kByItself };

// Where sessions are looked up.
struct SessionSource {
  // What is known of a token without blocking; nothing if it has to be looked up.
  std::function<std::optional<Caller>(std::string_view token, Use use)> known;
  // Looks it up; may block until `deadline`. Unauthenticated if it stands for nobody.
  std::function<absl::StatusOr<Caller>(std::string_view token, absl::Time deadline, Use use)>
      look_up;
  // Whether it still stands for somebody, without being a use of it; may block.
  std::function<absl::StatusOr<bool>(std::string_view token, absl::Time deadline)> is_live;
};

struct DispatcherOptions {
  // Calls under way at most; one beyond is refused at once. Public ones have half of them, so that
  // a flood leaves room for those who work here.
  int max_in_flight = 2048;
  // Of each public method.
  RoomOptions room = {};
  // Longest that a call takes, whatever its client would wait.
  absl::Duration max_call = absl::Seconds(30);
  // How long a call is asked again while its backend is away: as long as one takes to restart.
  absl::Duration patience = absl::Seconds(8);
  // Who keeps the door to public calls; nobody if null. Outlives the dispatcher.
  Gatekeeper* gatekeeper = nullptr;
};

// One call on its way in.
struct EdgeCall {
  const google::protobuf::MethodDescriptor* method = nullptr;
  const options::v1::MethodPolicy* policy = nullptr;
  // The session's token; empty if the caller showed none.
  std::string token;
  Use use = Use::kAsked;
  // A further piece of a file, whose first one passed the door: it costs no quota of the address.
  bool continues = false;
  std::string traceparent;
  // The client's idempotency key; may be empty.
  std::string request_id;
  absl::Time deadline = absl::InfiniteFuture();
  // Where it comes from, as text: "192.0.2.1".
  std::string address;
  // The division that the request names, as far as that shows without reading it.
  std::string town;
  // What the caller shows in the header x-proof-of-work, and the bytes that it was made over.
  std::string proof;
  std::function<std::string()> body;
  // Ends the native call that this one serves, whose cancellation it then follows.
  rpc::UnaryReactor* native = nullptr;
};

class Dispatcher {
 public:
  // Makes the request's bytes. Called once the caller was admitted, so that a stranger costs
  // no parsing.
  using MakeRequest = std::function<absl::StatusOr<grpc::ByteBuffer>()>;
  // Called once, on any thread. A backend's refusal rides on the status.
  using Done = std::function<void(absl::StatusOr<grpc::ByteBuffer>)>;

  // Everything given outlives the dispatcher.
  Dispatcher(const Backends& backends, SessionSource sessions, const security::ActorIssuer& issuer,
             rpc::Executor& executor, DispatcherOptions options = {});
  // Cancels what is under way and waits for it. The backends take no further call.
  ~Dispatcher();

  // Never blocks. A public method is called as a citizen even by someone who is signed in: a
  // report must not tell who filed it.
  void Dispatch(EdgeCall call, MakeRequest make_request, Done done);

 private:
  struct Flight;

  Room::Visitor VisitorOf(const EdgeCall& call) const;
  // What becomes of a call: where it enters or waits, it is counted.
  Room::Verdict Arrive(const EdgeCall& call, const Room::Visitor& visitor);
  Room& RoomOf(const EdgeCall& call) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WaitInRoom(const std::shared_ptr<Flight>& flight);
  absl::Status TurnAway(const EdgeCall& call) const;
  void MakeRoom(const Flight& flight, const absl::Status& outcome);
  void Admit(const std::shared_ptr<Flight>& flight, absl::StatusOr<Caller> caller);
  void Forward(const std::shared_ptr<Flight>& flight);
  // False if there is no time for it.
  bool ForwardLater(const std::shared_ptr<Flight>& flight);
  void Finish(const std::shared_ptr<Flight>& flight, absl::StatusOr<grpc::ByteBuffer> result);

  const Backends& backends_;
  const SessionSource sessions_;
  const security::ActorIssuer& issuer_;
  rpc::Executor& executor_;
  const DispatcherOptions options_;

  absl::Mutex mutex_;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const google::protobuf::MethodDescriptor*, std::unique_ptr<Room>> rooms_
      ABSL_GUARDED_BY(mutex_);
  // What counts against the limits: a call makes room before its answer is on the way, so that
  // whoever has the answer finds the room free.
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  int public_in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  // What the dispatcher must outlive: a call until its Done has returned.
  int alive_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace hecha::proxy
