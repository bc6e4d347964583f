// What the JSON reader refuses, by rule and path, and that nothing makes it crash.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <random>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/query.h"
#include "services/common/base/refusal.h"
#include "tests/gateway/library.pb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::transcoding {
namespace {

using library::v1::Everything;
using library::v1::ListBooksRequest;

absl::Status Read(std::string_view json) {
  Everything message;
  return ReadJson(json, message);
}

// "RULE path" of a refusal.
std::string Refused(std::string_view json) {
  const absl::Status status = Read(json);
  const std::optional<Refusal> refusal = RefusalOf(status);
  if (!refusal.has_value()) return status.ToString();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(refusal->zh.empty());
  EXPECT_FALSE(refusal->en.empty());
  return refusal->rule + " " + refusal->field;
}

TEST(JsonRefusal, NamesTheFieldThatTheMessageLacks) {
  EXPECT_EQ(Refused(R"({"nonsense": 1})"), "UNKNOWN_FIELD nonsense");
  EXPECT_EQ(Refused(R"({"child": {"children": [{}, {"oops": 1}]}})"),
            "UNKNOWN_FIELD child.children[1].oops");
  EXPECT_EQ(Refused(R"({"booksByYear": {"2019": {"oops": 1}}})"),
            R"(UNKNOWN_FIELD books_by_year["2019"].oops)");
  EXPECT_EQ(Refused(R"({"": 1})"), "UNKNOWN_FIELD ");
  EXPECT_EQ(Refused(R"({"a\u001fb\u0000:": 1})"), std::string("UNKNOWN_FIELD a\x1f"
                                                              "b\0:",
                                                              19));
}

TEST(JsonRefusal, RefusesAFieldThatComesTwice) {
  EXPECT_EQ(Refused(R"({"text": "a", "text": "b"})"), "DUPLICATE_FIELD text");
  EXPECT_EQ(Refused(R"({"oddName": 1})"), "UNKNOWN_FIELD oddName");
  EXPECT_EQ(Refused(R"({"odd_name": "a", "veryOdd": "b"})"), "DUPLICATE_FIELD odd_name");
  EXPECT_EQ(Refused(R"({"byName": "a", "byNumber": 1})"), "ONEOF_CONFLICT by_number");
  EXPECT_EQ(Refused(R"({"labels": {"a": "b", "": "c", "a": "d"}})"),
            R"(DUPLICATE_FIELD labels["a"])");
  EXPECT_EQ(Refused(R"({"booksByYear": {"1": {}, "2": {}, "01": {}}})"),
            R"(DUPLICATE_FIELD books_by_year["01"])");
}

TEST(JsonRefusal, NamesTheValueOfAWrongType) {
  EXPECT_EQ(Refused(R"({"i32": "x"})"), "WRONG_TYPE i32");
  EXPECT_EQ(Refused(R"({"i32": 1.5})"), "WRONG_TYPE i32");
  EXPECT_EQ(Refused(R"({"i32": true})"), "WRONG_TYPE i32");
  EXPECT_EQ(Refused(R"({"text": 1})"), "WRONG_TYPE text");
  EXPECT_EQ(Refused(R"({"text": {}})"), "WRONG_TYPE text");
  EXPECT_EQ(Refused(R"({"flag": 1})"), "WRONG_TYPE flag");
  EXPECT_EQ(Refused(R"({"words": "a"})"), "WRONG_TYPE words");
  EXPECT_EQ(Refused(R"({"words": ["a", null]})"), "WRONG_TYPE words[1]");
  EXPECT_EQ(Refused(R"({"words": [["a"]]})"), "WRONG_TYPE words[0]");
  EXPECT_EQ(Refused(R"({"child": 1})"), "WRONG_TYPE child");
  EXPECT_EQ(Refused(R"({"child": []})"), "WRONG_TYPE child");
  EXPECT_EQ(Refused(R"({"labels": []})"), "WRONG_TYPE labels");
  EXPECT_EQ(Refused(R"({"labels": {"a": null}})"), R"(WRONG_TYPE labels["a"])");
  EXPECT_EQ(Refused(R"({"booksByYear": {"x": {}}})"), R"(WRONG_TYPE books_by_year["x"])");
  EXPECT_EQ(Refused(R"([])"), "WRONG_TYPE ");
  EXPECT_EQ(Refused(R"("text")"), "WRONG_TYPE ");
}

TEST(JsonRefusal, NamesTheValueThatIsOutOfRange) {
  EXPECT_EQ(Refused(R"({"i32": 2147483648})"), "OUT_OF_RANGE i32");
  EXPECT_EQ(Refused(R"({"u32": -1})"), "OUT_OF_RANGE u32");
  EXPECT_EQ(Refused(R"({"i64": "9223372036854775808"})"), "OUT_OF_RANGE i64");
  EXPECT_EQ(Refused(R"({"i64": 1e30})"), "OUT_OF_RANGE i64");
  EXPECT_EQ(Refused(R"({"u64": 1e30})"), "OUT_OF_RANGE u64");
  EXPECT_EQ(Refused(R"({"narrow": 1e300})"), "OUT_OF_RANGE narrow");
  EXPECT_EQ(Refused(R"({"genre": "GENRE_NONE"})"), "UNKNOWN_ENUM_VALUE genre");
  EXPECT_EQ(Refused(R"({"genre": 99})"), "UNKNOWN_ENUM_VALUE genre");
  EXPECT_EQ(Refused(R"({"at": "yesterday"})"), "BAD_TIMESTAMP at");
  EXPECT_EQ(Refused(R"({"at": "2019-02-30T00:00:00Z"})"), "BAD_TIMESTAMP at");
  EXPECT_EQ(Refused(R"({"at": "10000-01-01T00:00:00Z"})"), "BAD_TIMESTAMP at");
  EXPECT_EQ(Refused(R"({"took": "3"})"), "BAD_DURATION took");
  for (const char* mask : {"a,.b", "a..b", "a.", ",a", "a(b,c)", "a_b"})
    EXPECT_EQ(Refused(fmt::format(R"({{"mask": "{}"}})", mask)), "BAD_FIELD_MASK mask") << mask;
  EXPECT_OK(Read(R"({"mask": ""})"));
  EXPECT_EQ(Refused(R"({"blob": "a*=="})"), "BAD_BASE64 blob");
  EXPECT_EQ(Refused(R"({"blob": "abcde"})"), "BAD_BASE64 blob");
  EXPECT_EQ(Refused(R"({"blob": "/_8="})"), "BAD_BASE64 blob");
}

TEST(JsonRefusal, RefusesWhatIsNoJson) {
  for (const char* json : {"", " ", "{", "{}{}", "{\"a\":}", "{'text': 'a'}", "{\"text\": \"a\",}",
                           "{\"i32\": 01}", "{\"real\": NaN}", "{\"text\": \"a\nb\"}", "nul",
                           "{\"text\": \"\\ud800\"}", "{\"text\": \"\\x\"}"}) {
    EXPECT_EQ(Refused(json), "MALFORMED_JSON ") << json;
  }
}

TEST(JsonRefusal, RefusesTextThatIsNotUtf8) {
  for (const char* bytes : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xE8\xA5", "\xF4\x90\x80\x80"}) {
    EXPECT_EQ(Refused(std::string(R"({"text": ")") + bytes + R"("})"), "INVALID_UTF8 text");
  }
}

TEST(JsonRefusal, RefusesBottomlessNesting) {
  const auto nested = [](int depth, const char* open, const char* close) {
    std::string json = "{\"child\":";
    for (int i = 0; i < depth; ++i) json += open;
    json += "{}";
    for (int i = 0; i < depth; ++i) json += close;
    return json + "}";
  };
  EXPECT_OK(Read(nested(kMaxJsonDepth - 1, "{\"child\":", "}")));
  const std::string nest = "TOO_DEEP child.child.child.child.child.child.child.child";
  EXPECT_THAT(Refused(nested(kMaxJsonDepth, "{\"child\":", "}")), testing::StartsWith(nest));
  EXPECT_EQ(Refused(nested(100'000, "{\"child\":", "}")), nest);
  EXPECT_EQ(Refused(std::string(100'000, '[')), "MALFORMED_JSON ");
  EXPECT_EQ(Refused(std::string(100'000, '[') + std::string(100'000, ']')),
            "TOO_DEEP [0][0][0][0][0][0][0][0]");
  EXPECT_OK(Read("{}"));
}

TEST(JsonRefusal, NamesTheFieldOfATextThatNoParserTakes) {
  EXPECT_EQ(Refused("{\"i32\":1,\"child\":{\"words\":[\"a\",\"b\xFF\"]}}"),
            "INVALID_UTF8 child.words[1]");
  EXPECT_EQ(Refused("{\"booksByYear\":{\"2019\":\"\xC0\xAF\"}}"),
            "INVALID_UTF8 books_by_year.2019");
  EXPECT_EQ(Refused("{\"text\":\"said: \\\"{[,\\\"\",\"words\":[\"\x80\"]}"),
            "INVALID_UTF8 words[0]")
      << "what a text says is no structure";
  EXPECT_EQ(Refused("{\"\xFF\":1}"), "INVALID_UTF8 ") << "a name itself has no field";
  EXPECT_EQ(Refused(R"({"child":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}"),
            "TOO_DEEP child[0][0][0][0][0][0][0]");
  EXPECT_EQ(Refused(std::string(100'000, '[') + "\xFF"), "INVALID_UTF8 [0][0][0][0][0][0][0][0]");
  EXPECT_EQ(Refused(R"({"child":)" + std::string(20, '[') + "1,2" + std::string(20, ']') +
                    ",\"words\":[\"a\",\"\xFF\"]}"),
            "INVALID_UTF8 words[1]")
      << "what was nested too deeply to be named is over";
}

TEST(JsonRefusal, SurvivesMutilatedDocuments) {
  const std::string whole =
      R"({"i32":5,"text":"西岗镇","child":{"words":["a","b"],"at":"2019-04-15T08:00:00Z"},)"
      R"("labels":{"k":"v"},"booksByYear":{"2019":{"pages":"3"}},"blob":"AAE=","real":1.5e3})";
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string json = whole;
    for (uint32_t n = random() % 4 + 1; n > 0; --n) {
      const size_t at = random() % json.size();
      switch (random() % 3) {
        case 0:
          json[at] = static_cast<char>(random());
          break;
        case 1:
          json.erase(at, random() % 8);
          break;
        default:
          json.insert(at, json.substr(random() % json.size(), random() % 8));
      }
      if (json.empty()) json = "{";
    }
    Everything message;
    const absl::Status status = ReadJson(json, message);
    ASSERT_TRUE(status.ok() || RefusalOf(status).has_value()) << json;
    // We are stricter than the util in places, never laxer.
    Everything by_util;
    if (status.ok()) {
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &by_util).ok()) << json;
    }
  }
}

TEST(Query, SetsScalarsListsAndNestedFields) {
  ListBooksRequest request;
  ASSERT_OK(ReadQuery({{"pageSize", "20"},
                       {"page_token", "x"},
                       {"filter.genres", "GENRE_LAW"},
                       {"filter.genres", "2"},
                       {"filter.printedAfter", "2019-04-15T08:00:00Z"},
                       {"tags", "a"},
                       {"tags", "b"},
                       {"lent", "true"}},
                      request));
  EXPECT_EQ(request.ShortDebugString(),
            "page_size: 20 page_token: \"x\" filter { genres: GENRE_LAW genres: GENRE_POETRY "
            "printed_after { seconds: 1555315200 } } tags: \"a\" tags: \"b\" lent: true");
}

TEST(Query, RefusesWhatTheRequestLacks) {
  ListBooksRequest request;
  EXPECT_THAT(ReadQuery({{"nonsense", "1"}}, request), RefusedBy("UNKNOWN_FIELD"));
  EXPECT_THAT(ReadQuery({{"filter", "1"}}, request), RefusedBy("UNKNOWN_FIELD"));
  EXPECT_THAT(ReadQuery({{"tags.x", "1"}}, request), RefusedBy("UNKNOWN_FIELD"));
  EXPECT_THAT(ReadQuery({{"filter.", "1"}}, request), RefusedBy("UNKNOWN_FIELD"));
  EXPECT_THAT(ReadQuery({{"pageSize", "1"}, {"page_size", "2"}}, request),
              RefusedBy("DUPLICATE_FIELD"));
  EXPECT_THAT(ReadQuery({{"lent", "yes"}}, request), RefusedBy("WRONG_TYPE"));
  Everything everything;
  EXPECT_THAT(ReadQuery({{"labels", "x"}}, everything), RefusedBy("UNKNOWN_FIELD"));
  EXPECT_THAT(ReadQuery({{"children", "x"}}, everything), RefusedBy("UNKNOWN_FIELD"));
}

}  // namespace
}  // namespace hecha::transcoding
