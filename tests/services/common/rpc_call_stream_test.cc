// Calls that travel in one stream, over a real server: each has its own actor, deadline, verdict
// and end, as if it had come alone.
#include "services/common/rpc/call_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "tests/services/common/rpc_probe_server.h"

namespace hecha::rpc {
namespace {

// One call and what became of it.
struct Sent {
  explicit Sent(CallStream& stream) : number(stream.NewNumber()) {}

  absl::Status Await() {
    done.WaitForNotification();
    return status;
  }

  const uint64_t number;
  absl::Status status;
  ProbeResponse response;
  absl::Notification done;
};

std::unique_ptr<Sent> Send(CallStream& stream, OutgoingCall call,
                           const ProbeRequest& request = {}) {
  auto sent = std::make_unique<Sent>(stream);
  const grpc::Slice bytes(request.SerializeAsString());
  call.request = grpc::ByteBuffer(&bytes, 1);
  stream.Start(sent->number, std::move(call),
               [sent = sent.get()](absl::StatusOr<grpc::ByteBuffer> result) {
                 sent->status = result.status();
                 grpc::Slice answer;
                 if (result.ok() && result->DumpToSingleSlice(&answer).ok())
                   sent->response.ParseFromArray(answer.begin(), static_cast<int>(answer.size()));
                 sent->done.Notify();
               });
  return sent;
}

OutgoingCall To(const std::string& method, const std::string& actor_token = "") {
  return {.method = "hecha.probe.v1.Probe/" + method,
          .actor_token = actor_token,
          .deadline = absl::Now() + absl::Seconds(20),
          .request = {}};
}

ProbeRequest Saying(const std::string& text) {
  ProbeRequest request;
  request.set_text(text);
  return request;
}

ProbeServer::Handler Accept() {
  return [](const Call&, const ProbeRequest&) { return ProbeResponse(); };
}

// Keeps the calls that say "wait" until they are let go, and answers all others at once.
class Waiters {
 public:
  ProbeServer::LaterHandler Handler() {
    return [this](const Call&, const ProbeRequest& request, const Reply<ProbeResponse>& reply) {
      if (request.text() != "wait") return reply(ProbeResponse());
      absl::MutexLock lock(&mutex_);
      held_.push_back(reply);
    };
  }

  // The one call that waits, once it has arrived.
  Reply<ProbeResponse> Await() {
    absl::MutexLock lock(&mutex_);
    const auto arrived = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !held_.empty(); };
    mutex_.Await(absl::Condition(&arrived));
    const Reply<ProbeResponse> reply = held_.back();
    held_.pop_back();
    return reply;
  }

 private:
  absl::Mutex mutex_;
  std::vector<Reply<ProbeResponse>> held_ ABSL_GUARDED_BY(mutex_);
};

TEST(CallStreamTest, CarriesActorTraceRequestIdAndDeadline) {
  Call seen;
  ProbeServer probe([&](const Call& call, const ProbeRequest&) {
    seen = call;
    return ProbeResponse();
  });
  CallStream stream(probe.channel().grpc());
  OutgoingCall call = To("Office", probe.UserToken({Role::kOffice}));
  call.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  call.request_id = "mine";
  call.deadline = absl::Now() + absl::Seconds(5);
  const absl::Time deadline = call.deadline;
  ASSERT_TRUE(Send(stream, std::move(call))->Await().ok());
  EXPECT_TRUE(seen.actor.Has(Role::kOffice));
  EXPECT_THAT(seen.traceparent, ::testing::HasSubstr("0af7651916cd43dd8448eb211c80319c"));
  EXPECT_EQ(seen.request_id, "mine");
  EXPECT_LE(absl::AbsDuration(seen.deadline - deadline), absl::Seconds(1));
}

TEST(CallStreamTest, EachCallIsRefusedOrAnsweredOnItsOwn) {
  ProbeServer probe(
      Accept(), [](const Call&, const ProbeRequest& request, const Reply<ProbeResponse>& reply) {
        if (request.text() == "bad") return reply(RefuseField("BAD", "text", "不好", "not good"));
        reply(ProbeResponse());
      });
  CallStream stream(probe.channel().grpc());
  std::vector<std::unique_ptr<Sent>> sent;
  for (int i = 0; i < 300; ++i)
    sent.push_back(Send(stream, To("Open"), Saying(i % 3 == 0 ? "bad" : "good")));
  for (size_t i = 0; i < sent.size(); ++i)
    EXPECT_EQ(RuleOf(sent[i]->Await()), i % 3 == 0 ? "BAD" : "OK") << i;
}

TEST(CallStreamTest, PolicyHoldsForEveryCall) {
  ProbeServer probe(Accept());
  CallStream stream(probe.channel().grpc());
  EXPECT_EQ(RuleOf(Send(stream, To("Office"))->Await()), "SIGN_IN_REQUIRED");
  EXPECT_EQ(RuleOf(Send(stream, To("Office", probe.UserToken({Role::kClerk})))->Await()),
            "ROLE_REQUIRED");
  EXPECT_EQ(RuleOf(Send(stream, To("SignedIn", "forged"))->Await()), "SIGN_IN_REQUIRED");
  EXPECT_TRUE(absl::IsUnimplemented(Send(stream, To("NoSuchMethod"))->Await()));
}

TEST(CallStreamTest, ACallThatWaitsHoldsUpNoOther) {
  Waiters waiters;
  ProbeServer probe(Accept(), waiters.Handler());
  CallStream stream(probe.channel().grpc());
  const auto slow = Send(stream, To("Open"), Saying("wait"));
  EXPECT_TRUE(Send(stream, To("Open"))->Await().ok());
  EXPECT_FALSE(slow->done.HasBeenNotified());
  waiters.Await()(ProbeResponse());
  EXPECT_TRUE(slow->Await().ok());
}

TEST(CallStreamTest, ACancelledCallEndsAtBothEnds) {
  Waiters waiters;
  ProbeServer probe(Accept(), waiters.Handler());
  CallStream stream(probe.channel().grpc());
  const auto slow = Send(stream, To("Open"), Saying("wait"));
  const Reply<ProbeResponse> held = waiters.Await();
  EXPECT_FALSE(held.Abandoned());
  stream.Cancel(slow->number);
  EXPECT_TRUE(absl::IsCancelled(slow->Await()));
  // What is sent later arrives later; the second of them in a later frame for certain.
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(Send(stream, To("Open"))->Await().ok());
  EXPECT_TRUE(held.Abandoned());
  held(ProbeResponse());
}

TEST(CallStreamTest, ACallEndsAtItsDeadline) {
  Waiters waiters;
  ProbeServer probe(Accept(), waiters.Handler());
  CallStream stream(probe.channel().grpc());
  OutgoingCall call = To("Open");
  call.deadline = absl::Now() + absl::Milliseconds(50);
  const auto slow = Send(stream, std::move(call), Saying("wait"));
  EXPECT_TRUE(absl::IsDeadlineExceeded(slow->Await()));
  waiters.Await()(ProbeResponse());
}

TEST(CallStreamTest, WhatIsTooLargeIsRefusedAlone) {
  ProbeServer probe(Accept());
  CallStream stream(probe.channel().grpc());
  const auto large = Send(stream, To("Open"), Saying(std::string(kMaxMessageBytes + 1, 'x')));
  EXPECT_TRUE(absl::IsResourceExhausted(large->Await()));
  EXPECT_TRUE(Send(stream, To("Open"))->Await().ok());
}

TEST(CallStreamTest, APeerThatGoesAwayIsUnavailableToAllOfItsCalls) {
  Waiters waiters;
  auto probe = std::make_unique<ProbeServer>(Accept(), waiters.Handler());
  CallStream stream(probe->channel().grpc());
  const auto slow = Send(stream, To("Open"), Saying("wait"));
  const Reply<ProbeResponse> held = waiters.Await();
  std::thread stop([&] { probe->server().Shutdown(absl::ZeroDuration()); });
  EXPECT_TRUE(absl::IsUnavailable(slow->Await()));
  EXPECT_TRUE(absl::IsUnavailable(Send(stream, To("Open"))->Await()));
  held(ProbeResponse());
  stop.join();
}

TEST(CallStreamTest, AServerThatRetiresAnswersWhatItWasSent) {
  Waiters waiters;
  ProbeServer probe(Accept(), waiters.Handler());
  CallStream stream(probe.channel().grpc());
  const auto slow = Send(stream, To("Open"), Saying("wait"));
  const Reply<ProbeResponse> held = waiters.Await();
  probe.router().Retire();
  // On another stream by then, which begins late and ends with the first all the same.
  EXPECT_TRUE(Send(stream, To("Open"))->Await().ok());
  std::thread stop([&] { probe.server().Shutdown(absl::Seconds(20)); });
  held(ProbeResponse());
  EXPECT_TRUE(slow->Await().ok());
  const absl::Time before = absl::Now();
  stop.join();
  EXPECT_LE(absl::Now() - before, absl::Seconds(10));
}

TEST(CallStreamTest, ClosingCancelsWhatIsUnderWayAndWhatComes) {
  Waiters waiters;
  ProbeServer probe(Accept(), waiters.Handler());
  CallStream stream(probe.channel().grpc());
  const auto slow = Send(stream, To("Open"), Saying("wait"));
  const Reply<ProbeResponse> held = waiters.Await();
  stream.Close();
  EXPECT_TRUE(absl::IsCancelled(slow->Await()));
  EXPECT_TRUE(absl::IsCancelled(Send(stream, To("Open"))->Await()));
  held(ProbeResponse());
}

}  // namespace
}  // namespace hecha::rpc
