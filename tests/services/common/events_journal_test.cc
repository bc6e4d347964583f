// The journal on a real database: one request acts once, whatever is sent how often and how
// many at once, and nothing stays of what failed.
#include "services/common/events/journal.h"

#include "tests/services/common/events_fixture.h"

namespace hecha::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class JournalTest : public EventsTest {};

TEST_F(JournalTest, RepeatedRequestActsOnceAndIsAnsweredAlike) {
  const Uuid thing = Uuid::V7(clock_.Now());
  const Call call = NewCall();
  EXPECT_THAT(Change(call, thing, "a"), IsOkAndHolds(1));
  EXPECT_THAT(Change(call, thing, "a"), IsOkAndHolds(1));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 1);
  EXPECT_THAT(Change(NewCall(), thing, "b"), IsOkAndHolds(2));
}

TEST_F(JournalTest, RequestIdWithAnotherRequestIsRefused) {
  const Uuid thing = Uuid::V7(clock_.Now());
  Call call = NewCall();
  ASSERT_OK(Change(call, thing, "a"));
  call.request_hash = security::Sha256("another");
  EXPECT_THAT(Change(call, thing, "b"), RefusedBy("REQUEST_ID_REUSED"));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 1);
}

TEST_F(JournalTest, RequestIdsOfTwoActorsAndOfTwoMethodsAreApart) {
  const Uuid thing = Uuid::V7(clock_.Now());
  Call call = NewCall();
  EXPECT_THAT(Change(call, thing, "a"), IsOkAndHolds(1));
  call.actor.user = UserId::New(clock_.Now());
  EXPECT_THAT(Change(call, thing, "b"), IsOkAndHolds(2));
  call.method = "hecha.test.v1.Things/OtherMethod";
  EXPECT_THAT(Change(call, thing, "c"), IsOkAndHolds(3));
}

TEST_F(JournalTest, EqualRequestsAtOnceActOnce) {
  for (int round = 0; round < 10; ++round) {
    const Uuid thing = Uuid::V7(clock_.Now());
    const Call call = NewCall();
    std::atomic<int> answered = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const absl::StatusOr<int64_t> version = Change(call, thing, "a");
        EXPECT_THAT(version, IsOkAndHolds(1));
        if (version.ok()) ++answered;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(answered, 6);
    EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), round + 1);
  }
}

TEST_F(JournalTest, FailedChangeLeavesNothingAndMayBeRepeated) {
  const Uuid thing = Uuid::V7(clock_.Now());
  const Call call = NewCall();
  const absl::StatusOr<int64_t> failed = journal_->Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(ChangeWithin(transaction, call, thing, "a").status());
        return RefuseState("NOT_YET", "还不行", "not yet");
      },
      [&](db::Transaction& transaction, const Uuid& id) { return Version(transaction, id); });
  EXPECT_THAT(failed, RefusedBy("NOT_YET"));
  for (const char* sql : {"SELECT COUNT(*) FROM thing", "SELECT COUNT(*) FROM outbox",
                          "SELECT COUNT(*) FROM delivery", "SELECT COUNT(*) FROM command"}) {
    EXPECT_EQ(Count(*source_, sql), 0) << sql;
  }
  EXPECT_THAT(Change(call, thing, "a"), IsOkAndHolds(1));
}

TEST_F(JournalTest, PayloadAtRestIsSealedAndCommitted) {
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "canary-7c1f"));
  std::string row;
  ASSERT_OK(source_->Read(Soon(), [&](db::Transaction& transaction) {
    return transaction.Query(
        "SELECT CONCAT_WS('|', source, type, aggregate, division, traceparent, actor_id, action, "
        "HEX(commitment), HEX(sealed)), sealed FROM outbox",
        [&](const db::Row& r) { row = r.Text(0) + r.Text(1); });
  }));
  EXPECT_THAT(row, Not(HasSubstr("canary")));

  const v1::Envelope envelope = PendingRequest().envelopes(0);
  EXPECT_THAT(envelope.payload(), HasSubstr("canary-7c1f"));
  EXPECT_EQ(envelope.salt().size(), 32u);
  EXPECT_EQ(envelope.audit().commitment(), security::Sha256(envelope.salt() + envelope.payload()));
}

TEST_F(JournalTest, EnvelopeSaysWhatHappenedAndOnWhoseAuthority) {
  const Uuid thing = Uuid::V7(clock_.Now());
  const Call call = NewCall();
  ASSERT_OK(Change(call, thing, "a"));
  const v1::Envelope envelope = PendingRequest().envelopes(0);
  EXPECT_OK(Uuid::Parse(envelope.id()));
  EXPECT_EQ(envelope.source(), "source");
  EXPECT_EQ(envelope.type(), "google.protobuf.StringValue");
  EXPECT_EQ(envelope.aggregate(), "thing");
  EXPECT_EQ(envelope.aggregate_id(), thing.ToString());
  EXPECT_EQ(envelope.aggregate_version(), 1);
  EXPECT_EQ(envelope.division(), "370481");
  EXPECT_EQ(envelope.occurred_at().seconds(), 1555200000);
  EXPECT_EQ(envelope.traceparent(), call.traceparent);
  EXPECT_EQ(envelope.audit().actor_id(), call.actor.user.ToString());
  EXPECT_EQ(envelope.audit().actor_unit_id(), call.actor.unit.ToString());
  EXPECT_EQ(envelope.audit().action(), "thing.change");
}

TEST_F(JournalTest, EventGoesOnceToEachSubscriberOfItsType) {
  Subscribe({{"all"},
             {"other", {"google.protobuf.BytesValue"}},
             {"this", {"google.protobuf.StringValue"}},
             {"evidence", {}, /*evidence_only=*/true},
             {"both", {}, /*evidence_only=*/true},
             {"both", {"google.protobuf.StringValue"}}});
  ASSERT_OK(Change(NewCall(), Uuid::V7(clock_.Now()), "a"));
  std::vector<std::string> deliveries;
  ASSERT_OK(source_->Read(Soon(), [&](db::Transaction& transaction) {
    return transaction.Query(
        "SELECT subscriber, evidence_only FROM delivery ORDER BY subscriber",
        [&](const db::Row& row) {
          deliveries.push_back(row.Text(0) + (row.Bool(1) ? " without payload" : ""));
        });
  }));
  EXPECT_THAT(deliveries, ElementsAre("all", "both", "evidence without payload", "this"));
}

TEST_F(JournalTest, OversizedPayloadIsRefused) {
  EXPECT_THAT(Change(NewCall(), Uuid::V7(clock_.Now()), std::string(300 << 10, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace hecha::events
