#include "gateway/proxy/dispatcher.h"

#include <fmt/format.h>
#include <grpcpp/alarm.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/time/clock.h"
#include "services/common/base/id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/policy.h"
#include "services/common/rpc/status.h"

namespace hecha::proxy {
namespace {

// Before a backend that was away is asked again: at first, and at most.
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Milliseconds(800);

bool IsPublic(const options::v1::MethodPolicy& policy) {
  return policy.access() == options::v1::ACCESS_PUBLIC;
}

// gRPC aborts the process on metadata that is not printable ASCII, so nothing else may pass.
absl::Status CheckRequestId(std::string_view id) {
  const bool printable =
      std::all_of(id.begin(), id.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  if (printable && id.size() <= rpc::kMaxRequestId) return absl::OkStatus();
  return RefuseField("REQUEST_ID_INVALID", "request_id", "请求编号应为不超过 64 个可见 ASCII 字符",
                     "a request id is at most 64 visible ASCII characters");
}

}  // namespace

// A call from its entry to its answer.
struct Dispatcher::Flight {
  EdgeCall call;
  MakeRequest make_request;
  Done done;
  Caller caller;
  grpc::ByteBuffer request;

  // Of a public call: as whom it stands in its method's room, and since when it is within.
  Room::Visitor visitor;
  absl::Time entered = absl::InfiniteFuture();

  // Until when, and after what pause, an absent backend is asked again.
  absl::Time patience_ends;
  absl::Duration pause = kFirstPause;
  std::unique_ptr<grpc::Alarm> alarm;
  // The flight itself, while nobody but the alarm knows of it.
  std::shared_ptr<Flight> paused;
};

Dispatcher::Dispatcher(const Backends& backends, SessionSource sessions,
                       const security::ActorIssuer& issuer, rpc::Executor& executor,
                       DispatcherOptions options)
    : backends_(backends),
      sessions_(std::move(sessions)),
      issuer_(issuer),
      executor_(executor),
      options_(options) {}

Dispatcher::~Dispatcher() {
  std::vector<Room::Told> told;
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
    for (const auto& [method, room] : rooms_) absl::c_move(room->Close(), std::back_inserter(told));
  }
  for (const Room::Told& each : told) each.guest(each.enters);
  backends_.Close();
  absl::MutexLock lock(&mutex_);
  const auto empty = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return alive_ == 0; };
  mutex_.Await(absl::Condition(&empty));
}

void Dispatcher::Dispatch(EdgeCall call, MakeRequest make_request, Done done) {
  const bool is_public = IsPublic(*call.policy);
  if (is_public && options_.gatekeeper != nullptr && !call.continues) {
    absl::Status refused = options_.gatekeeper->Admit(call.address);
    if (!refused.ok()) return done(std::move(refused));
  }
  Room::Visitor visitor = VisitorOf(call);
  const Room::Verdict verdict = Arrive(call, visitor);
  if (verdict == Room::Verdict::kRefused) return done(TurnAway(call));
  auto flight = std::make_shared<Flight>();
  flight->call = std::move(call);
  flight->make_request = std::move(make_request);
  flight->done = std::move(done);
  flight->visitor = std::move(visitor);
  const absl::Time now = absl::Now();
  flight->call.deadline = std::min(flight->call.deadline, now + options_.max_call);
  flight->patience_ends = std::min(flight->call.deadline, now + options_.patience);

  if (is_public) {
    if (verdict == Room::Verdict::kWaits) return WaitInRoom(flight);
    flight->entered = now;
    return Admit(flight, Caller{});
  }
  if (flight->call.token.empty()) return Admit(flight, rpc::SignInRequired());
  if (std::optional<Caller> known = sessions_.known(flight->call.token, flight->call.use)) {
    return Admit(flight, *std::move(known));
  }
  const absl::Status queued = executor_.Submit(
      options::v1::LANE_READ, flight->call.deadline,
      [this, flight] {
        const EdgeCall& asked = flight->call;
        Admit(flight, sessions_.look_up(asked.token, asked.deadline, asked.use));
      },
      [this, flight] {
        Finish(flight, absl::DeadlineExceededError("the deadline passed in the queue"));
      });
  if (!queued.ok()) Finish(flight, queued);
}

Room::Visitor Dispatcher::VisitorOf(const EdgeCall& call) const {
  Room::Visitor visitor{.town = call.town};
  if (options_.gatekeeper != nullptr && call.policy->proof_of_work() && !call.proof.empty())
    visitor.proved = options_.gatekeeper->Proves(call.proof, call.body());
  return visitor;
}

Room::Verdict Dispatcher::Arrive(const EdgeCall& call, const Room::Visitor& visitor) {
  const bool is_public = IsPublic(*call.policy);
  absl::MutexLock lock(&mutex_);
  if (closing_ || in_flight_ >= options_.max_in_flight) return Room::Verdict::kRefused;
  Room::Verdict verdict = Room::Verdict::kEnters;
  if (is_public) {
    if (public_in_flight_ >= (options_.max_in_flight + 1) / 2) return Room::Verdict::kRefused;
    verdict = RoomOf(call).Arrive(visitor, absl::Now());
    if (verdict == Room::Verdict::kRefused) return verdict;
    ++public_in_flight_;
  }
  ++in_flight_;
  ++alive_;
  return verdict;
}

absl::Status Dispatcher::TurnAway(const EdgeCall& call) const {
  if (!IsPublic(*call.policy) || options_.gatekeeper == nullptr) return rpc::Overloaded();
  return options_.gatekeeper->TurnAway(call.policy->proof_of_work());
}

Room& Dispatcher::RoomOf(const EdgeCall& call) {
  std::unique_ptr<Room>& room = rooms_[call.method];
  if (room == nullptr) room = std::make_unique<Room>(options_.room);
  return *room;
}

void Dispatcher::WaitInRoom(const std::shared_ptr<Flight>& flight) {
  const auto hear = [this, flight](bool enters) {
    if (!enters) return Finish(flight, TurnAway(flight->call));
    flight->entered = absl::Now();
    Admit(flight, Caller{});
  };
  Room::Verdict verdict;
  {
    absl::MutexLock lock(&mutex_);
    verdict = RoomOf(flight->call).Wait(flight->visitor, hear, absl::Now());
  }
  if (verdict != Room::Verdict::kWaits) hear(verdict == Room::Verdict::kEnters);
}

void Dispatcher::Admit(const std::shared_ptr<Flight>& flight, absl::StatusOr<Caller> caller) {
  const auto admit = [&]() -> absl::Status {
    if (!caller.ok()) {
      return absl::IsUnauthenticated(caller.status()) ? rpc::SignInRequired() : caller.status();
    }
    RETURN_IF_ERROR(rpc::Authorize(*flight->call.policy, caller->actor));
    RETURN_IF_ERROR(CheckRequestId(flight->call.request_id));
    ASSIGN_OR_RETURN(flight->request, flight->make_request());
    return absl::OkStatus();
  };
  if (absl::Status status = admit(); !status.ok()) return Finish(flight, std::move(status));
  std::string& request_id = flight->call.request_id;
  if (request_id.empty()) request_id = Uuid::V7(absl::Now()).ToString();
  flight->caller = *std::move(caller);
  Forward(flight);
}

void Dispatcher::Forward(const std::shared_ptr<Flight>& flight) {
  const EdgeCall& call = flight->call;
  const Caller& caller = flight->caller;
  const auto& service = *call.method->service();
  rpc::OutgoingCall outgoing{
      .method = fmt::format("{}/{}", service.full_name(), call.method->name()),
      .traceparent = call.traceparent,
      .request_id = call.request_id,
      .deadline = call.deadline,
      .request = flight->request};
  if (caller.actor.kind != Actor::Kind::kCitizen)
    outgoing.actor_token = issuer_.Issue(caller.actor, caller.session_id);
  rpc::CallStream& backend = *backends_.Find(service);
  const uint64_t number = backend.NewNumber();
  if (call.native != nullptr)
    call.native->WhenCancelled([&backend, number] { backend.Cancel(number); });
  backend.Start(number, std::move(outgoing),
                [this, flight](absl::StatusOr<grpc::ByteBuffer> response) {
                  if (absl::IsUnavailable(response.status()) && ForwardLater(flight)) return;
                  Finish(flight, std::move(response));
                });
}

bool Dispatcher::ForwardLater(const std::shared_ptr<Flight>& flight) {
  const absl::Time then = absl::Now() + flight->pause;
  if (then >= flight->patience_ends) return false;
  flight->pause = std::min(2 * flight->pause, kLongestPause);
  {
    absl::MutexLock lock(&mutex_);
    if (closing_) return false;
  }
  flight->paused = flight;
  // A new one each time: the last may still be returning from its call.
  flight->alarm = std::make_unique<grpc::Alarm>();
  flight->alarm->Set(absl::ToChronoTime(then), [this, waiting = flight.get()](bool) {
    const std::shared_ptr<Flight> again = std::move(waiting->paused);
    Forward(again);
  });
  return true;
}

void Dispatcher::Finish(const std::shared_ptr<Flight>& flight,
                        absl::StatusOr<grpc::ByteBuffer> result) {
  MakeRoom(*flight, result.status());
  flight->done(std::move(result));
  // What the functions hold goes before the dispatcher may go.
  flight->done = nullptr;
  flight->make_request = nullptr;
  absl::MutexLock lock(&mutex_);
  --alive_;
}

void Dispatcher::MakeRoom(const Flight& flight, const absl::Status& outcome) {
  std::vector<Room::Told> told;
  {
    absl::MutexLock lock(&mutex_);
    --in_flight_;
    if (!IsPublic(*flight.call.policy)) return;
    --public_in_flight_;
    // It had waited, and did not enter.
    if (flight.entered == absl::InfiniteFuture()) return;
    const absl::Time now = absl::Now();
    // A refusal took no work, and a backend that was away tells nothing of how busy it is.
    const bool telling =
        (outcome.ok() || absl::IsDeadlineExceeded(outcome)) && flight.pause == kFirstPause;
    told = RoomOf(flight.call)
               .Leave(flight.visitor, telling ? std::optional(now - flight.entered) : std::nullopt,
                      now);
  }
  for (const Room::Told& each : told) each.guest(each.enters);
}

}  // namespace hecha::proxy
