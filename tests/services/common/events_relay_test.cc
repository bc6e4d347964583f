// The relay between two real schemas: what is pending arrives, in order and whatever its age;
// what cannot arrive harms nothing else and stays where an operator finds it.
#include "services/common/events/relay.h"

#include "services/common/events/delivery_store.h"
#include "services/common/events/erasure.h"
#include "tests/services/common/events_fixture.h"

namespace hecha::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RelayTest : public EventsTest {
 protected:
  bool Drained() {
    return Eventually([&] { return PendingCount() == 0; });
  }

  // Makes a thing for each text, all in one transaction.
  void MakeAtOnce(const std::vector<std::string>& texts) {
    const Call call = NewCall();
    std::vector<Event> events;
    for (const std::string& text : texts) {
      Payload payload;
      payload.set_value(text);
      events.push_back(MakeEvent("thing", Uuid::V7(clock_.Now()), 1, "370481", "thing.make",
                                 std::move(payload)));
    }
    std::vector<Journal::Entry> entries;
    for (const Event& event : events) entries.push_back({&call, &event});
    EXPECT_OK(journal_->Transact(Soon(), [&](db::Transaction& transaction) {
      return journal_->AppendAll(transaction, entries);
    }));
  }
};

TEST_F(RelayTest, DeliversInOrderAndForgets) {
  const Uuid thing = Uuid::V7(clock_.Now());
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) {
    texts.push_back(std::to_string(i));
    ASSERT_OK(Change(NewCall(), thing, texts.back()));
  }
  auto relay = NewRelay(ToInbox());
  relay->Start();
  ASSERT_TRUE(Drained());
  EXPECT_EQ(Received(), texts);
}

TEST_F(RelayTest, LateCommitIsNotSkipped) {
  const Uuid late = Uuid::V7(clock_.Now());
  const Uuid early = Uuid::V7(clock_.Now());
  auto relay = NewRelay(ToInbox());
  relay->Start();
  // A's row gets the lower seq, B's is committed and delivered first.
  ASSERT_OK(source_->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(ChangeWithin(transaction, NewCall(), late, "A").status());
    EXPECT_OK(Change(NewCall(), early, "B"));
    EXPECT_TRUE(Eventually([&] { return Received().size() == 1; }));
    EXPECT_TRUE(Drained());
    return absl::OkStatus();
  }));
  ASSERT_TRUE(Eventually([&] { return Received().size() == 2; }));
  EXPECT_THAT(Received(), ElementsAre("B", "A"));
}

TEST_F(RelayTest, CommitWakesTheRelay) {
  RelayOptions options = Quick();
  options.idle = absl::Hours(1);
  auto relay = NewRelay(ToInbox(), options);
  journal_->OnCommit([&](Fresh fresh) { relay->Wake(std::move(fresh)); });
  relay->Start();
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), std::to_string(i)));
    ASSERT_TRUE(Drained());
  }
  EXPECT_THAT(Received(), SizeIs(5));
}

TEST_F(RelayTest, WhatIsHandedOverIsWhatTheTableSays) {
  Subscribe({{"sink"}, {"witness", {}, /*evidence_only=*/true}});
  Fresh handed;
  journal_->OnCommit([&](Fresh fresh) { handed = std::move(fresh); });
  MakeAtOnce({"a", "b", "c"});
  DeliveryStore store(*source_, *keyring_);
  ASSERT_THAT(handed, SizeIs(2));
  for (const auto& [subscriber, events] : handed) {
    ASSERT_OK_AND_ASSIGN(const PendingBatch stored,
                         store.FindPending(subscriber, clock_.Now(), 10));
    ASSERT_THAT(stored.events, SizeIs(3));
    ASSERT_THAT(events, SizeIs(3));
    EXPECT_FALSE(stored.more);
    for (size_t i = 0; i < events.size(); ++i) {
      const Pending& same = stored.events[i];
      EXPECT_EQ(events[i].seq, same.seq);
      EXPECT_EQ(events[i].aggregate_id, same.aggregate_id);
      EXPECT_EQ(events[i].envelope.SerializeAsString(), same.envelope.SerializeAsString());
    }
  }
}

TEST_F(RelayTest, WhatIsTooMuchForOneDeliveryFollowsAtOnce) {
  RelayOptions options = Quick();
  options.idle = absl::Hours(1);
  for (int i = 0; i < 8; ++i)
    ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), std::string(200 << 10, 'x')));
  std::atomic<int> arrived = 0;
  auto relay = NewRelay(
      [&](const std::string&, const v1::DeliverRequest& request) {
        v1::DeliverResponse response;
        for (int i = 0; i < request.envelopes_size(); ++i)
          response.add_results()->set_verdict(v1::DeliveryResult::VERDICT_ACCEPTED);
        arrived += request.envelopes_size();
        return response;
      },
      options);
  relay->Start();
  EXPECT_TRUE(Drained());
  EXPECT_EQ(arrived, 8);
}

TEST_F(RelayTest, LaterEventsAreNeverHandedOver) {
  const Uuid thing = Uuid::V7(clock_.Now());
  ASSERT_OK(Change(NewCall(), thing, "first"));
  Fresh handed = {{"none told", {}}};
  journal_->OnCommit([&](Fresh fresh) { handed = std::move(fresh); });
  ASSERT_OK(journal_->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
    const Call call = NewCall();
    const Event second = MakeEvent("thing", thing, 2, "370481", "thing.change", Payload());
    const Event other =
        MakeEvent("thing", Uuid::V7(clock_.Now()), 1, "370481", "thing.make", Payload());
    const std::vector<Journal::Entry> entries = {{&call, &second}, {&call, &other}};
    return journal_->AppendAll(transaction, entries);
  }));
  EXPECT_THAT(handed, IsEmpty());
}

TEST_F(RelayTest, HandedOverEventsArriveOnceWhateverElseIsPending) {
  RelayOptions options = Quick();
  options.idle = absl::Hours(1);
  std::atomic<int> sent = 0;
  auto relay = NewRelay(
      [&](const std::string&, const v1::DeliverRequest& request) {
        sent += request.envelopes_size();
        return inbox_->Deliver(Sender(), request);
      },
      options);
  journal_->OnCommit([&](Fresh fresh) { relay->Wake(std::move(fresh)); });
  // Before it starts, more than it would keep, and later events beside.
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i) texts.push_back(std::to_string(i));
  for (int i = 0; i < 25; ++i) MakeAtOnce(texts);
  relay->Start();
  for (int i = 0; i < 20; ++i) {
    MakeAtOnce({"handed", "over"});
    ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "alone"));
  }
  ASSERT_TRUE(Drained());
  EXPECT_THAT(Received(), SizeIs(25 * 100 + 20 * 3));
  EXPECT_GE(sent, 25 * 100 + 20 * 3);
}

TEST_F(RelayTest, WhatWasHandedOverInVainIsFoundAgain) {
  RelayOptions options = Quick();
  options.idle = absl::Hours(1);
  std::atomic<bool> down = true;
  std::atomic<int> tries = 0;
  auto relay = NewRelay(
      [&](const std::string&,
          const v1::DeliverRequest& request) -> absl::StatusOr<v1::DeliverResponse> {
        ++tries;
        if (down) return absl::UnavailableError("down");
        return inbox_->Deliver(Sender(), request);
      },
      options);
  journal_->OnCommit([&](Fresh fresh) { relay->Wake(std::move(fresh)); });
  relay->Start();
  MakeAtOnce({"a", "b"});
  ASSERT_TRUE(Eventually([&] { return tries > 2; }));
  MakeAtOnce({"c", "d"});
  down = false;
  ASSERT_TRUE(Drained());
  EXPECT_THAT(Received(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(RelayTest, PoisonIsParkedWithItsReasonAndOthersFlow) {
  const Uuid sick = Uuid::V7(clock_.Now());
  RefuseText("poison");
  ASSERT_OK(Change(NewCall(), sick, "before"));
  ASSERT_OK(Change(NewCall(), sick, "poison"));
  ASSERT_OK(Change(NewCall(), sick, "after"));
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "other"));
  auto relay = NewRelay(ToInbox());
  relay->Start();
  ASSERT_TRUE(Eventually([&] { return Parked().size() == 1; }));
  ASSERT_OK(Change(NewCall(), sick, "later"));
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "another"));
  ASSERT_TRUE(Eventually([&] { return Received().size() == 3; }));
  EXPECT_THAT(Received(), ElementsAre("before", "other", "another"));

  const ParkedDelivery parked = Parked().front();
  EXPECT_EQ(parked.subscriber, "sink");
  EXPECT_EQ(parked.attempts, 3);
  EXPECT_EQ(parked.aggregate_id, sick);
  EXPECT_THAT(parked.reason, HasSubstr("poison"));
  ASSERT_TRUE(Eventually([&] {
    return metrics_.Text().find("hecha_outbox_parked{subscriber=\"sink\"} 1") != std::string::npos;
  }));

  RefuseNothing();
  EXPECT_THAT(RetryParked(*source_, Uuid::V7(clock_.Now())), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK(RetryParked(*source_, parked.event_id));
  ASSERT_TRUE(Drained());
  EXPECT_THAT(Received(), ElementsAre("before", "other", "another", "poison", "after", "later"));
  EXPECT_THAT(Parked(), IsEmpty());
}

TEST_F(RelayTest, PassingRefusalIsRetriedAndKeepsTheOrder) {
  const Uuid thing = Uuid::V7(clock_.Now());
  RefuseText("b");
  for (const char* text : {"a", "b", "c"}) ASSERT_OK(Change(NewCall(), thing, text));
  RelayOptions options = Quick();
  options.park_after = 1000;
  auto relay = NewRelay(ToInbox(), options);
  relay->Start();
  ASSERT_TRUE(Eventually([&] {
    return Count(*source_, "SELECT COALESCE(MAX(attempts), 0) FROM refused_delivery") >= 3;
  }));
  RefuseNothing();
  ASSERT_TRUE(Drained());
  EXPECT_THAT(Received(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM refused_delivery"), 0);
}

// One event by two roads, with different verdicts: a relay that lost its lease tells of a refusal
// after another had the event accepted, or after it was called off.
TEST_F(RelayTest, LateRefusalOfWhatWasAcceptedHoldsNothing) {
  const Uuid thing = Uuid::V7(clock_.Now());
  DeliveryStore store(*source_, *keyring_);
  for (const char* text : {"a", "b"}) ASSERT_OK(Change(NewCall(), thing, text));
  ASSERT_OK_AND_ASSIGN(const PendingBatch batch, store.FindPending("sink", clock_.Now(), 10));
  ASSERT_THAT(batch.events, SizeIs(2));
  const Pending& first = batch.events[0];
  ASSERT_OK(store.Save("sink", {{&first, true, 0, "", {}, {}}}));
  ASSERT_OK(store.Save("sink", {{&first, false, 1, "late", clock_.Now(), clock_.Now()}}));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM refused_delivery"), 0);
}

TEST_F(RelayTest, WhatIsAcceptedAfterAllIsNoLongerRefused) {
  const Uuid thing = Uuid::V7(clock_.Now());
  DeliveryStore store(*source_, *keyring_);
  for (const char* text : {"a", "b"}) ASSERT_OK(Change(NewCall(), thing, text));
  ASSERT_OK_AND_ASSIGN(const PendingBatch batch, store.FindPending("sink", clock_.Now(), 10));
  const Pending& first = batch.events[0];
  ASSERT_OK(store.Save("sink", {{&first, false, 1, "not yet", clock_.Now() + absl::Hours(1), {}}}));
  EXPECT_THAT(store.FindPending("sink", clock_.Now(), 10)->events, IsEmpty());
  // Sent as it was handed over, by one who knows of no refusal.
  ASSERT_EQ(first.attempts, 0);
  ASSERT_OK(store.Save("sink", {{&first, true, 0, "", {}, {}}}));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM refused_delivery"), 0);
  EXPECT_THAT(store.FindPending("sink", clock_.Now(), 10)->events, SizeIs(1));
}

TEST_F(RelayTest, RefusalWithoutADeliveryHoldsNothing) {
  const Uuid thing = Uuid::V7(clock_.Now());
  for (const char* text : {"a", "b"}) ASSERT_OK(Change(NewCall(), thing, text));
  ASSERT_OK(source_->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(
        transaction
            .Execute("INSERT INTO refused_delivery SELECT 'sink', aggregate_id, seq, 1, "
                     "occurred_at, NULL, 'left over' FROM outbox ORDER BY seq LIMIT 1")
            .status());
    return transaction.Execute("DELETE FROM delivery ORDER BY seq LIMIT 1").status();
  }));
  auto relay = NewRelay(ToInbox());
  relay->Start();
  ASSERT_TRUE(Drained());
  EXPECT_THAT(Received(), ElementsAre("b"));
}

TEST_F(RelayTest, SubscriberThatIsDownDelaysNoOtherAndMissesNothing) {
  Subscribe({{"down"}, {"sink"}});
  std::atomic<bool> down = true;
  std::atomic<int> reached = 0;
  auto relay =
      NewRelay([&](const std::string& subscriber,
                   const v1::DeliverRequest& request) -> absl::StatusOr<v1::DeliverResponse> {
        if (subscriber == "sink") return inbox_->Deliver(Sender(), request);
        if (down) return absl::UnavailableError("down");
        v1::DeliverResponse response;
        for (const v1::Envelope& envelope : request.envelopes()) {
          ++reached;
          response.add_results()->set_envelope_id(envelope.id());
          response.mutable_results()->rbegin()->set_verdict(v1::DeliveryResult::VERDICT_ACCEPTED);
        }
        return response;
      });
  relay->Start();
  for (int i = 0; i < 10; ++i)
    ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), std::to_string(i)));
  ASSERT_TRUE(Eventually([&] { return Received().size() == 10; }));
  EXPECT_EQ(reached, 0);
  down = false;
  ASSERT_TRUE(Drained());
  EXPECT_EQ(reached, 10);
  EXPECT_THAT(Received(), SizeIs(10));
}

TEST_F(RelayTest, EvidenceOnlySubscriberGetsTheAuditPartAlone) {
  Subscribe({{"sink", {}, /*evidence_only=*/true}});
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "secret"));
  const v1::Envelope envelope = PendingRequest().envelopes(0);
  EXPECT_EQ(envelope.payload(), "");
  EXPECT_EQ(envelope.salt(), "");
  EXPECT_EQ(envelope.audit().commitment().size(), 32u);
}

TEST_F(RelayTest, UnreadablePayloadIsParkedAndOthersFlow) {
  const Uuid lost = Uuid::V7(clock_.Now());
  auto lost_ring = security::Keyring::Ephemeral();
  {
    Journal elsewhere("source", *source_, *lost_ring, subscriptions_);
    ASSERT_OK(elsewhere.Transact(Soon(), [&](db::Transaction& transaction) {
      return elsewhere.Append(transaction, NewCall(),
                              MakeEvent("thing", lost, 1, "370481", "thing.change", Payload()));
    }));
  }
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "fine"));
  auto relay = NewRelay(ToInbox());
  relay->Start();
  ASSERT_TRUE(Eventually([&] { return Parked().size() == 1 && PendingCount() == 1; }));
  EXPECT_EQ(Parked().front().aggregate_id, lost);
  EXPECT_THAT(Received(), ElementsAre("fine"));
}

TEST_F(RelayTest, SecondReplicaTakesOverWhenTheFirstLeaves) {
  std::atomic<int> first = 0;
  std::atomic<int> second = 0;
  auto counting = [&](std::atomic<int>& count) {
    return
        [this, &count](const std::string&,
                       const v1::DeliverRequest& request) -> absl::StatusOr<v1::DeliverResponse> {
          count += request.envelopes_size();
          return inbox_->Deliver(Sender(), request);
        };
  };
  RelayOptions options = Quick();
  options.lease = absl::Seconds(3);
  auto active = NewRelay(counting(first), options);
  active->Start();
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "a"));
  ASSERT_TRUE(Drained());
  auto passive = NewRelay(counting(second), options);
  passive->Start();
  for (int i = 0; i < 20; ++i) {
    ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "b"));
    ASSERT_TRUE(Drained());
  }
  EXPECT_EQ(first, 21);
  EXPECT_EQ(second, 0);
  active.reset();
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "c"));
  ASSERT_TRUE(Drained());
  EXPECT_EQ(second, 1);
}

TEST_F(RelayTest, LeaseOfADeadHolderExpires) {
  DeliveryStore store(*source_, *keyring_);
  const Uuid dead = Uuid::V7(clock_.Now());
  const Uuid alive = Uuid::V7(clock_.Now());
  ASSERT_THAT(store.TakeLease(dead, absl::Milliseconds(300)), IsOkAndHolds(true));
  EXPECT_THAT(store.TakeLease(dead, absl::Milliseconds(300)), IsOkAndHolds(true));
  EXPECT_THAT(store.TakeLease(alive, absl::Seconds(30)), IsOkAndHolds(false));
  EXPECT_TRUE(Eventually([&] {
    const absl::StatusOr<bool> taken = store.TakeLease(alive, absl::Seconds(30));
    return taken.ok() && *taken;
  }));
  EXPECT_THAT(store.TakeLease(dead, absl::Milliseconds(300)), IsOkAndHolds(false));
}

TEST_F(RelayTest, ErasedPayloadsAreThoseOfTheAggregatesNamed) {
  const std::vector<Uuid> purged = {Uuid::V7(clock_.Now()), Uuid::V7(clock_.Now()),
                                    Uuid::V7(clock_.Now())};
  for (const Uuid& thing : purged) ASSERT_OK(Change(NewCall(), thing, "secret"));
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "other"));
  ASSERT_OK(source_->Transact(
      Soon(), [&](db::Transaction& transaction) { return ErasePayloads(transaction, purged); }));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox WHERE sealed = ''"), 3);
  auto relay = NewRelay(ToInbox());
  relay->Start();
  ASSERT_TRUE(Drained());
  EXPECT_THAT(Received(), ElementsAre("other"));
}

TEST_F(RelayTest, WhatIsPendingForEverKeepsNothingElse) {
  // More than one look takes of what must stay, and then what may go.
  std::vector<std::string> texts(1100, "parked");
  MakeAtOnce(texts);
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "done"));
  ASSERT_OK(source_->Transact(Soon(), [&](db::Transaction& transaction) {
    return transaction.Execute(
        "DELETE FROM delivery WHERE seq IN (SELECT * FROM (SELECT MIN(seq) "
        "FROM outbox UNION SELECT MAX(seq) FROM outbox) AS ends)");
  }));
  DeliveryStore store(*source_, *keyring_);
  const absl::Time later = clock_.Now() + absl::Hours(1);
  EXPECT_THAT(store.Prune(later), IsOkAndHolds(1));
  EXPECT_THAT(store.Prune(later), IsOkAndHolds(1));
  EXPECT_THAT(store.Prune(later), IsOkAndHolds(0));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 1099);
  EXPECT_EQ(PendingCount(), 1099);
}

TEST_F(RelayTest, OnlyWhatEverybodyHasIsPruned) {
  Subscribe({{"one"}, {"two"}});
  for (int i = 0; i < 3; ++i)
    ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), std::to_string(i)));
  DeliveryStore store(*source_, *keyring_);
  const absl::Time later = clock_.Now() + absl::Hours(1);
  auto accept = [&](const std::string& subscriber, int n) {
    ASSERT_OK_AND_ASSIGN(const PendingBatch batch, store.FindPending(subscriber, later, n));
    std::vector<Mark> marks;
    for (const Pending& each : batch.events) marks.push_back({&each, true, 0, "", {}, {}});
    ASSERT_OK(store.Save(subscriber, marks));
  };
  accept("one", 3);
  EXPECT_THAT(store.Prune(later), IsOkAndHolds(0));
  accept("two", 2);
  EXPECT_THAT(store.Prune(clock_.Now()), IsOkAndHolds(0));
  EXPECT_THAT(store.Prune(later), IsOkAndHolds(2));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 1);
  accept("two", 1);
  EXPECT_THAT(store.Prune(later), IsOkAndHolds(1));
  EXPECT_THAT(store.Prune(later), IsOkAndHolds(0));
}

}  // namespace
}  // namespace hecha::events
