#include "gateway/proxy/town_hint.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/slice.h>

#include <algorithm>

namespace hecha::proxy {
namespace {

using google::protobuf::internal::WireFormatLite;

constexpr char kField[] = "division";
constexpr std::string_view kMember = "\"division\"";
// GB/T 2260, extended to towns and villages.
constexpr size_t kLongestCode = 12;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string CodeAt(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  const auto length = static_cast<size_t>(end - text.begin());
  return length <= kLongestCode ? std::string(text.substr(0, length)) : std::string();
}

void SkipSpace(std::string_view& text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t\r\n")));
}

}  // namespace

std::string TownInJson(std::string_view json) {
  const size_t at = json.find(kMember);
  if (at == std::string_view::npos) return "";
  json.remove_prefix(at + kMember.size());
  for (char expected : {':', '"'}) {
    SkipSpace(json);
    if (!json.starts_with(expected)) return "";
    json.remove_prefix(1);
  }
  return CodeAt(json);
}

std::string TownInMessage(const google::protobuf::Descriptor& type,
                          const grpc::ByteBuffer& message) {
  const google::protobuf::FieldDescriptor* field = type.FindFieldByName(kField);
  grpc::Slice bytes;
  if (field == nullptr || !message.DumpToSingleSlice(&bytes).ok()) return "";
  google::protobuf::io::CodedInputStream input(bytes.begin(), static_cast<int>(bytes.size()));
  const uint32_t wanted =
      WireFormatLite::MakeTag(field->number(), WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  while (const uint32_t tag = input.ReadTag()) {
    std::string value;
    if (tag == wanted) return WireFormatLite::ReadBytes(&input, &value) ? CodeAt(value) : "";
    if (!WireFormatLite::SkipField(&input, tag)) break;
  }
  return "";
}

}  // namespace hecha::proxy
