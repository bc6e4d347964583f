// One end of the event spine as a process of its own, built of the same parts as a service,
// for spine_crash_test to kill.
//
//   spine_node source COMMAND [flags] --requests=N --acknowledged=FILE [--lane]
//   spine_node sink COMMAND [flags]
//
// The source is its own client: it sends itself the requests 0 to N-1, each until it is
// answered, and adds the number of each answered one to FILE. Request i changes thing i % 5.
// With --lane it has eight clients at once, whose requests share commits in a Lane; request i
// makes a thing of its own. The sink writes down what it receives.
#include <absl/flags/flag.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <google/protobuf/wrappers.pb.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/common/db/insert_rows.h"
#include "services/common/events/lane.h"
#include "services/common/host/host.h"

ABSL_FLAG(int, requests, 0, "how many requests to make");
ABSL_FLAG(bool, lane, false, "many requests at once, through a lane");
ABSL_FLAG(std::string, acknowledged, "", "where the numbers of answered requests go");

namespace hecha {
namespace {

using google::protobuf::StringValue;

constexpr db::Migration kSourceFiles[] = {
    {1, "create_thing",
     "CREATE TABLE IF NOT EXISTS thing (id BINARY(16) PRIMARY KEY, version BIGINT NOT NULL)"}};
constexpr db::Migration kSinkFiles[] = {
    {1, "create_received",
     "CREATE TABLE IF NOT EXISTS received (n BIGINT PRIMARY KEY AUTO_INCREMENT, "
     "aggregate_id BINARY(16) NOT NULL, version BIGINT NOT NULL, request VARCHAR(20) NOT NULL)"}};

class Source {
 public:
  explicit Source(host::Context& context) : context_(context) {}
  ~Source() {
    stopping_ = true;
    for (std::thread& client : clients_) client.join();
  }

  void Start() {
    for (int i = 0; i < (absl::GetFlag(FLAGS_lane) ? 8 : 1); ++i)
      clients_.emplace_back([this] { SendAll(); });
  }

 private:
  void SendAll() {
    const bool lane = absl::GetFlag(FLAGS_lane);
    for (int i; (i = next_++) < absl::GetFlag(FLAGS_requests) && !stopping_;) {
      while (!(lane ? Make(i) : Change(i).status()).ok() && !stopping_)
        absl::SleepFor(absl::Milliseconds(10));
      if (!stopping_) Acknowledge(i);
    }
  }

  Call NewCall(int request) const {
    Call call;
    call.actor.kind = Actor::Kind::kService;
    call.actor.service = "client";
    call.method = "hecha.test.v1.Things/ChangeThing";
    call.request_id = fmt::format("{}", request);
    call.request_hash = security::Sha256(call.request_id);
    call.now = context_.clock.Now();
    call.deadline = absl::Now() + absl::Seconds(10);
    return call;
  }

  // A thing to be made.
  struct Item {
    Call call;
    Uuid thing;
  };

  absl::Status Make(int request) {
    Item item = {NewCall(request), {}};
    item.thing = Uuid::V7(item.call.now);
    absl::Status outcome;
    absl::Notification done;
    RETURN_IF_ERROR(lane_.Submit({.deadline = item.call.deadline}, item,
                                 [&](const absl::Status& status, Item&) {
                                   outcome = status;
                                   done.Notify();
                                 }));
    done.WaitForNotification();
    return outcome;
  }

  absl::Status MakeAll(std::span<Item* const> batch, absl::Time deadline) {
    return context_.journal.Transact(deadline, [&](db::Transaction& transaction) -> absl::Status {
      std::vector<events::Journal::Claim> claims;
      for (const Item* item : batch) claims.push_back({&item->call, item->thing});
      ASSIGN_OR_RETURN(const auto claimed, context_.journal.ClaimAll(transaction, claims));
      std::vector<db::Param> rows;
      std::vector<events::Event> events;
      std::vector<events::Journal::Entry> entries;
      events.reserve(batch.size());
      for (size_t i = 0; i < batch.size(); ++i) {
        if (!claimed[i].acts) continue;
        rows.push_back(batch[i]->thing);
        StringValue payload;
        payload.set_value(batch[i]->call.request_id);
        events.push_back(events::MakeEvent("thing", batch[i]->thing, 1, "370481", "thing.make",
                                           std::move(payload)));
        entries.push_back({&batch[i]->call, &events.back()});
      }
      RETURN_IF_ERROR(db::InsertRows(transaction, "INSERT INTO thing (id, version) VALUES",
                                     "(?, 1)", std::move(rows))
                          .status());
      return context_.journal.AppendAll(transaction, entries);
    });
  }

  absl::StatusOr<Uuid> Change(int request) {
    const Call call = NewCall(request);
    const Uuid thing =
        *Uuid::FromBytes(security::Sha256(fmt::format("thing {}", request % 5)).substr(0, 16));
    return context_.journal.Commit(
        call,
        [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
          RETURN_IF_ERROR(transaction
                              .Execute("INSERT INTO thing (id, version) VALUES (?, 1) "
                                       "ON DUPLICATE KEY UPDATE version = version + 1",
                                       thing)
                              .status());
          ASSIGN_OR_RETURN(const std::optional<int64_t> version,
                           transaction.QueryOne(
                               "SELECT version FROM thing WHERE id = ?",
                               [](const db::Row& row) { return row.Int(0); }, thing));
          StringValue payload;
          payload.set_value(call.request_id);
          RETURN_IF_ERROR(context_.journal.Append(
              transaction, call,
              events::MakeEvent("thing", thing, version.value_or(0), "370481", "thing.change",
                                std::move(payload))));
          return thing;
        },
        [](db::Transaction&, const Uuid& id) -> absl::StatusOr<Uuid> { return id; });
  }

  static void Acknowledge(int request) {
    const std::string line = fmt::format("{}\n", request);
    const int file = open(absl::GetFlag(FLAGS_acknowledged).c_str(),
                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0 || write(file, line.data(), line.size()) != std::ssize(line)) std::abort();
    close(file);
  }

  host::Context& context_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> next_ = 0;
  std::vector<std::thread> clients_;
  events::Lane<Item> lane_{[this](std::span<Item* const> batch, absl::Time deadline) {
    return MakeAll(batch, deadline);
  }};
};

absl::StatusOr<std::shared_ptr<void>> BuildSource(host::Context& context) {
  auto source = std::make_shared<Source>(context);
  context.on_start([source = source.get()]() -> absl::StatusOr<std::vector<host::Context::Port>> {
    source->Start();
    return std::vector<host::Context::Port>();
  });
  return source;
}

absl::StatusOr<std::shared_ptr<void>> BuildSink(host::Context& context) {
  context.inbox.On<StringValue>([](db::Transaction& transaction, const Call&,
                                   const events::v1::Envelope& envelope,
                                   const StringValue& payload) {
    return transaction
        .Execute("INSERT INTO received (aggregate_id, version, request) VALUES (?, ?, ?)",
                 *Uuid::Parse(envelope.aggregate_id()), envelope.aggregate_version(),
                 payload.value())
        .status();
  });
  return std::make_shared<int>();
}

}  // namespace
}  // namespace hecha

int main(int argc, char** argv) {
  using namespace hecha;
  const std::string_view end = argc > 1 ? argv[1] : "";
  if (end == "source") {
    return host::Main(argc - 1, argv + 1,
                      {.name = "source",
                       .migrations = {"source", kSourceFiles},
                       .subscriptions = {{"sink"}},
                       .build = BuildSource});
  }
  return host::Main(argc - 1, argv + 1,
                    {.name = "sink",
                     .migrations = {"sink", kSinkFiles},
                     .subscriptions = {},
                     .build = BuildSink});
}
