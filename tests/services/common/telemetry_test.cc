// Logs and trace context as pure text; metrics as a scraper sees them, judged by promtool.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "services/common/telemetry/log.h"
#include "services/common/telemetry/metrics.h"
#include "tests/testing/running_process.h"
#include "tests/testing/status_matchers.h"

namespace hecha::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// What `write` logs, as lines.
template <class Write>
std::vector<std::string> Logged(Write write) {
  testing::internal::CaptureStderr();
  write();
  std::istringstream text(testing::internal::GetCapturedStderr());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::string Field(const std::string& line, const std::string& name) {
  google::protobuf::Struct object;
  auto status = google::protobuf::util::JsonStringToMessage(line, &object);
  EXPECT_TRUE(status.ok()) << line << ": " << status.ToString();
  auto found = object.fields().find(name);
  return found == object.fields().end() ? "(none)" : found->second.string_value();
}

TEST(LogTest, EveryLineIsJsonWhateverItsBytes) {
  std::string bytes;
  for (int c = 0; c < 256; ++c) bytes.push_back(static_cast<char>(c));
  auto lines = Logged([&] {
    Log(Level::kInfo, "quote \" backslash \\ newline \n 线索", "", {{"bytes", bytes}});
  });
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(Field(lines[0], "message"), "quote \" backslash \\ newline \n 线索");
  std::string ascii = bytes.substr(0, 128);
  std::string replaced;
  for (int c = 128; c < 256; ++c) replaced += "\uFFFD";
  EXPECT_EQ(Field(lines[0], "bytes"), ascii + replaced);
}

TEST(LogTest, IllFormedUtf8IsReplaced) {
  for (std::string bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE7\xBA", "\xF8"}) {
    auto lines = Logged([&] { Log(Level::kInfo, "a" + bad + "b", ""); });
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_THAT(Field(lines[0], "message"), HasSubstr("a\uFFFD"));
    EXPECT_THAT(Field(lines[0], "message"), testing::EndsWith("b"));
    EXPECT_THAT(lines[0], Not(HasSubstr(bad)));
  }
}

TEST(LogTest, LinesOfManyThreadsStayWhole) {
  auto lines = Logged([] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([] {
        for (int j = 0; j < 200; ++j) Log(Level::kInfo, std::string(300, 'x'), "");
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  ASSERT_THAT(lines, SizeIs(1600));
  for (const std::string& line : lines) ASSERT_EQ(Field(line, "message").size(), 300u);
}

TEST(LogTest, LevelsBelowTheLowestAreNotWritten) {
  auto lines = Logged([] {
    InitLog("intake", Level::kWarning);
    Log(Level::kInfo, "unseen", "");
    Log(Level::kError, "seen", "");
    InitLog("test", Level::kInfo);
  });
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(Field(lines[0], "service"), "intake");
  EXPECT_EQ(Field(lines[0], "level"), "error");
}

TEST(LogTest, TheTraceIdIsLogged) {
  auto lines = Logged([] {
    Log(Level::kInfo, "m", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Log(Level::kInfo, "m", "garbage");
  });
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(Field(lines[0], "trace"), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(Field(lines[1], "trace"), "(none)");
}

TEST(TraceTest, AChildKeepsTheTraceAndItsFlagsWithANewSpan) {
  const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
  std::string child = ChildTraceparent(parent);
  EXPECT_THAT(child, testing::MatchesRegex("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]+-00"));
  EXPECT_THAT(child, SizeIs(55));
  EXPECT_NE(child, parent);
}

TEST(TraceTest, AMalformedParentStartsATrace) {
  for (std::string_view parent :
       {"", "00", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}) {
    std::string child = ChildTraceparent(parent);
    EXPECT_THAT(child, testing::MatchesRegex("00-[0-9a-f]+-[0-9a-f]+-01")) << parent;
    EXPECT_THAT(child, SizeIs(55)) << parent;
    EXPECT_THAT(child, Not(HasSubstr("0af7651916cd43dd8448eb211c80319c"))) << parent;
  }
}

void ObserveEverything(Metrics& metrics) {
  metrics.ObserveRpc("hecha.intake.v1.LeadService", "CreateLead", "OK", absl::Milliseconds(3));
  metrics.ObserveSql("insert lead", absl::Microseconds(300));
  metrics.ObserveHttp("/v1/leads/{lead}", 200, absl::Milliseconds(4));
  metrics.SetPoolInUse(3);
  metrics.SetExecutorQueue("write", 2);
  metrics.CountRefused("public");
  metrics.SetOutbox("verification", 7, absl::Seconds(1.5), 1);
  metrics.CountDelivered("verification", 64);
  metrics.SetGauge("hecha_leads", "Leads by division and state.",
                   {{"division", "330100"}, {"state", "with \"quotes\"\n"}}, 12);
}

TEST(MetricsTest, PromtoolAcceptsTheText) {
  Metrics metrics;
  ObserveEverything(metrics);
  ASSERT_OK_AND_ASSIGN(ProcessResult result,
                       RunProcess({"promtool", "check", "metrics"}, metrics.Text()));
  EXPECT_EQ(result.exit_code, 0) << result.output;
}

TEST(MetricsTest, ValuesAndLabelsAreAsReported) {
  Metrics metrics;
  ObserveEverything(metrics);
  metrics.SetGauge("hecha_leads", "Leads by division and state.",
                   {{"division", "330100"}, {"state", "open"}}, 5);
  metrics.CountDelivered("verification", 6);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("hecha_sql_duration_seconds_count{statement=\"insert lead\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hecha_http_duration_seconds_count{code=\"200\","
                              "route=\"/v1/leads/{lead}\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hecha_pool_in_use 3\n"));
  EXPECT_THAT(text, HasSubstr("hecha_outbox_oldest_seconds{subscriber=\"verification\"} 1.5\n"));
  EXPECT_THAT(text, HasSubstr("hecha_events_delivered_total{subscriber=\"verification\"} 70\n"));
  EXPECT_THAT(text, HasSubstr("hecha_leads{division=\"330100\",state=\"open\"} 5\n"));
}

TEST(MetricsTest, AGaugeWithABadNameIsRefusedNotFatal) {
  Metrics metrics;
  auto lines = Logged([&] { metrics.SetGauge("not a name", "help", {}, 1); });
  EXPECT_THAT(lines, SizeIs(1));
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("not a name")));
}

std::string HttpGet(int port, const std::string& path) {
  int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  std::string answer;
  if (connect(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
    EXPECT_EQ(write(socket_fd, request.data(), request.size()),
              static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t got; (got = read(socket_fd, buffer, sizeof(buffer))) > 0;) {
      answer.append(buffer, static_cast<size_t>(got));
    }
  }
  close(socket_fd);
  return answer;
}

TEST(MetricsTest, AScraperReadsThemOnAPickedPort) {
  Metrics metrics;
  ObserveEverything(metrics);
  ASSERT_OK_AND_ASSIGN(int port, metrics.Expose("127.0.0.1:0"));
  ASSERT_GT(port, 0);
  std::string answer = HttpGet(port, "/metrics");
  EXPECT_THAT(answer, HasSubstr("200 OK"));
  EXPECT_THAT(answer, HasSubstr("hecha_pool_in_use 3"));
}

TEST(MetricsTest, ATakenPortIsUnavailableNotAnAbort) {
  Metrics first, second;
  ASSERT_OK_AND_ASSIGN(int port, first.Expose("127.0.0.1:0"));
  EXPECT_THAT(second.Expose("127.0.0.1:" + std::to_string(port)),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(second.Expose("not an address"), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace hecha::telemetry
