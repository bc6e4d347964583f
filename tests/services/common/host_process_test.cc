// A service as an operator meets it: a real process on a real database, by its command line,
// its ports and its signals.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <regex>
#include <sstream>

#include "absl/time/clock.h"
#include "services/common/rpc/channel.h"
#include "services/common/security/key_file.h"
#include "services/common/security/keyring.h"
#include "services/common/security/signing.h"
#include "tests/services/common/rpc_probe.pb.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/running_process.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kServing = 1;

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class HostProcessTest : public ::testing::Test {
 protected:
  HostProcessTest() {
    const security::SigningKey key = security::SigningKey::Generate();
    std::filesystem::create_directory(Path("trusted"));
    EXPECT_OK(key.Save(Path("actor.key")));
    EXPECT_OK(
        security::ReplaceFile(Path("trusted/probe.pub"), security::ToHex(key.public_key), 0644));
    EXPECT_OK(security::ReplaceFile(
        Path("keyring"), "* " + security::ToHex(security::RandomBytes(32)) + "\n", 0600));
  }

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  std::vector<std::string> Command(std::vector<std::string> words) const {
    const db::DatabaseOptions database = MariaDb::Shared().Options(schema_);
    std::vector<std::string> command = {PROBE_PROGRAM,
                                        "--key_dir=" + directory_.path(),
                                        "--db_socket=" + database.socket,
                                        "--db_user=" + database.user,
                                        "--db_schema=" + schema_,
                                        "--port_file=" + Path("ports")};
    command.insert(command.end(), words.begin(), words.end());
    return command;
  }

  ProcessResult Run(std::vector<std::string> words) const {
    return RunProcess(Command(std::move(words))).value();
  }

  // Starts `serve` on the migrated schema and waits until it reports itself ready.
  void Serve(std::vector<std::string> flags = {}, std::vector<std::string> environment = {}) {
    EXPECT_EQ(Run({"migrate"}).exit_code, 0);
    flags.push_back("serve");
    process_ = RunningProcess::Start({.arguments = Command(std::move(flags)),
                                      .environment = std::move(environment),
                                      .input_file = "",
                                      .output_file = Path("log")})
                   .value();
    AwaitFile(Path("ports"));
    std::smatch match;
    const std::string ports = ReadFile(Path("ports"));
    ASSERT_TRUE(std::regex_search(ports, match, std::regex("\"rpc\":([0-9]+)"))) << Log();
    channel_ = rpc::Channel::Open("127.0.0.1:" + match[1].str());
    while (Health() != kServing && process_->Running()) absl::SleepFor(absl::Milliseconds(5));
  }

  // Returns when there is such a file, or the process that should write it is gone.
  void AwaitFile(const std::string& path) {
    while (!std::filesystem::exists(path) && process_->Running())
      absl::SleepFor(absl::Milliseconds(5));
  }

  // HealthCheckResponse.status, or 0 where there was no answer.
  int Health() {
    google::protobuf::Int32Value response;
    (void)channel_->Unary("grpc.health.v1.Health/Check", google::protobuf::StringValue(), response,
                          {});
    return response.value();
  }

  // What the service takes for the present; see host_probe_main.cc for `text`.
  absl::StatusOr<std::string> Open(const std::string& text) {
    probe::v1::ProbeRequest request;
    request.set_text(text);
    probe::v1::ProbeResponse response;
    RETURN_IF_ERROR(channel_->Unary("hecha.probe.v1.Probe/Open", request, response, {}));
    return response.text();
  }

  absl::Time Present() {
    absl::Time present;
    std::string error;
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, Open("").value_or(""), &present, &error))
        << error;
    return present;
  }

  std::string Log() const { return ReadFile(Path("log")); }

  TemporaryDirectory directory_;
  std::string schema_ = MariaDb::Shared().NewSchema();
  std::unique_ptr<RunningProcess> process_;
  std::shared_ptr<rpc::Channel> channel_;
};

TEST_F(HostProcessTest, ServesUntilItIsAskedToLeave) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  EXPECT_OK(Open(""));
  EXPECT_THAT(ReadFile(Path("ports")),
              AllOf(ContainsRegex("\"metrics\":[0-9]+"), HasSubstr("\"edge\":4711")));
  process_->Signal(SIGTERM);
  EXPECT_THAT(process_->Wait(absl::Seconds(20)), IsOkAndHolds(0)) << Log();
  EXPECT_THAT(Log(), AllOf(HasSubstr("serving"), HasSubstr("stopping"), HasSubstr("edge stopped")));
}

TEST_F(HostProcessTest, CallUnderWayIsAnsweredBeforeTheProcessLeaves) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  std::future<absl::StatusOr<std::string>> slow =
      std::async(std::launch::async, [this] { return Open(Path("meeting")); });
  AwaitFile(Path("meeting.entered"));
  process_->Signal(SIGTERM);
  while (!absl::IsUnavailable(Open("").status())) {
  }
  std::ofstream(Path("meeting")).put('\n');
  EXPECT_OK(slow.get());
  EXPECT_THAT(process_->Wait(absl::Seconds(20)), IsOkAndHolds(0)) << Log();
}

TEST_F(HostProcessTest, ClockOffsetMovesTheServicesPresent) {
  ASSERT_NO_FATAL_FAILURE(Serve({"--clock_offset=72h"}));
  EXPECT_GT(Present(), absl::Now() + absl::Hours(71));
}

TEST_F(HostProcessTest, PresentJumpsWhenTheOffsetFileSaysSo) {
  const auto move = [this](absl::Duration by) {
    const int64_t micros = absl::ToInt64Microseconds(by);
    std::fstream file(Path("offset"), std::ios::in | std::ios::out | std::ios::binary);
    file.write(reinterpret_cast<const char*>(&micros), sizeof(micros));
  };
  std::ofstream(Path("offset"), std::ios::binary) << std::string(sizeof(int64_t), '\0');
  ASSERT_NO_FATAL_FAILURE(Serve({"--clock_offset_file=" + Path("offset")}));
  EXPECT_LT(Present(), absl::Now() + absl::Hours(1));
  move(absl::Hours(72));
  EXPECT_GT(Present(), absl::Now() + absl::Hours(71));
  move(-absl::Hours(72));
  EXPECT_LT(Present(), absl::Now() - absl::Hours(71));
}

TEST_F(HostProcessTest, OffsetFileOfAnotherSizeIsRefused) {
  std::ofstream(Path("offset")) << "1h";
  const ProcessResult result = Run({"serve", "--clock_offset_file=" + Path("offset")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.output, HasSubstr("does not hold 8 bytes"));
}

TEST_F(HostProcessTest, SchemaThatIsNotMigratedIsRefused) {
  const ProcessResult result = Run({"serve"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.output, HasSubstr("cannot go on"));
}

TEST_F(HostProcessTest, MissingKeyIsNamed) {
  std::filesystem::remove(Path("actor.key"));
  const ProcessResult result = Run({"serve"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.output, HasSubstr("actor.key"));
}

TEST_F(HostProcessTest, CrashLeavesNoCore) {
  const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  if (setrlimit(RLIMIT_CORE, &unlimited) != 0) GTEST_SKIP() << "cannot allow cores";
  // A sanitizer would take the signal for itself.
  ASSERT_NO_FATAL_FAILURE(Serve({}, {"ASAN_OPTIONS=handle_segv=0", "TSAN_OPTIONS=handle_segv=0"}));
  EXPECT_THAT(ReadFile(fmt::format("/proc/{}/limits", process_->pid())),
              ContainsRegex("Max core file size +0 +0 "));
  process_->Signal(SIGSEGV);
  EXPECT_THAT(process_->Wait(absl::Seconds(20)), IsOkAndHolds(128 + SIGSEGV));
  EXPECT_FALSE(process_->DumpedCore());
}

TEST_F(HostProcessTest, LineAddedToTheKeyFileIsUsedAndTheOldOneCanGo) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  EXPECT_THAT(Run({"keys"}).output, AllOf(HasSubstr("in use"), Not(HasSubstr("may be"))));
  const std::string fingerprint =
      "fingerprint " + security::ToHex(security::RandomBytes(32)) + "\n";
  const std::string fresh = "* " + security::ToHex(security::RandomBytes(32)) + "\n";
  const std::string old = ReadFile(Path("keyring"));
  ASSERT_OK(security::ReplaceFile(Path("keyring"), fingerprint + old + fresh, 0600));
  EXPECT_THAT(Run({"keys"}).output,
              AllOf(HasSubstr("for ever"), HasSubstr("it seals"), HasSubstr("may be removed")));
}

TEST_F(HostProcessTest, OwnAndCommonCommandsRun) {
  ASSERT_EQ(Run({"migrate"}).exit_code, 0);
  EXPECT_THAT(Run({"greet", "a", "b"}).output, HasSubstr("hello a b"));
  EXPECT_THAT(Run({"parked"}).output, HasSubstr("SUBSCRIBER"));
  const ProcessResult unknown = Run({"dance"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.output, HasSubstr("migrate | serve | greet | parked | keys"));
}

}  // namespace
}  // namespace hecha
