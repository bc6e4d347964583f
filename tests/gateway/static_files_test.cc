// The console's files as a browser gets them, from a directory made here.
#include "gateway/console/static_files.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::console {
namespace {

using testing::HasSubstr;
using testing::Not;

using Headers = std::vector<std::pair<std::string, std::string>>;

// The header of that name, or empty.
std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

http::Request Request(const std::string& path, Headers headers = {}, std::string method = "GET") {
  http::Request request;
  request.method = std::move(method);
  request.path = path;
  request.headers = std::move(headers);
  return request;
}

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    Write("index.html", "<!doctype html><title>public</title>");
    Write("index.html.gz", "packed");
    Write("assets/index-1a2b.js", "1");
    Write("desk/index.html", "<!doctype html><title>desk</title>");
  }

  void Write(const std::string& name, const std::string& content) {
    const std::filesystem::path path = std::filesystem::path(directory_.path()) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
  }

  http::Response Ask(const std::string& path, Headers headers = {}, std::string method = "GET") {
    const StaticFiles files = StaticFiles::Load(directory_.path()).value();
    if (files.Has(path)) return files.Get(Request(path, std::move(headers), std::move(method)));
    http::Response missing;
    missing.status = 404;
    return missing;
  }

  TemporaryDirectory directory_;
};

TEST_F(StaticFilesTest, APageRunsNothingButItsOwnFiles) {
  const std::string policy = HeaderOf(Ask("/"), "Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self';"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, Not(HasSubstr("http")));
  EXPECT_THAT(HeaderOf(Ask("/"), "Permissions-Policy"), HasSubstr("geolocation=()"));
}

TEST_F(StaticFilesTest, ThePackedFormGoesToWhoTakesIt) {
  const http::Response packed = Ask("/", {{"accept-encoding", "br, gzip"}});
  EXPECT_EQ(packed.body, "packed");
  EXPECT_EQ(HeaderOf(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(HeaderOf(packed, "Vary"), "Accept-Encoding");
  EXPECT_EQ(packed.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Ask("/", {{"accept-encoding", "gzip;q=0, br"}}).body, Ask("/").body);
  EXPECT_EQ(Ask("/assets/index-1a2b.js", {{"accept-encoding", "gzip"}}).body, "1")
      << "there is no packed form of it";
  EXPECT_EQ(Ask("/index.html.gz").status, 404);
}

TEST_F(StaticFilesTest, OnlyNamesWithAHashAreKeptForLong) {
  EXPECT_THAT(HeaderOf(Ask("/assets/index-1a2b.js"), "Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(HeaderOf(Ask("/"), "Cache-Control"), "no-cache");
  EXPECT_EQ(HeaderOf(Ask("/desk/leads"), "Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, APageThatIsKnownIsNotSentAgain) {
  const http::Response again = Ask("/", {{"if-none-match", HeaderOf(Ask("/"), "ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(StaticFilesTest, EveryPathOfTheDeskLeadsToItsPage) {
  const std::string desk = Ask("/desk/index.html").body;
  for (const char* path : {"/desk", "/desk/", "/desk/leads/7"}) {
    EXPECT_EQ(Ask(path).body, desk) << path;
  }
  EXPECT_EQ(Ask("/desk/assets/gone-9z.js").status, 404) << "a page in place of a script";
  EXPECT_EQ(Ask("/leads").status, 404);
}

TEST_F(StaticFilesTest, FilesAreOnlyRead) { EXPECT_EQ(Ask("/", {}, "POST").status, 405); }

TEST_F(StaticFilesTest, ADirectoryWithoutAPageIsRefused) {
  const TemporaryDirectory empty;
  EXPECT_THAT(StaticFiles::Load(empty.path()), StatusIs(absl::StatusCode::kNotFound));
}

TEST(EmbeddedConsole, HoldsBothPagesAndTheirPackedForms) {
  const StaticFiles files = StaticFiles::Embedded();
  for (const char* path : {"/", "/desk/"}) {
    const http::Response page = files.Get(Request(path));
    EXPECT_THAT(page.body, HasSubstr("<!doctype html>")) << path;
    EXPECT_THAT(page.body, Not(HasSubstr("<script>"))) << path;
    const http::Response packed = files.Get(Request(path, {{"accept-encoding", "gzip"}}));
    EXPECT_EQ(HeaderOf(packed, "Content-Encoding"), "gzip") << path;
  }
}

}  // namespace
}  // namespace hecha::console
