#include "gateway/transcoding/json_locator.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "services/common/base/text.h"

namespace hecha::transcoding {
namespace {

constexpr size_t kMostNamed = 8;

// An object or a list that is open.
struct Open {
  bool is_list = false;
  std::string name;
  int index = 0;
};

// As fields are called in protos: "accusedUnitIds" is accused_unit_ids.
std::string ProtoName(std::string_view name) {
  std::string proto;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') proto += '_';
    proto += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return proto;
}

// Tells `visit` of each byte that stands outside of texts, and of the last text before it, until
// `visit` says false.
template <class Visit>
void Walk(std::string_view json, size_t end, Visit visit) {
  std::string_view text;
  for (size_t at = 0; at < end; ++at) {
    if (json[at] == '"') {
      const size_t begin = ++at;
      while (at < end && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
      text = json.substr(begin, std::min(at, end) - begin);
    } else if (!visit(at, json[at], text)) {
      return;
    }
  }
}

}  // namespace

std::string FieldAt(std::string_view json, size_t offset) {
  // The outermost alone: what is nested deeper is counted, or a megabyte of brackets would be
  // fifty.
  std::vector<Open> open;
  size_t deeper = 0;
  Walk(json, std::min(offset, json.size()), [&](size_t, char c, std::string_view text) {
    const bool opens = c == '{' || c == '[';
    const bool closes = c == '}' || c == ']';
    if (open.size() == kMostNamed && (deeper > 0 || opens)) {
      if (opens) ++deeper;
      if (closes) --deeper;
      return true;
    }
    if (opens) open.push_back({.is_list = c == '[', .name = ""});
    if (closes && !open.empty()) open.pop_back();
    if (open.empty()) return true;
    if (c == ':') open.back().name = ProtoName(text);
    if (c == ',' && open.back().is_list) ++open.back().index;
    if (c == ',' && !open.back().is_list) open.back().name.clear();
    return true;
  });
  std::string field;
  for (const Open& each : open) {
    if (each.is_list)
      field += fmt::format("[{}]", each.index);
    else if (!each.name.empty() && IsUtf8(each.name))
      field += (field.empty() ? "" : ".") + each.name;
  }
  return field;
}

size_t FindInvalidUtf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    size_t length = 1;
    while (at + length < text.size() && (text[at + length] & 0xC0) == 0x80) ++length;
    if (!IsUtf8(text.substr(at, length))) return at;
    at += length;
  }
  return at;
}

size_t FindDeeperThan(std::string_view json, size_t depth) {
  size_t open = 0;
  size_t found = json.size();
  Walk(json, json.size(), [&](size_t at, char c, std::string_view) {
    if (c == '{' || c == '[') ++open;
    if ((c == '}' || c == ']') && open > 0) --open;
    if (open > depth) found = at;
    return open <= depth;
  });
  return found;
}

}  // namespace hecha::transcoding
