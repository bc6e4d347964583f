// The inbox on a real database: an event is handled once, in order, and whatever a handler
// did goes when it fails.
#include "services/common/events/inbox.h"

#include "tests/services/common/events_fixture.h"

namespace hecha::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::DeliveryResult;

class InboxTest : public EventsTest {
 protected:
  v1::DeliverRequest Three(const Uuid& thing) {
    for (const char* text : {"a", "b", "c"}) EXPECT_OK(Change(NewCall(), thing, text));
    return PendingRequest();
  }

  static std::vector<int> Verdicts(const v1::DeliverResponse& response) {
    std::vector<int> verdicts;
    for (const DeliveryResult& result : response.results()) verdicts.push_back(result.verdict());
    return verdicts;
  }
};

TEST_F(InboxTest, RedeliveryChangesNothing) {
  const v1::DeliverRequest request = Three(Uuid::V7(clock_.Now()));
  ASSERT_EQ(request.envelopes_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Verdicts(inbox_->Deliver(Sender(), request)),
                ElementsAre(DeliveryResult::VERDICT_ACCEPTED, DeliveryResult::VERDICT_ACCEPTED,
                            DeliveryResult::VERDICT_ACCEPTED));
    EXPECT_THAT(Received(), ElementsAre("a", "b", "c"));
  }
}

TEST_F(InboxTest, DeliveryIsOneCommit) {
  const v1::DeliverRequest request = Three(Uuid::V7(clock_.Now()));
  std::vector<int64_t> seen;
  Inbox inbox(*sink_, clock_);
  inbox.OnAny([&](db::Transaction&, std::span<const v1::Envelope* const> envelopes) {
    EXPECT_EQ(envelopes.size(), 3);
    // On a connection of its own, which sees what is committed.
    seen.push_back(Count(*sink_, "SELECT COUNT(*) FROM inbox"));
    return absl::OkStatus();
  });
  inbox.Deliver(Sender(), request);
  EXPECT_THAT(seen, ElementsAre(0));
  EXPECT_EQ(Count(*sink_, "SELECT COUNT(*) FROM inbox"), 3);
}

TEST_F(InboxTest, DeliveryThatIsPartlyKnownHandlesTheRest) {
  const v1::DeliverRequest all = Three(Uuid::V7(clock_.Now()));
  v1::DeliverRequest some = all;
  some.mutable_envelopes()->DeleteSubrange(1, 2);
  inbox_->Deliver(Sender(), some);
  EXPECT_THAT(Received(), ElementsAre("a"));
  EXPECT_THAT(Verdicts(inbox_->Deliver(Sender(), all)),
              ElementsAre(DeliveryResult::VERDICT_ACCEPTED, DeliveryResult::VERDICT_ACCEPTED,
                          DeliveryResult::VERDICT_ACCEPTED));
  EXPECT_THAT(Received(), ElementsAre("a", "b", "c"));
}

TEST_F(InboxTest, EventTwiceInOneDeliveryIsHandledOnce) {
  v1::DeliverRequest request = Three(Uuid::V7(clock_.Now()));
  *request.add_envelopes() = request.envelopes(2);
  EXPECT_THAT(Verdicts(inbox_->Deliver(Sender(), request)),
              ElementsAre(DeliveryResult::VERDICT_ACCEPTED, DeliveryResult::VERDICT_ACCEPTED,
                          DeliveryResult::VERDICT_ACCEPTED, DeliveryResult::VERDICT_ACCEPTED));
  EXPECT_THAT(Received(), ElementsAre("a", "b", "c"));
}

TEST_F(InboxTest, SameBatchTwiceAtOnceIsHandledOnce) {
  for (int round = 1; round <= 5; ++round) {
    ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "x"));
    const v1::DeliverRequest request = PendingRequest();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int verdict : Verdicts(inbox_->Deliver(Sender(), request)))
          EXPECT_EQ(verdict, DeliveryResult::VERDICT_ACCEPTED);
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(Received().size(), static_cast<size_t>(round));
  }
}

TEST_F(InboxTest, RefusedEventLeavesNothingAndHoldsLaterOnesOfItsAggregate) {
  RefuseText("b");
  v1::DeliverRequest request = Three(Uuid::V7(clock_.Now()));
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "other"));
  request = PendingRequest();
  const v1::DeliverResponse response = inbox_->Deliver(Sender(), request);
  EXPECT_THAT(Verdicts(response),
              ElementsAre(DeliveryResult::VERDICT_ACCEPTED, DeliveryResult::VERDICT_REFUSED,
                          DeliveryResult::VERDICT_HELD, DeliveryResult::VERDICT_ACCEPTED));
  EXPECT_THAT(response.results(1).reason(), HasSubstr("poison"));
  EXPECT_THAT(Received(), ElementsAre("a", "other"));
  EXPECT_EQ(Count(*sink_, "SELECT COUNT(*) FROM inbox"), 2);
}

TEST_F(InboxTest, BusyHandlerAsksForRetry) {
  const v1::DeliverRequest request = Three(Uuid::V7(clock_.Now()));
  Inbox busy(*sink_, clock_);
  busy.OnAny([](db::Transaction&, std::span<const v1::Envelope* const>) {
    return absl::UnavailableError("busy");
  });
  EXPECT_THAT(Verdicts(busy.Deliver(Sender(), request)),
              ElementsAre(DeliveryResult::VERDICT_RETRY, DeliveryResult::VERDICT_HELD,
                          DeliveryResult::VERDICT_HELD));
  EXPECT_THAT(Verdicts(inbox_->Deliver(Sender(), request)),
              ElementsAre(DeliveryResult::VERDICT_ACCEPTED, DeliveryResult::VERDICT_ACCEPTED,
                          DeliveryResult::VERDICT_ACCEPTED));
}

TEST_F(InboxTest, UnhandledTypeAndMalformedEnvelopeAreRefused) {
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "a"));
  v1::DeliverRequest request = PendingRequest();
  Inbox empty(*sink_, clock_);
  EXPECT_THAT(Verdicts(empty.Deliver(Sender(), request)),
              ElementsAre(DeliveryResult::VERDICT_REFUSED));
  request.mutable_envelopes(0)->set_payload("\xff\xff");
  EXPECT_THAT(Verdicts(inbox_->Deliver(Sender(), request)),
              ElementsAre(DeliveryResult::VERDICT_REFUSED));
  request.mutable_envelopes(0)->set_id("not an id");
  EXPECT_THAT(Verdicts(inbox_->Deliver(Sender(), request)),
              ElementsAre(DeliveryResult::VERDICT_REFUSED));
  EXPECT_THAT(Received(), IsEmpty());
}

TEST_F(InboxTest, EventOfAnotherServiceIsRefused) {
  const v1::DeliverRequest request = Three(Uuid::V7(clock_.Now()));
  Call forger = Sender();
  forger.actor.service = "verification";
  EXPECT_THAT(Verdicts(inbox_->Deliver(forger, request)),
              ElementsAre(DeliveryResult::VERDICT_REFUSED, DeliveryResult::VERDICT_HELD,
                          DeliveryResult::VERDICT_HELD));
  EXPECT_THAT(Received(), IsEmpty());
  EXPECT_EQ(Count(*sink_, "SELECT COUNT(*) FROM inbox"), 0);
}

TEST_F(InboxTest, HandlerActsAsTheSendingServiceUnderTheEnvelopesTrace) {
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "a"));
  const v1::DeliverRequest request = PendingRequest();
  Call seen;
  Inbox inbox(*sink_, clock_);
  inbox.On<Payload>([&](db::Transaction&, const Call& call, const v1::Envelope&, const Payload&) {
    seen = call;
    return absl::OkStatus();
  });
  inbox.Deliver(Sender(), request);
  EXPECT_EQ(seen.actor.AuditId(), "service:source");
  EXPECT_EQ(seen.request_id, request.envelopes(0).id());
  EXPECT_EQ(seen.traceparent, request.envelopes(0).traceparent());
  EXPECT_EQ(seen.now, clock_.Now());
}

}  // namespace
}  // namespace hecha::events
