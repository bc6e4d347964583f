// The JSON codec against google::protobuf::util, which defines the mapping: what either writes
// the other reads, for messages made of every kind of field with random contents.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <limits>
#include <random>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/json_writer.h"
#include "gateway/transcoding/text_forms.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/common/base/text.h"
#include "tests/gateway/library.pb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using library::v1::Everything;

std::string UtilWrite(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return json;
}

bool UtilRead(const std::string& json, Message& message) {
  return google::protobuf::util::JsonStringToMessage(json, &message).ok();
}

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  Everything Make(int depth = 2) {
    Everything all;
    if (Coin()) all.set_i32(static_cast<int32_t>(Integer()));
    if (Coin()) all.set_i64(Integer());
    if (Coin()) all.set_u32(static_cast<uint32_t>(Integer()));
    if (Coin()) all.set_u64(static_cast<uint64_t>(Integer()));
    if (Coin()) all.set_s64(Integer());
    if (Coin()) all.set_f32(static_cast<uint32_t>(Integer()));
    if (Coin()) all.set_sf64(Integer());
    if (Coin()) all.set_real(Real());
    // Whole eighths: the util prints more digits of a float than it has.
    if (Coin()) all.set_narrow(static_cast<float>(Pick(1000)) / 8);
    if (Coin()) all.set_flag(Coin());
    if (Coin()) all.set_text(Text());
    if (Coin()) all.set_blob(Bytes());
    if (Coin()) all.set_genre(static_cast<library::v1::Genre>(Pick(3)));
    for (int n = Pick(3); n > 0; --n) all.add_numbers(Integer());
    for (int n = Pick(3); n > 0; --n) all.add_words(Text());
    for (int n = Pick(3); n > 0; --n) all.add_genres(static_cast<library::v1::Genre>(Pick(3)));
    for (int n = Pick(3); n > 0; --n) all.add_blobs(Bytes());
    for (int n = Pick(3); n > 0; --n) all.add_reals(Real());
    for (int n = Pick(3); n > 0; --n) (*all.mutable_labels())[Text()] = Text();
    for (int n = Pick(3); n > 0; --n) {
      (*all.mutable_books_by_year())[Pick(4000) - 2000].set_title(Text());
    }
    for (int n = Pick(3); n > 0; --n) (*all.mutable_counts())[Coin()] = Integer();
    if (Coin()) FillTime(*all.mutable_at());
    for (int n = Pick(3); n > 0; --n) FillTime(*all.add_times());
    if (Coin()) {
      const int sign = Coin() ? 1 : -1;
      all.mutable_took()->set_seconds(sign * (random_() % 315'576'000'000));
      all.mutable_took()->set_nanos(sign * Nanos());
    }
    if (Coin()) all.mutable_mask()->add_paths("printed_at");
    if (Coin()) all.mutable_nickname()->set_value(Text());
    if (Coin()) all.mutable_limit()->set_value(Integer());
    if (Coin()) all.mutable_agreed()->set_value(Coin());
    if (Coin()) all.mutable_raw()->set_value(Bytes());
    if (Coin()) all.set_maybe(Pick(2));
    if (Coin()) all.set_odd_name(Text());
    switch (Pick(4)) {
      case 0:
        all.set_by_name(Text());
        break;
      case 1:
        all.set_by_number(Integer());
        break;
      case 2:
        all.mutable_by_book()->set_pages(Integer());
        break;
      default:
        break;
    }
    if (depth > 0 && Coin()) *all.mutable_child() = Make(depth - 1);
    for (int n = depth > 0 ? Pick(2) : 0; n > 0; --n) *all.add_children() = Make(depth - 1);
    return all;
  }

 private:
  int Pick(int n) { return static_cast<int>(random_() % static_cast<uint64_t>(n)); }
  bool Coin() { return Pick(2) == 0; }
  int64_t Integer() {
    switch (Pick(4)) {
      case 0:
        return std::numeric_limits<int64_t>::min();
      case 1:
        return std::numeric_limits<int64_t>::max();
      case 2:
        return static_cast<int64_t>(random_());
      default:
        return Pick(100) - 50;
    }
  }
  double Real() {
    switch (Pick(6)) {
      case 0:
        return std::numeric_limits<double>::infinity();
      case 1:
        return -std::numeric_limits<double>::infinity();
      case 2:
        return std::numeric_limits<double>::max();
      case 3:
        return std::numeric_limits<double>::denorm_min();
      case 4:
        return Pick(1000);
      default:
        return std::uniform_real_distribution<double>(-1e6, 1e6)(random_);
    }
  }
  std::string Text() {
    static constexpr const char* kParts[] = {"西岗镇", "a",  "\"", "\\", "\n",   "\t",
                                             "\x01",   "/",  "<",  "é",  "𠮷野", "\x7F",
                                             "",       "\r", " ",  "&",  "'",    "\xE2\x80\xA8"};
    std::string text;
    for (int n = Pick(6); n > 0; --n) text += kParts[Pick(std::size(kParts))];
    return text;
  }
  std::string Bytes() {
    std::string bytes;
    for (int n = Pick(8); n > 0; --n) bytes += static_cast<char>(Pick(256));
    return bytes;
  }
  int32_t Nanos() {
    static constexpr int32_t kNanos[] = {0, 1, 999'999'999, 120'000'000, 123'456'000, 1'000};
    return kNanos[Pick(std::size(kNanos))];
  }
  void FillTime(google::protobuf::Timestamp& time) {
    constexpr int64_t kYear1 = -62'135'596'800;
    constexpr int64_t kSpan = 315'537'897'600;
    time.set_seconds(kYear1 + static_cast<int64_t>(random_() % kSpan));
    time.set_nanos(Nanos());
  }

  std::mt19937_64 random_;
};

TEST(JsonCodec, AgreesWithTheUtilOnRandomMessages) {
  for (uint32_t seed = 1; seed <= 2000; ++seed) {
    const Everything message = Generator(seed).Make();
    const std::string ours = WriteJson(message);
    const std::string theirs = UtilWrite(message);
    ASSERT_TRUE(IsUtf8(ours));

    // The same document, but for the order of map entries and the spelling of numbers.
    rapidjson::Document our_document;
    rapidjson::Document their_document;
    our_document.Parse<rapidjson::kParseFullPrecisionFlag>(ours.c_str());
    their_document.Parse<rapidjson::kParseFullPrecisionFlag>(theirs.c_str());
    ASSERT_FALSE(our_document.HasParseError()) << ours;
    ASSERT_TRUE(our_document == their_document) << ours << "\n" << theirs;

    Everything read_by_them;
    ASSERT_TRUE(UtilRead(ours, read_by_them)) << ours;
    ASSERT_TRUE(MessageDifferencer::Equals(read_by_them, message)) << ours;
    Everything read_by_us;
    ASSERT_OK(ReadJson(theirs, read_by_us)) << theirs;
    ASSERT_TRUE(MessageDifferencer::Equals(read_by_us, message)) << theirs;
  }
}

TEST(JsonCodec, WritesFloatsThatReadBackTheSame) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> any(-1e6f, 1e6f);
  for (int i = 0; i < 10'000; ++i) {
    Everything message;
    message.set_narrow(any(random));
    Everything read;
    ASSERT_TRUE(UtilRead(WriteJson(message), read));
    ASSERT_EQ(read.narrow(), message.narrow());
  }
}

TEST(JsonCodec, TakesEveryFormThatTheMappingAllows) {
  for (const char* json : {
           R"({"i32": "-5", "i64": 5, "u64": "18446744073709551615", "real": "1.5"})",
           R"({"i32": 1e3, "i64": 5.0, "u32": 4294967295, "real": 3, "narrow": "-Infinity"})",
           R"({"odd_name": "a"})",
           R"({"veryOdd": "a"})",
           R"({"booksByYear": {"-3": {"title": "t"}}, "books_by_year": null})",
           R"({"genre": 2, "genres": ["GENRE_LAW", 0]})",
           R"({"genre": null, "child": null, "words": null, "labels": null, "at": null})",
           R"({"blob": "-_8=", "blobs": ["+/8", ""]})",
           R"({"at": "2019-04-15T08:00:00+08:00", "took": "-3.000000001s", "mask": "aB,c.dE"})",
           R"({"nickname": "n", "limit": 7, "agreed": false, "raw": "AAE="})",
           R"({"maybe": 0})",
           R"({"text": "\ud842\udfb7\u0000"})",
           R"({"counts": {"true": "1", "false": -1}})",
           R"(  {}  )",
       }) {
    Everything theirs;
    // The util merges two names of one map; null makes the second harmless for us as well.
    if (std::string_view(json).find("books_by_year") == std::string_view::npos) {
      ASSERT_TRUE(UtilRead(json, theirs)) << json;
      Everything ours;
      ASSERT_OK(ReadJson(json, ours)) << json;
      EXPECT_TRUE(MessageDifferencer::Equals(ours, theirs)) << json << "\n"
                                                            << ours.ShortDebugString() << "\n"
                                                            << theirs.ShortDebugString();
    }
  }
}

TEST(JsonCodec, TakesAnEnumNameWithoutItsPrefix) {
  Everything message;
  ASSERT_OK(ReadJson(R"({"genre": "POETRY", "genres": ["LAW", "GENRE_LAW"]})", message));
  EXPECT_EQ(message.genre(), library::v1::GENRE_POETRY);
  EXPECT_EQ(message.genres(1), message.genres(0));
  EXPECT_THAT(ReadJson(R"({"genre": "PROSE"})", message), RefusedBy("UNKNOWN_ENUM_VALUE"));
}

TEST(JsonCodec, WritesAnAnyInPlace) {
  google::rpc::ErrorInfo info;
  info.set_reason("LEAD_CLOSED");
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  google::protobuf::Duration second;
  second.set_seconds(1);
  status.add_details()->PackFrom(second);
  EXPECT_EQ(WriteJson(status),
            R"({"code":0,"message":"","details":[)"
            R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"LEAD_CLOSED",)"
            R"("domain":"","metadata":{}},)"
            R"({"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}]})");
}

TEST(JsonCodec, WritesWhatIsOutOfRangeAsNull) {
  Everything message;
  message.mutable_at()->set_seconds(std::numeric_limits<int64_t>::max());
  message.mutable_took()->set_seconds(std::numeric_limits<int64_t>::min());
  const std::string json = WriteJson(message);
  EXPECT_NE(json.find(R"("at":null)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("took":null)"), std::string::npos) << json;
}

TEST(FormatTimestamp, KnowsLeapDaysAndTheEnds) {
  EXPECT_EQ(FormatTimestamp(0, 0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatTimestamp(951'782'399, 500'000'000), "2000-02-28T23:59:59.500Z");
  EXPECT_EQ(FormatTimestamp(951'782'400, 0), "2000-02-29T00:00:00Z");
  EXPECT_EQ(FormatTimestamp(-1, 0), "1969-12-31T23:59:59Z");
  EXPECT_EQ(FormatTimestamp(-62'135'596'800, 0), "0001-01-01T00:00:00Z");
  EXPECT_EQ(FormatTimestamp(253'402'300'799, 999'999'999), "9999-12-31T23:59:59.999999999Z");
  EXPECT_EQ(FormatTimestamp(253'402'300'800, 0), "");
}

}  // namespace
}  // namespace hecha::transcoding
