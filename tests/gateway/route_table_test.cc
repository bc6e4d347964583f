// The route table of the Library service, and the services that must not start.
#include "gateway/transcoding/route_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/services.h"
#include "gateway/transcoding/path_template.h"
#include "tests/gateway/library.pb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::ServiceDescriptor;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const ServiceDescriptor* Service(const std::string& name) {
  return library::v1::Book::descriptor()->file()->FindServiceByName(name);
}

RouteTable Library() { return RouteTable::Build({Service("Library")}).value(); }

// "method(value, ...)" of a match, or what there is instead.
std::string Find(const RouteTable& table, std::string_view verb, std::string_view path) {
  const absl::StatusOr<RouteMatch> match = table.Match(verb, path);
  if (!match.ok()) return match.status().ToString();
  if (match->route == nullptr) {
    return match->allowed.empty() ? "none"
                                  : fmt::format("allows {}", fmt::join(match->allowed, ","));
  }
  return fmt::format("{}({})", match->route->method->name(), fmt::join(match->values, ", "));
}

TEST(RouteTable, FindsTheMethodOfAVerbAndPath) {
  const RouteTable table = Library();
  EXPECT_EQ(Find(table, "GET", "/v1/books"), "ListBooks()");
  EXPECT_EQ(Find(table, "POST", "/v1/books"), "CreateBook()");
  EXPECT_EQ(Find(table, "GET", "/v1/books/7"), "GetBook(7)");
  EXPECT_EQ(Find(table, "POST", "/v1/books/7:lend"), "LendBook(7)");
  EXPECT_EQ(Find(table, "PATCH", "/v1/books/7"), "UpdateBook(7)");
  EXPECT_EQ(Find(table, "GET", "/v1/shelves/a/books/7"), "GetBook(a, 7)");
}

TEST(RouteTable, PutsALiteralBeforeAVariable) {
  const RouteTable table = Library();
  EXPECT_EQ(Find(table, "GET", "/v1/books/newest"), "GetNewest()");
  // The literal has no such verb; the variable does.
  EXPECT_EQ(Find(table, "POST", "/v1/books/newest:lend"), "LendBook(newest)");
}

TEST(RouteTable, DecodesValuesAfterSplitting) {
  const RouteTable table = Library();
  EXPECT_EQ(Find(table, "GET", "/v1/books/a%2Fb%3Alend"), "GetBook(a/b:lend)");
  EXPECT_EQ(Find(table, "GET", "/v1/books/%E8%A5%BF"), "GetBook(西)");
  EXPECT_THAT(table.Match("GET", "/v1/books/%FF"), RefusedBy("INVALID_UTF8"));
  EXPECT_THAT(table.Match("GET", "/v1/books/%4"), RefusedBy("BAD_URL"));
}

TEST(RouteTable, TellsAnUnknownPathFromAnUnknownVerb) {
  const RouteTable table = Library();
  EXPECT_EQ(Find(table, "DELETE", "/v1/books/7"), "allows GET,PATCH");
  EXPECT_EQ(Find(table, "GET", "/v1/books/7:lend"), "allows POST");
  for (const char* path : {"", "/", "v1/books", "/v1", "/v1/book", "/v1/books/", "/v1/books/7/",
                           "/v1/books/7/8", "//v1/books", "/v1//books", "/v1/books/7:steal",
                           "/v1/books:lend", "/V1/books", "/v1/books/:lend"}) {
    EXPECT_EQ(Find(table, "GET", path), "none") << path;
  }
}

TEST(RouteTable, LeadsToNoMethodThatOnlyServicesMayCall) {
  const RouteTable table = Library();
  for (const auto& route : table.routes()) EXPECT_NE(route->method->name(), "Reindex");
}

TEST(RouteTable, RefusesToStart) {
  const auto refusal = [](const std::string& service) {
    return std::string(
        RouteTable::Build({Service("Library"), Service(service)}).status().ToString());
  };
  EXPECT_THAT(refusal("Unguarded"), HasSubstr("hecha.library.v1.Unguarded.Get"));
  EXPECT_THAT(refusal("Unbound"), HasSubstr("has no HTTP binding"));
  EXPECT_THAT(refusal("Doubled"), AllOf(HasSubstr("hecha.library.v1.Doubled.Get"),
                                        HasSubstr("hecha.library.v1.Library.GetBook")));
  EXPECT_THAT(refusal("Exposed"), HasSubstr("only services may call it"));
  EXPECT_THAT(refusal("Misnamed"), HasSubstr("has no scalar field author"));
}

TEST(RouteTable, ListsEverythingThatIsWrong) {
  const auto status = RouteTable::Build({Service("Unguarded"), Service("Unbound")}).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition,
                               AllOf(HasSubstr("Unguarded"), HasSubstr("Unbound"))));
}

TEST(RouteTable, HoldsEveryServiceOfThisBuild) {
  EXPECT_OK(RouteTable::Build(gateway::ServedServices()));
}

TEST(PathTemplate, Parses) {
  ASSERT_OK_AND_ASSIGN(const PathTemplate parsed,
                       PathTemplate::Parse("/v1/leads/{lead.id=*}/matches/{match}:decide"));
  EXPECT_EQ(parsed.Shape(), "/v1/leads/{}/matches/{}:decide");
  EXPECT_EQ(parsed.segments[2].text, "lead.id");
  EXPECT_EQ(parsed.verb, "decide");
}

TEST(PathTemplate, RefusesWhatIsBeyondTheSubset) {
  for (const char* text :
       {"", "v1", "/", "//", "/v1/", "/v1/{a", "/v1/a}", "/v1/{}", "/v1/{a=**}", "/v1/{a=b/*}",
        "/v1/*", "/v1/{a}/{a}", "/v1/a b", "/v1/a:", "/v1/{.a}", "/v1/{a..b}", "/v1/{a}-{b}"}) {
    EXPECT_THAT(PathTemplate::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

}  // namespace
}  // namespace hecha::transcoding
