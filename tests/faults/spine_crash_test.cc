// Kills a real process at every step of outbox → deliver → inbox → mark, on a real database
// and over real gRPC, starts it again and counts: what was acknowledged arrives exactly once
// and in order, what was not arrives once or not at all, and a client that repeats its
// requests has each of them done exactly once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>

#include "services/common/security/keyring.h"
#include "services/common/security/signing.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/running_process.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha {
namespace {

constexpr int kRequests = 40;
constexpr int kKilled = 128 + SIGKILL;

struct Step {
  const char* failpoint;
  // Which process passes it, and the how manieth time it dies there.
  const char* process;
  int at;
};

void PrintTo(const Step& step, std::ostream* out) { *out << step.failpoint << "@" << step.at; }

bool Eventually(const std::function<bool()>& condition) {
  const absl::Time limit = absl::Now() + absl::Seconds(60);
  while (!condition()) {
    if (absl::Now() > limit) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

class SpineTest {
 public:
  explicit SpineTest(MariaDb& server) : server_(server) {
    for (const std::string name : {"source", "sink"}) {
      schemas_[name] = server_.NewSchema();
      std::filesystem::create_directories(Path(name + "/trusted"));
      const security::SigningKey key = security::SigningKey::Generate();
      keys_[name] = key;
      EXPECT_OK(key.Save(Path(name + "/actor.key")));
      std::ofstream(Path(name + "/keyring")) << "* " << std::string(64, 'a') << "\n";
      chmod(Path(name + "/keyring").c_str(), 0600);
    }
    for (const std::string name : {"source", "sink"}) {
      for (const auto& [peer, key] : keys_)
        EXPECT_OK(key.SavePublic(Path(name + "/trusted/" + peer + ".pub")));
      std::unique_ptr<RunningProcess> migrate = Run(name, "migrate", {}, "");
      EXPECT_THAT(migrate->Wait(absl::Seconds(60)), IsOkAndHolds(0));
      databases_[name] = server_.Open(schemas_[name]);
    }
  }

  // Serves; `failpoint` may be empty. `lane` is for the source.
  std::unique_ptr<RunningProcess> Serve(const std::string& name, int requests,
                                        const std::string& failpoint, bool lane = false) {
    std::filesystem::remove(Path(name + ".ports"));
    std::vector<std::string> flags = {"--listen=unix:" + Path(name + ".socket"),
                                      "--port_file=" + Path(name + ".ports")};
    if (name == "source") {
      flags.push_back("--peer=sink=unix:" + Path("sink.socket"));
      flags.push_back("--requests=" + std::to_string(requests));
      flags.push_back(lane ? "--lane" : "--nolane");
      flags.push_back("--acknowledged=" + Path("acknowledged"));
    }
    return Run(name, "serve", flags, failpoint);
  }

  // Waits until the process last started says that it serves.
  bool Serving(const std::string& name) {
    return Eventually([&] { return std::filesystem::exists(Path(name + ".ports")); });
  }

  std::set<int> Acknowledged() {
    std::set<int> numbers;
    std::ifstream file(Path("acknowledged"));
    for (int number; file >> number;) numbers.insert(number);
    return numbers;
  }

  // Waits until nothing is on its way any more.
  bool Drained() {
    return Eventually([&] { return Count("source", "SELECT COUNT(*) FROM delivery") == 0; });
  }

  int64_t Count(const std::string& name, const char* sql) {
    int64_t count = -1;
    databases_[name]
        ->Read(absl::Now() + absl::Seconds(10),
               [&](db::Transaction& transaction) {
                 return transaction.Query(sql, [&](const db::Row& row) { count = row.Int(0); });
               })
        .IgnoreError();
    return count;
  }

  // The requests that the sink received. Fails where one came twice, or where the events of a
  // thing came out of order or with a gap.
  std::set<int> Received() {
    std::set<int> requests;
    std::map<Uuid, int64_t> versions;
    EXPECT_OK(databases_["sink"]->Read(
        absl::Now() + absl::Seconds(10), [&](db::Transaction& transaction) {
          return transaction.Query(
              "SELECT aggregate_id, version, request FROM received ORDER BY n",
              [&](const db::Row& row) {
                const int request = std::stoi(row.Text(2));
                EXPECT_TRUE(requests.insert(request).second) << request << " came twice";
                EXPECT_EQ(row.Int(1), ++versions[row.Id(0)]) << "at request " << request;
              });
        }));
    return requests;
  }

 private:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  std::unique_ptr<RunningProcess> Run(const std::string& name, const std::string& command,
                                      std::vector<std::string> flags,
                                      const std::string& failpoint) {
    const db::DatabaseOptions database = server_.Options(schemas_[name]);
    std::ofstream(Path("password")) << database.password;
    std::vector<std::string> arguments = {SPINE_NODE,
                                          name,
                                          command,
                                          "--db_socket=" + database.socket,
                                          "--db_user=" + database.user,
                                          "--db_password_file=" + Path("password"),
                                          "--db_schema=" + database.schema,
                                          "--key_dir=" + Path(name)};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    ProcessOptions options;
    options.arguments = std::move(arguments);
    options.environment = {"HECHA_FAILPOINTS=" + failpoint};
    options.output_file = Path(name + ".log");
    absl::StatusOr<std::unique_ptr<RunningProcess>> process =
        RunningProcess::Start(std::move(options));
    EXPECT_OK(process);
    return *std::move(process);
  }

  MariaDb& server_;
  TemporaryDirectory directory_;
  std::map<std::string, security::SigningKey> keys_;
  std::map<std::string, std::string> schemas_;
  std::map<std::string, std::unique_ptr<db::Database>> databases_;
};

void ExpectExactlyOnce(SpineTest& spine) {
  ASSERT_TRUE(Eventually([&] { return spine.Acknowledged().size() == kRequests; }));
  ASSERT_TRUE(spine.Drained());
  EXPECT_EQ(spine.Received(), spine.Acknowledged());
  EXPECT_EQ(spine.Count("source", "SELECT COUNT(*) FROM outbox"), kRequests);
}

class CrashTest : public ::testing::TestWithParam<Step> {};

TEST_P(CrashTest, NothingAcknowledgedIsLostOrDoubled) {
  const Step step = GetParam();
  SpineTest spine(MariaDb::Shared());
  const std::string failpoint = std::string(step.failpoint) + "=kill@" + std::to_string(step.at);
  const bool source_dies = std::string(step.process) == "source";
  auto sink = spine.Serve("sink", 0, source_dies ? "" : failpoint);
  auto source = spine.Serve("source", kRequests, source_dies ? failpoint : "");
  auto& doomed = source_dies ? source : sink;
  ASSERT_THAT(doomed->Wait(absl::Seconds(60)), IsOkAndHolds(kKilled));

  if (source_dies) {
    // The client gives up what was not answered: that is done once or not at all.
    source = spine.Serve("source", 0, "");
    ASSERT_TRUE(spine.Drained());
    const std::set<int> acknowledged = spine.Acknowledged();
    const std::set<int> received = spine.Received();
    EXPECT_THAT(received, ::testing::IsSupersetOf(acknowledged));
    EXPECT_LE(received.size(), acknowledged.size() + 1);
    ASSERT_TRUE(spine.Serving("source"));
    source->Signal(SIGTERM);
    ASSERT_THAT(source->Wait(absl::Seconds(30)), IsOkAndHolds(0));
    // Another client repeats all of them, the answered ones too.
    source = spine.Serve("source", kRequests, "");
  } else {
    sink = spine.Serve("sink", 0, "");
  }
  ExpectExactlyOnce(spine);
}

INSTANTIATE_TEST_SUITE_P(
    EveryStep, CrashTest,
    ::testing::Values(
        Step{"journal.after_act", "source", 7}, Step{"journal.before_commit", "source", 7},
        Step{"journal.after_commit", "source", 7}, Step{"relay.before_deliver", "source", 1},
        Step{"inbox.before_handle", "sink", 7}, Step{"inbox.after_handle", "sink", 7},
        Step{"inbox.after_commit", "sink", 7}, Step{"relay.after_deliver", "source", 1},
        Step{"relay.before_mark", "source", 1}, Step{"relay.after_mark", "source", 1},
        // The first and a late one of the loops.
        Step{"inbox.after_handle", "sink", 1}, Step{"inbox.after_commit", "sink", kRequests},
        Step{"journal.after_commit", "source", kRequests}),
    [](const auto& info) {
      std::string name = info.param.failpoint;
      name[name.find('.')] = '_';
      return name + "_" + std::to_string(info.param.at);
    });

// Requests of many clients that share commits in a lane, and the process that dies around one.
class LaneCrashTest : public ::testing::TestWithParam<Step> {};

TEST_P(LaneCrashTest, NothingAcknowledgedIsLostOrDoubled) {
  const Step step = GetParam();
  SpineTest spine(MariaDb::Shared());
  const std::string failpoint = std::string(step.failpoint) + "=kill@" + std::to_string(step.at);
  auto sink = spine.Serve("sink", 0, "");
  auto source = spine.Serve("source", kRequests, failpoint, /*lane=*/true);
  ASSERT_THAT(source->Wait(absl::Seconds(60)), IsOkAndHolds(kKilled));
  source = spine.Serve("source", 0, "");
  ASSERT_TRUE(spine.Drained());
  EXPECT_THAT(spine.Received(), ::testing::IsSupersetOf(spine.Acknowledged()));
  ASSERT_TRUE(spine.Serving("source"));
  source->Signal(SIGTERM);
  ASSERT_THAT(source->Wait(absl::Seconds(30)), IsOkAndHolds(0));
  // Other clients repeat all of them, the answered ones too.
  source = spine.Serve("source", kRequests, "", /*lane=*/true);
  ExpectExactlyOnce(spine);
}

INSTANTIATE_TEST_SUITE_P(AroundACommit, LaneCrashTest,
                         ::testing::Values(Step{"journal.before_commit", "source", 2},
                                           Step{"journal.after_commit", "source", 2},
                                           Step{"journal.after_commit", "source", 4}),
                         [](const auto& info) {
                           std::string name = info.param.failpoint;
                           name[name.find('.')] = '_';
                           return name + "_" + std::to_string(info.param.at);
                         });

// Both die of themselves again and again, at whatever moment that is.
TEST(SpineCrashTest, RepeatedKillsOfBothEndsLoseAndDoubleNothing) {
  SpineTest spine(MariaDb::Shared());
  auto sink = spine.Serve("sink", 0, "");
  for (size_t goal = 5; goal < kRequests; goal += 5) {
    auto source = spine.Serve("source", kRequests, "");
    ASSERT_TRUE(Eventually([&] { return spine.Acknowledged().size() >= goal; }));
    source->Signal(SIGKILL);
    sink->Signal(SIGKILL);
    ASSERT_THAT(source->Wait(absl::Seconds(30)), IsOkAndHolds(kKilled));
    ASSERT_THAT(sink->Wait(absl::Seconds(30)), IsOkAndHolds(kKilled));
    sink = spine.Serve("sink", 0, "");
  }
  auto source = spine.Serve("source", kRequests, "");
  ExpectExactlyOnce(spine);
}

TEST(SpineCrashTest, CrashOfTheDatabaseLosesAndDoublesNothing) {
  MariaDb server;
  SpineTest spine(server);
  auto sink = spine.Serve("sink", 0, "");
  auto source = spine.Serve("source", kRequests, "");
  ASSERT_TRUE(Eventually([&] { return spine.Acknowledged().size() >= 10; }));
  server.Kill();
  server.Restart();
  ExpectExactlyOnce(spine);
}

}  // namespace
}  // namespace hecha
