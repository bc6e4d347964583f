// The JSON codec beside google::protobuf::util, which defines the mapping: what ours takes is the
// same message to the util, what ours writes the util reads as it was, and where only one of the
// two takes a text, the difference is on a list.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/json_writer.h"
#include "hecha/intake/v1/lead.pb.h"
#include "services/common/base/refusal.h"
#include "tests/fuzz/target.h"
#include "tests/gateway/library.pb.h"

namespace hecha::fuzz {
namespace {

using google::protobuf::Message;

// Equal for equal messages, to the last bit of a double.
std::string BytesOf(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// What ours refuses though the util takes it, by the rule that refuses. The util takes text that is
// no JSON at all (comments, other quotes); keeps the last of what comes twice, numbers of codes
// without a name, and bytes that are no characters; and reads null as an empty value of a list or
// map, lists of lists as lists, and masks that no field has.
constexpr std::string_view kStricter[] = {
    "MALFORMED_JSON", "DUPLICATE_FIELD",    "ONEOF_CONFLICT", "INVALID_UTF8",
    "WRONG_TYPE",     "UNKNOWN_ENUM_VALUE", "BAD_FIELD_MASK",
};

bool IsJson(std::string_view text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag>(
      text.data(), text.size());
  return !document.HasParseError();
}

// The one leniency of ours: a code's name without the prefix of its type.
bool HasShortCode(const google::protobuf::util::Status& util) {
  return util.message().find("TYPE_ENUM") != google::protobuf::StringPiece::npos;
}

template <class Example>
void CheckWritten(const Example& message) {
  Example again;
  const std::string written = transcoding::WriteJson(message);
  Check(google::protobuf::util::JsonStringToMessage(written, &again).ok(),
        "what ours writes the util takes");
  Check(BytesOf(message) == BytesOf(again), "the util reads what was written");
}

template <class Example>
void Compare(std::string_view input) {
  Example ours;
  const absl::Status read = transcoding::ReadJson(input, ours);
  Example theirs;
  const auto util = google::protobuf::util::JsonStringToMessage(std::string(input), &theirs);
  if (read.ok()) {
    Check(util.ok() || HasShortCode(util), "what ours takes the util takes");
    if (util.ok()) Check(BytesOf(ours) == BytesOf(theirs), "both read the same message");
    CheckWritten(ours);
  } else if (util.ok()) {
    const std::string rule = RefusalOf(read)->rule;
    Check(std::ranges::find(kStricter, rule) != std::end(kStricter),
          "what the util alone takes is refused by a rule that is known to be stricter");
    Check(rule != "MALFORMED_JSON" || !IsJson(input), "no JSON is called malformed");
  }
}

void Run(std::string_view input) {
  // What the util says of what it refuses is no news.
  const google::protobuf::LogSilencer silence;
  Compare<library::v1::Everything>(input);
  Compare<intake::v1::CreateLeadRequest>(input);
}

const bool kRegistered = Register({"codec", Run});

}  // namespace
}  // namespace hecha::fuzz
