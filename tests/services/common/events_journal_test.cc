// The journal on a real database: one request acts once, whatever is sent how often and how
// many at once, and nothing stays of what failed.
#include "services/common/events/journal.h"

#include <algorithm>

#include "services/common/events/new_work.h"
#include "tests/services/common/events_fixture.h"

namespace hecha::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class JournalTest : public EventsTest {
 protected:
  // Makes a thing for each call, all in one transaction, and returns what became of the claims.
  std::vector<Journal::Claimed> MakeAll(const std::vector<Call>& calls) {
    std::vector<Journal::Claim> claims;
    for (const Call& call : calls) claims.push_back({&call, Uuid::V7(clock_.Now())});
    std::vector<Journal::Claimed> claimed;
    EXPECT_OK(journal_->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(claimed, journal_->ClaimAll(transaction, claims));
      std::vector<Event> events;
      std::vector<Journal::Entry> entries;
      events.reserve(claims.size());
      for (size_t i = 0; i < claims.size(); ++i) {
        if (!claimed[i].acts) continue;
        events.push_back(
            MakeEvent("thing", claims[i].aggregate_id, 1, "370481", "thing.make", Payload()));
        entries.push_back({claims[i].call, &events.back()});
      }
      return journal_->AppendAll(transaction, entries);
    }));
    return claimed;
  }

  static std::vector<bool> Acting(const std::vector<Journal::Claimed>& claimed) {
    std::vector<bool> acting;
    for (const Journal::Claimed& each : claimed) acting.push_back(each.acts);
    return acting;
  }
};

TEST_F(JournalTest, RepeatedRequestActsOnceAndIsAnsweredAlike) {
  const Uuid thing = Uuid::V7(clock_.Now());
  const Call call = NewCall();
  EXPECT_THAT(Change(call, thing, "a"), IsOkAndHolds(1));
  EXPECT_THAT(Change(call, thing, "a"), IsOkAndHolds(1));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 1);
  EXPECT_THAT(Change(NewCall(), thing, "b"), IsOkAndHolds(2));
}

TEST_F(JournalTest, WhileNewWorkIsHeldChangesAreRefusedAndRetriesAnswered) {
  const Uuid thing = Uuid::V7(clock_.Now());
  const Call earlier = NewCall();
  const Call late = NewCall();
  ASSERT_OK(Change(earlier, thing, "a"));
  HoldNewWork(true);
  EXPECT_THAT(Change(late, thing, "b"), RefusedBy("STORAGE_NEARLY_FULL"));
  EXPECT_THAT(Change(earlier, thing, "a"), IsOkAndHolds(1));
  const Journal::Claim claim{&late, thing};
  EXPECT_THAT(journal_->Transact(Soon(),
                                 [&](db::Transaction& transaction) {
                                   return journal_->ClaimAll(transaction, {&claim, 1}).status();
                                 }),
              RefusedBy("STORAGE_NEARLY_FULL"));
  HoldNewWork(false);
  // Nothing of the refused ones has stayed.
  EXPECT_THAT(Change(late, thing, "b"), IsOkAndHolds(2));
}

TEST_F(JournalTest, RequestIdWithAnotherRequestIsRefused) {
  const Uuid thing = Uuid::V7(clock_.Now());
  Call call = NewCall();
  ASSERT_OK(Change(call, thing, "a"));
  call.request_hash = security::Sha256("another");
  EXPECT_THAT(Change(call, thing, "b"), RefusedBy("REQUEST_ID_REUSED"));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 1);
}

TEST_F(JournalTest, StoredHashTestsNoGuessOfTheRequest) {
  const Call lone = NewCall();
  const Call batched = NewCall();
  ASSERT_OK(Change(lone, Uuid::V7(clock_.Now()), "a"));
  MakeAll({batched});
  std::vector<std::string> stored;
  ASSERT_OK(source_->Read(Soon(), [&](db::Transaction& transaction) {
    return transaction.Query("SELECT request_hash FROM command",
                             [&](const db::Row& row) { stored.push_back(row.Text(0)); });
  }));
  EXPECT_THAT(stored, ::testing::UnorderedElementsAre(
                          keyring_->Fingerprint("command", lone.request_hash),
                          keyring_->Fingerprint("command", batched.request_hash)));
}

TEST_F(JournalTest, CommandWhoseHashWasClearedIsStillKnown) {
  const Uuid thing = Uuid::V7(clock_.Now());
  const Call lone = NewCall();
  const Call batched = NewCall();
  ASSERT_OK(Change(lone, thing, "a"));
  MakeAll({batched});
  for (const db::Migration& migration : kMigrations.migrations) {
    if (migration.number != 7) continue;
    ASSERT_OK(source_->Transact(Soon(), [&](db::Transaction& transaction) {
      return transaction.ExecuteParams(migration.sql, {}).status();
    }));
  }
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM command WHERE request_hash = ''"), 2);
  EXPECT_THAT(Change(lone, thing, "a"), IsOkAndHolds(1));
  EXPECT_THAT(Acting(MakeAll({batched})), ElementsAre(false));
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

TEST_F(JournalTest, CallsOfABatchActOnceEach) {
  std::vector<Call> calls;
  for (int i = 0; i < 300; ++i) calls.push_back(NewCall());
  EXPECT_THAT(Acting(MakeAll(calls)), ::testing::Each(true));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 300);
  // Each event has its own delivery, whatever step the server counts in.
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM delivery JOIN outbox USING (seq)"), 300);

  EXPECT_THAT(Acting(MakeAll(calls)), ::testing::Each(false));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 300);
}

TEST_F(JournalTest, EqualCallsOfABatchActOnce) {
  const Call call = NewCall();
  Call other_request = call;
  other_request.request_hash = security::Sha256("another");
  const std::vector<Journal::Claimed> claimed = MakeAll({call, NewCall(), call, other_request});
  EXPECT_THAT(Acting(claimed), ElementsAre(true, true, false, false));
  EXPECT_OK(claimed[2].status);
  EXPECT_EQ(claimed[2].aggregate_id, claimed[0].aggregate_id);
  EXPECT_THAT(claimed[3].status, RefusedBy("REQUEST_ID_REUSED"));
  EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 2);
}

TEST_F(JournalTest, BatchKnowsWhatWasCommittedBeforeIt) {
  const Call known = NewCall();
  const Uuid first = MakeAll({known})[0].aggregate_id;
  const std::vector<Journal::Claimed> claimed = MakeAll({NewCall(), known});
  EXPECT_THAT(Acting(claimed), ElementsAre(true, false));
  EXPECT_EQ(claimed[1].aggregate_id, first);
}

TEST_F(JournalTest, ClaimsThatWereCommittedUnheardDoNotActAgain) {
  const Call call = NewCall();
  const Journal::Claim claim = {&call, Uuid::V7(clock_.Now())};
  // As a transaction does whose COMMIT went through, and whose body runs again.
  for (const bool acts : {true, false}) {
    EXPECT_OK(journal_->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(const auto claimed, journal_->ClaimAll(transaction, {&claim, 1}));
      EXPECT_EQ(claimed[0].acts, acts);
      EXPECT_EQ(claimed[0].aggregate_id, claim.aggregate_id);
      return absl::OkStatus();
    }));
  }
}

TEST_F(JournalTest, EqualBatchesAtOnceActOnce) {
  for (int round = 1; round <= 10; ++round) {
    std::vector<Call> calls;
    for (int i = 0; i < 20; ++i) calls.push_back(NewCall());
    std::vector<std::thread> threads;
    std::atomic<int64_t> acted = 0;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        std::vector<Call> own = calls;
        if (t % 2 == 1) std::reverse(own.begin(), own.end());
        for (const bool acts : Acting(MakeAll(own))) acted += acts ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(acted, 20);
    EXPECT_EQ(Count(*source_, "SELECT COUNT(*) FROM outbox"), 20 * round);
  }
}

}  // namespace
}  // namespace hecha::events
