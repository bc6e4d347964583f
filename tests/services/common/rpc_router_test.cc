// The way of a call, seen from a client of a real server: who gets in, what the handler is
// told, and what comes back.
#include "services/common/rpc/router.h"

#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/common/security/keyring.h"
#include "tests/services/common/rpc_probe_server.h"

namespace hecha::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

ProbeServer::Handler Accept() {
  return [](const Call&, const ProbeRequest&) { return ProbeResponse(); };
}

// Keeps the last Call it was given.
struct Recorder {
  Call last;
  ProbeServer server{[this](const Call& call, const ProbeRequest&) {
    last = call;
    return ProbeResponse();
  }};
};

// Holds the executor's only thread from its first call until it is released.
struct Blocker {
  std::atomic<int> runs = 0;
  absl::Notification entered;
  absl::Notification released;
  ProbeServer server{[this](const Call&, const ProbeRequest&) {
    if (++runs == 1) {
      entered.Notify();
      released.WaitForNotification();
    }
    return ProbeResponse();
  }};
  std::future<absl::Status> first =
      std::async(std::launch::async, [this] { return server.Send("Open"); });

  Blocker() { entered.WaitForNotification(); }
  ~Blocker() {
    if (!released.HasBeenNotified()) released.Notify();
  }

  bool IsQueued(int calls) {
    const std::string gauge = fmt::format("hecha_executor_queue{{lane=\"public\"}} {}", calls);
    return server.metrics().Text().find(gauge) != std::string::npos;
  }

  void AwaitQueued(int calls) {
    while (!IsQueued(calls)) absl::SleepFor(absl::Milliseconds(1));
  }
};

TEST(RouterTest, MethodsWithoutSoundPolicyOrHandlerRefuseToBuild) {
  TrustedKeys trusted;
  SystemClock clock;
  telemetry::Metrics metrics;
  const auto verifier = security::ActorVerifier::Load(trusted.path(), clock).value();
  Executor executor({.threads = 1}, metrics);
  Router router(*verifier, executor, clock, metrics);
  const auto handle = [](const Call&, const ProbeRequest&) -> absl::StatusOr<ProbeResponse> {
    return ProbeResponse();
  };
  for (const char* method : {"WithoutPolicy", "WithoutLane", "RolesWithoutAny", "RolesForAnyone"})
    router.Handle(fmt::format("hecha.probe.v1.Unguarded/{}", method), handle);
  router.Handle("hecha.probe.v1.Probe/Open", handle);
  router.Handle("hecha.probe.v1.Probe/Missing", handle);

  const absl::Status built = router.Build().status();

  EXPECT_EQ(built.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(built.message()),
              AllOf(HasSubstr("Unguarded.WithoutPolicy: no policy"),
                    HasSubstr("Unguarded.WithoutLane: policy without lane"),
                    HasSubstr("Unguarded.RolesWithoutAny: ACCESS_ROLES without roles"),
                    HasSubstr("Unguarded.RolesForAnyone: roles without ACCESS_ROLES"),
                    HasSubstr("Probe/Missing: no such method"),
                    HasSubstr("Probe.Office: no handler"), Not(HasSubstr("Probe.Open"))));
}

TEST(RouterTest, HandlerOfOtherMessagesRefusesToBuild) {
  TrustedKeys trusted;
  SystemClock clock;
  telemetry::Metrics metrics;
  const auto verifier = security::ActorVerifier::Load(trusted.path(), clock).value();
  Executor executor({.threads = 1}, metrics);
  Router router(*verifier, executor, clock, metrics);
  router.Handle("hecha.probe.v1.Probe/Open",
                [](const Call&, const ProbeResponse&) -> absl::StatusOr<ProbeResponse> {
                  return ProbeResponse();
                });
  EXPECT_THAT(std::string(router.Build().status().message()), HasSubstr("takes other messages"));
}

TEST(RouterTest, EachAccessAdmitsExactlyItsCallers) {
  ProbeServer server(Accept());
  const std::map<std::string, std::string> tokens = {
      {"stranger", ""},
      {"clerk", server.UserToken({Role::kClerk})},
      {"office", server.UserToken({Role::kOffice})},
      {"service", server.ServiceToken()},
      {"forger", "not a token"},
  };
  const std::map<std::string, std::map<std::string, std::string>> expected = {
      {"Open",
       {{"stranger", "OK"},
        {"clerk", "OK"},
        {"office", "OK"},
        {"service", "OK"},
        {"forger", "SIGN_IN_REQUIRED"}}},
      {"SignedIn",
       {{"stranger", "SIGN_IN_REQUIRED"},
        {"clerk", "OK"},
        {"office", "OK"},
        {"service", "ROLE_REQUIRED"},
        {"forger", "SIGN_IN_REQUIRED"}}},
      {"Office",
       {{"stranger", "SIGN_IN_REQUIRED"},
        {"clerk", "ROLE_REQUIRED"},
        {"office", "OK"},
        {"service", "ROLE_REQUIRED"},
        {"forger", "SIGN_IN_REQUIRED"}}},
      {"Peer",
       {{"stranger", "SIGN_IN_REQUIRED"},
        {"clerk", "SERVICE_REQUIRED"},
        {"office", "SERVICE_REQUIRED"},
        {"service", "OK"},
        {"forger", "SIGN_IN_REQUIRED"}}},
  };
  for (const auto& [method, callers] : expected) {
    for (const auto& [caller, rule] : callers) {
      const absl::Status status = server.Send(method, {.actor_token = tokens.at(caller)});
      EXPECT_EQ(RuleOf(status), rule) << caller << " calls " << method;
    }
  }
}

TEST(RouterTest, StrangerIsUnauthenticatedAndWrongRoleIsDenied) {
  ProbeServer server(Accept());
  EXPECT_TRUE(absl::IsUnauthenticated(server.Send("Office")));
  EXPECT_TRUE(absl::IsPermissionDenied(
      server.Send("Office", {.actor_token = server.UserToken({Role::kLeader})})));
}

TEST(RouterTest, HandlerLearnsWhoCallsAndWhen) {
  Recorder recorder;
  recorder.server.clock().Advance(absl::Hours(72));
  ASSERT_TRUE(
      recorder.server.Send("Office", {.actor_token = recorder.server.UserToken({Role::kOffice})})
          .ok());
  EXPECT_EQ(recorder.last.method, "hecha.probe.v1.Probe/Office");
  EXPECT_EQ(recorder.last.actor.division, "370481104");
  EXPECT_EQ(recorder.last.now, recorder.server.clock().Now());
  EXPECT_GT(recorder.last.deadline, absl::Now());
  EXPECT_LT(recorder.last.deadline, absl::Now() + absl::Seconds(31));
}

TEST(RouterTest, RequestIdAndEtagReachTheHandler) {
  Recorder recorder;
  ProbeRequest request;
  request.set_request_id("import-7");
  request.set_etag("12");
  ASSERT_TRUE(recorder.server.Send("Open", {.request_id = "from metadata"}, request).ok());
  EXPECT_EQ(recorder.last.request_id, "import-7");
  EXPECT_EQ(recorder.last.expected_version, 12);
  EXPECT_EQ(recorder.last.request_hash, security::Sha256(request.SerializeAsString()));
}

TEST(RouterTest, RequestIdComesFromMetadataElseIsMade) {
  Recorder recorder;
  ASSERT_TRUE(recorder.server.Send("Open", {.request_id = "from metadata"}).ok());
  EXPECT_EQ(recorder.last.request_id, "from metadata");
  EXPECT_EQ(recorder.last.expected_version, 0);
  ASSERT_TRUE(recorder.server.Send("Open").ok());
  EXPECT_TRUE(Uuid::Parse(recorder.last.request_id).ok());
}

TEST(RouterTest, MalformedConventionsNameTheirField) {
  ProbeServer server(Accept());
  for (const char* etag : {"abc", "-1", "0", "1 ", "99999999999999999999"}) {
    ProbeRequest request;
    request.set_etag(etag);
    const absl::Status status = server.Send("Open", {}, request);
    EXPECT_EQ(RuleOf(status), "ETAG_INVALID") << etag;
    EXPECT_EQ(RefusalOf(status)->field, "etag");
  }
  for (const std::string& id : {std::string(65, 'x'), std::string("a\nb")}) {
    ProbeRequest request;
    request.set_request_id(id);
    const absl::Status status = server.Send("Open", {}, request);
    EXPECT_EQ(RuleOf(status), "REQUEST_ID_INVALID");
    EXPECT_EQ(RefusalOf(status)->field, "request_id");
  }
}

TEST(RouterTest, TextThatIsNotUtf8IsRefused) {
  ProbeServer server(Accept());
  // The wrapper's field 1 is bytes; ProbeRequest's is a string.
  google::protobuf::BytesValue request;
  request.set_value("\xff");
  ProbeResponse response;
  const absl::Status status =
      server.channel().Unary("hecha.probe.v1.Probe/Open", request, response, {});
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(RuleOf(status), "MALFORMED_REQUEST");
}

TEST(RouterTest, RefusalArrivesInBothLanguages) {
  ProbeServer server([](const Call&, const ProbeRequest&) -> absl::StatusOr<ProbeResponse> {
    return RefuseField("DEADLINE_PAST", "deadline", "期限已过", "the deadline is in the past");
  });
  const absl::Status status = server.Send("Open");
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  const std::optional<Refusal> refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->rule, "DEADLINE_PAST");
  EXPECT_EQ(refusal->field, "deadline");
  EXPECT_EQ(refusal->zh, "期限已过");
  EXPECT_EQ(refusal->en, "the deadline is in the past");
}

TEST(RouterTest, InternalErrorShowsOnlyItsTrace) {
  ProbeServer server([](const Call&, const ProbeRequest&) -> absl::StatusOr<ProbeResponse> {
    return absl::InternalError("column narrative of row 17");
  });
  ::testing::internal::CaptureStderr();
  const absl::Status status = server.Send("Open", {.traceparent = kTraceparent});
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(status.ToString(), AllOf(HasSubstr(kTrace), Not(HasSubstr("narrative"))));
  EXPECT_THAT(log, AllOf(HasSubstr("column narrative of row 17"), HasSubstr(kTrace)));
}

TEST(RouterTest, TraceGoesOnInANewSpan) {
  Recorder recorder;
  ASSERT_TRUE(recorder.server.Send("Open", {.traceparent = kTraceparent}).ok());
  EXPECT_THAT(recorder.last.traceparent, StartsWith(std::string("00-") + kTrace));
  EXPECT_NE(recorder.last.traceparent, kTraceparent);
}

TEST(RouterTest, CallsAreCountedByMethodAndCode) {
  ProbeServer server(Accept());
  ASSERT_TRUE(server.Send("Open").ok());
  ASSERT_FALSE(server.Send("Office").ok());
  const std::string text = server.metrics().Text();
  EXPECT_THAT(text, HasSubstr("method=\"Open\""));
  EXPECT_THAT(text, HasSubstr("code=\"UNAUTHENTICATED\""));
}

TEST(RouterTest, FullLaneRefusesAtOnce) {
  Blocker blocker;
  std::future<absl::Status> second =
      std::async(std::launch::async, [&] { return blocker.server.Send("Open"); });
  blocker.AwaitQueued(1);

  const absl::Status third = blocker.server.Send("Open");

  EXPECT_TRUE(absl::IsResourceExhausted(third));
  EXPECT_EQ(RuleOf(third), "OVERLOADED");
  EXPECT_EQ(blocker.runs, 1);
  blocker.released.Notify();
  EXPECT_TRUE(blocker.first.get().ok());
  EXPECT_TRUE(second.get().ok());
}

TEST(RouterTest, CallWhoseDeadlinePassedInTheQueueNeverRuns) {
  Blocker blocker;
  constexpr absl::Duration kTerm = absl::Milliseconds(50);
  std::future<absl::Status> late = std::async(std::launch::async, [&] {
    return blocker.server.Send("Open", {.deadline = absl::Now() + kTerm});
  });
  while (!blocker.IsQueued(1) &&
         late.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    absl::SleepFor(absl::Milliseconds(1));
  // The server counts the term from when the call came in: a little longer than the caller.
  const absl::Time passed = absl::Now() + kTerm;
  EXPECT_TRUE(absl::IsDeadlineExceeded(late.get()));
  absl::SleepFor(passed - absl::Now());
  blocker.released.Notify();
  ASSERT_TRUE(blocker.first.get().ok());
  blocker.AwaitQueued(0);
  // One thread serves the lane in order, so that this call comes after the late one.
  ASSERT_TRUE(blocker.server.Send("Open").ok());
  EXPECT_EQ(blocker.runs, 2);
}

TEST(RouterTest, PoolThatRanDryLooksLikeAFullLane) {
  ProbeServer server([](const Call&, const ProbeRequest&) -> absl::StatusOr<ProbeResponse> {
    return absl::ResourceExhaustedError("no connection came free");
  });
  EXPECT_EQ(RuleOf(server.Send("Open")), "OVERLOADED");
}

TEST(ServerTest, ShutdownLetsRunningCallsFinish) {
  Blocker blocker;
  std::future<void> shutdown =
      std::async(std::launch::async, [&] { blocker.server.server().Shutdown(absl::Seconds(20)); });
  // New calls are refused once the shutdown is under way.
  while (!absl::IsUnavailable(
      blocker.server.Send("SignedIn", {.deadline = absl::Now() + absl::Seconds(1)}))) {
  }
  EXPECT_EQ(shutdown.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  blocker.released.Notify();
  EXPECT_TRUE(blocker.first.get().ok());
  shutdown.get();
}

// Keeps the replies of a handler that answers later.
struct Shelf {
  using Waiters = std::vector<Reply<ProbeResponse>>;

  ProbeServer server{[](const Call&, const ProbeRequest&) { return ProbeResponse(); },
                     [this](const Call&, const ProbeRequest&, Reply<ProbeResponse> reply) {
                       absl::MutexLock lock(&mutex);
                       replies.push_back(std::move(reply));
                     }};

  std::future<absl::Status> Send(const CallOptions& options = {}) {
    return std::async(std::launch::async, [this, options] { return server.Send("Open", options); });
  }
  Waiters Await(size_t count) {
    absl::MutexLock lock(&mutex);
    auto all = [&] { return replies.size() == count; };
    EXPECT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&all), absl::Seconds(30)));
    return replies;
  }

  absl::Mutex mutex;
  Waiters replies;
};

TEST(AsyncHandlerTest, WaitingCallsHoldNoThread) {
  Shelf shelf;
  std::vector<std::future<absl::Status>> calls;
  // More than the executor, which has one thread and one place, could take.
  for (int i = 0; i < 20; ++i) calls.push_back(shelf.Send());
  const Shelf::Waiters waiting = shelf.Await(calls.size());
  CallOptions user;
  user.actor_token = shelf.server.UserToken({});
  EXPECT_TRUE(shelf.server.Send("SignedIn", user).ok());
  for (const auto& reply : waiting) reply(ProbeResponse());
  for (auto& call : calls) EXPECT_TRUE(call.get().ok());
}

TEST(AsyncHandlerTest, ErrorIsToldLikeThatOfAnyHandler) {
  Shelf shelf;
  std::future<absl::Status> refused = shelf.Send();
  shelf.Await(1)[0](absl::ResourceExhaustedError("the lane is full"));
  EXPECT_EQ(RuleOf(refused.get()), "OVERLOADED");
  std::future<absl::Status> failed = shelf.Send();
  shelf.Await(2)[1](absl::InternalError("SELECT secret"));
  const absl::Status told = failed.get();
  EXPECT_EQ(RuleOf(told), "INTERNAL");
  EXPECT_THAT(std::string(told.message()), Not(HasSubstr("secret")));
}

TEST(AsyncHandlerTest, ReplyKnowsThatItsCallerLeft) {
  Shelf shelf;
  CallOptions hasty;
  hasty.deadline = absl::Now() + absl::Milliseconds(200);
  std::future<absl::Status> call = shelf.Send(hasty);
  const Reply<ProbeResponse> reply = shelf.Await(1)[0];
  EXPECT_THAT(call.get().code(), absl::StatusCode::kDeadlineExceeded);
  const absl::Time limit = absl::Now() + absl::Seconds(30);
  while (!reply.Abandoned() && absl::Now() < limit) std::this_thread::yield();
  EXPECT_TRUE(reply.Abandoned());
  reply(ProbeResponse());
}

}  // namespace
}  // namespace hecha::rpc
