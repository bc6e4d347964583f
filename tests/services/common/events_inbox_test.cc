// The inbox on a real database: an event is handled once, in order, and whatever a handler
// did goes when it fails.
#include "services/common/events/inbox.h"

#include <google/protobuf/type.pb.h>

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

// Whichever way a handler takes its payloads, and wherever in one the code stands.
TEST_F(InboxTest, CodeOfANewerVersionIsRefusedNotGuessed) {
  using google::protobuf::Field;
  using google::protobuf::Type;
  const Uuid thing = Uuid::V7(clock_.Now());
  Type known;
  known.add_fields()->set_kind(Field::TYPE_BOOL);
  Type newer = known;
  newer.add_fields()->set_kind(static_cast<Field::Kind>(99));
  v1::DeliverRequest request = Three(thing);
  int handled = 0;
  for (const bool in_groups : {false, true}) {
    Inbox inbox(*sink_, clock_);
    if (in_groups)
      inbox.OnAll<Type>([&](db::Transaction&, auto, std::span<const Type> types) {
        handled += static_cast<int>(types.size());
        return absl::OkStatus();
      });
    else
      inbox.On<Type>([&](db::Transaction&, const Call&, const v1::Envelope&, const Type&) {
        ++handled;
        return absl::OkStatus();
      });
    for (v1::Envelope& envelope : *request.mutable_envelopes()) {
      envelope.set_id(Uuid::V7(clock_.Now()).ToString());
      envelope.set_type(std::string(Type::descriptor()->full_name()));
      envelope.set_payload(known.SerializeAsString());
    }
    request.mutable_envelopes(1)->set_payload(newer.SerializeAsString());
    const v1::DeliverResponse response = inbox.Deliver(Sender(), request);
    EXPECT_THAT(Verdicts(response),
                ElementsAre(DeliveryResult::VERDICT_ACCEPTED, DeliveryResult::VERDICT_REFUSED,
                            DeliveryResult::VERDICT_HELD));
    EXPECT_EQ(response.results(1).reason(),
              "UNKNOWN_CODE fields[1].kind: no code has the number 99");
  }
  EXPECT_GT(handled, 0);
  EXPECT_EQ(Count(*sink_, "SELECT COUNT(*) FROM inbox"), 2);
}

// As when the receiver was brought up to the sender's version after the event had come.
TEST_F(InboxTest, WhatWasRefusedForItsCodeIsHandledOnceTheCodeIsKnown) {
  using google::protobuf::Field;
  v1::DeliverRequest request = Three(Uuid::V7(clock_.Now()));
  request.mutable_envelopes()->DeleteSubrange(1, 2);
  v1::Envelope& envelope = *request.mutable_envelopes(0);
  envelope.set_type(std::string(Field::descriptor()->full_name()));
  Field field;
  field.set_kind(static_cast<Field::Kind>(99));
  envelope.set_payload(field.SerializeAsString());
  Inbox older(*sink_, clock_);
  older.On<Field>([](db::Transaction&, const Call&, const v1::Envelope&, const Field&) {
    return absl::OkStatus();
  });
  EXPECT_THAT(Verdicts(older.Deliver(Sender(), request)),
              ElementsAre(DeliveryResult::VERDICT_REFUSED));
  // A type that has the number, as the newer version's would.
  int handled = 0;
  Inbox newer(*sink_, clock_);
  newer.OnAny([&](db::Transaction&, std::span<const v1::Envelope* const> envelopes) {
    handled += static_cast<int>(envelopes.size());
    return absl::OkStatus();
  });
  for (int i = 0; i < 2; ++i)
    EXPECT_THAT(Verdicts(newer.Deliver(Sender(), request)),
                ElementsAre(DeliveryResult::VERDICT_ACCEPTED));
  EXPECT_EQ(handled, 1);
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
