// A sender and a receiver on two schemas of a real server, for the tests of the event spine.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "services/common/db/database.h"
#include "services/common/events/inbox.h"
#include "services/common/events/journal.h"
#include "services/common/events/parked.h"
#include "services/common/events/relay.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::events {

extern const db::MigrationSet kMigrations;

// Waits, bounded, until `condition` holds.
inline bool Eventually(const std::function<bool()>& condition) {
  const absl::Time limit = absl::Now() + absl::Seconds(30);
  while (!condition()) {
    if (absl::Now() > limit) return false;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return true;
}

inline absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class EventsTest : public ::testing::Test {
 protected:
  using Payload = google::protobuf::StringValue;

  EventsTest() {
    MariaDb& server = MariaDb::Shared();
    const std::string source = server.NewSchema();
    const std::string sink = server.NewSchema();
    source_ = server.Open(source, {kMigrations});
    sink_ = server.Open(sink, {kMigrations});
    server.Execute("CREATE TABLE " + source +
                   ".thing (id BINARY(16) PRIMARY KEY, version BIGINT NOT NULL)");
    server.Execute("CREATE TABLE " + sink +
                   ".received (n BIGINT PRIMARY KEY AUTO_INCREMENT, aggregate_id BINARY(16) NOT "
                   "NULL, version BIGINT NOT NULL, text VARCHAR(100) NOT NULL)");
    inbox_ = std::make_unique<Inbox>(*sink_, clock_);
    inbox_->On<Payload>(
        [this](db::Transaction& transaction, const Call& call, const v1::Envelope& envelope,
               const Payload& payload) { return Receive(transaction, envelope, payload.value()); });
    Subscribe({{"sink"}});
  }

  void Subscribe(std::vector<Subscription> subscriptions) {
    subscriptions_ = std::move(subscriptions);
    journal_ = std::make_unique<Journal>("source", *source_, *keyring_, subscriptions_);
  }

  Call NewCall() const {
    Call call;
    call.actor.kind = Actor::Kind::kUser;
    call.actor.user = UserId::New(clock_.Now());
    call.actor.unit = UnitId::New(clock_.Now());
    call.method = "hecha.test.v1.Things/ChangeThing";
    call.request_id = Uuid::V7(clock_.Now()).ToString();
    call.request_hash = security::Sha256(call.request_id);
    call.now = clock_.Now();
    call.deadline = Soon();
    call.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    return call;
  }

  // Counts the thing one version up and appends its event, within a running transaction.
  absl::StatusOr<Uuid> ChangeWithin(db::Transaction& transaction, const Call& call,
                                    const Uuid& thing, const std::string& text) {
    RETURN_IF_ERROR(transaction
                        .Execute("INSERT INTO thing (id, version) VALUES (?, 1) "
                                 "ON DUPLICATE KEY UPDATE version = version + 1",
                                 thing)
                        .status());
    ASSIGN_OR_RETURN(const int64_t version, Version(transaction, thing));
    Payload payload;
    payload.set_value(text);
    RETURN_IF_ERROR(journal_->Append(
        transaction, call,
        MakeEvent("thing", thing, version, "370481", "thing.change", std::move(payload))));
    return thing;
  }

  // The use case: a request that changes a thing. Answers with its version.
  absl::StatusOr<int64_t> Change(const Call& call, const Uuid& thing, const std::string& text) {
    return journal_->Commit(
        call,
        [&](db::Transaction& transaction) { return ChangeWithin(transaction, call, thing, text); },
        [&](db::Transaction& transaction, const Uuid& id) { return Version(transaction, id); });
  }

  static absl::StatusOr<int64_t> Version(db::Transaction& transaction, const Uuid& thing) {
    ASSIGN_OR_RETURN(const std::optional<int64_t> version,
                     transaction.QueryOne(
                         "SELECT version FROM thing WHERE id = ?",
                         [](const db::Row& row) { return row.Int(0); }, thing));
    return version.value_or(0);
  }

  // What the sink's handler does; refuses what stands in `refused_`.
  absl::Status Receive(db::Transaction& transaction, const v1::Envelope& envelope,
                       const std::string& text) {
    RETURN_IF_ERROR(
        transaction
            .Execute("INSERT INTO received (aggregate_id, version, text) VALUES (?, ?, ?)",
                     *Uuid::Parse(envelope.aggregate_id()), envelope.aggregate_version(), text)
            .status());
    absl::MutexLock lock(&mutex_);
    return refused_.contains(text) ? absl::FailedPreconditionError("poison") : absl::OkStatus();
  }

  void RefuseText(const std::string& text) {
    absl::MutexLock lock(&mutex_);
    refused_.insert(text);
  }
  void RefuseNothing() {
    absl::MutexLock lock(&mutex_);
    refused_.clear();
  }

  Call Sender() const {
    Call call = NewCall();
    call.actor = Actor();
    call.actor.kind = Actor::Kind::kService;
    call.actor.service = "source";
    return call;
  }

  Relay::Send ToInbox() {
    return [this](const std::string&, const v1::DeliverRequest& request) {
      return inbox_->Deliver(Sender(), request);
    };
  }

  // A relay over the source, quick to retry.
  std::unique_ptr<Relay> NewRelay(Relay::Send send, RelayOptions options = Quick()) {
    return std::make_unique<Relay>(*source_, *keyring_, subscriptions_, std::move(send),
                                   real_clock_, metrics_, options);
  }

  static RelayOptions Quick() {
    RelayOptions options;
    options.idle = absl::Milliseconds(5);
    options.backoff_min = absl::Milliseconds(1);
    options.backoff_max = absl::Milliseconds(10);
    options.park_after = 3;
    return options;
  }

  // The texts that the sink received, in order.
  std::vector<std::string> Received() {
    std::vector<std::string> texts;
    EXPECT_OK(sink_->Read(Soon(), [&](db::Transaction& transaction) {
      texts.clear();
      return transaction.Query("SELECT text FROM received ORDER BY n",
                               [&](const db::Row& row) { texts.push_back(row.Text(0)); });
    }));
    return texts;
  }

  int64_t Count(db::Database& database, const char* sql) {
    int64_t count = -1;
    EXPECT_OK(database.Read(Soon(), [&](db::Transaction& transaction) {
      return transaction.Query(sql, [&](const db::Row& row) { count = row.Int(0); });
    }));
    return count;
  }
  int64_t PendingCount() { return Count(*source_, "SELECT COUNT(*) FROM delivery"); }

  std::vector<ParkedDelivery> Parked() {
    absl::StatusOr<std::vector<ParkedDelivery>> parked = ListParked(*source_, 100);
    EXPECT_OK(parked);
    return parked.ok() ? *parked : std::vector<ParkedDelivery>();
  }

  // The pending envelopes, as a relay would send them.
  v1::DeliverRequest PendingRequest() {
    v1::DeliverRequest request;
    absl::Mutex mutex;
    auto relay =
        NewRelay([&](const std::string&,
                     const v1::DeliverRequest& sent) -> absl::StatusOr<v1::DeliverResponse> {
          absl::MutexLock lock(&mutex);
          request = sent;
          return absl::UnavailableError("only looking");
        });
    relay->Start();
    EXPECT_TRUE(Eventually([&] {
      absl::MutexLock lock(&mutex);
      return request.envelopes_size() > 0;
    }));
    relay.reset();
    return request;
  }

  const SystemClock real_clock_;
  ManualClock clock_{absl::FromUnixSeconds(1555200000)};
  telemetry::Metrics metrics_;
  std::unique_ptr<security::Keyring> keyring_ = security::Keyring::Ephemeral();
  std::unique_ptr<db::Database> source_;
  std::unique_ptr<db::Database> sink_;
  std::vector<Subscription> subscriptions_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Inbox> inbox_;

  absl::Mutex mutex_;
  std::set<std::string> refused_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hecha::events
