#include "gateway/transcoding/path_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace hecha::transcoding {
namespace {

bool IsLiteral(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
  });
}

bool IsFieldPath(std::string_view text) {
  const bool characters = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.';
  });
  return characters && !text.empty() && !text.starts_with('.') && !text.ends_with('.') &&
         text.find("..") == std::string_view::npos;
}

}  // namespace

absl::StatusOr<PathTemplate> PathTemplate::Parse(std::string_view text) {
  const auto refuse = [text](std::string_view why) {
    return absl::InvalidArgumentError(fmt::format("path template \"{}\": {}", text, why));
  };
  PathTemplate parsed;
  std::string_view rest = text;
  if (!rest.starts_with('/')) return refuse("does not begin with '/'");
  if (const size_t colon = rest.rfind(':'); colon != std::string_view::npos) {
    parsed.verb = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!IsLiteral(parsed.verb)) return refuse("the verb is no name");
  }
  std::set<std::string> fields;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const size_t slash = rest.find('/');
    std::string_view segment = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
    const bool variable = segment.starts_with('{') && segment.ends_with('}');
    if (variable) {
      segment = segment.substr(1, segment.size() - 2);
      if (segment.ends_with("=*")) segment.remove_suffix(2);
      if (!IsFieldPath(segment)) return refuse("a variable is no field path");
      if (!fields.insert(std::string(segment)).second) return refuse("a field is bound twice");
    } else if (!IsLiteral(segment)) {
      return refuse("a segment is neither a name nor a variable");
    }
    parsed.segments.push_back({std::string(segment), variable});
  }
  return parsed;
}

std::string PathTemplate::Shape() const {
  std::string shape;
  for (const Segment& segment : segments) {
    shape += '/';
    shape += segment.variable ? "{}" : segment.text;
  }
  if (!verb.empty()) shape += ':' + verb;
  return shape;
}

}  // namespace hecha::transcoding
