// The path templates of google.api.http that hecha uses (AIP-127):
//
//   Template = "/" Segment { "/" Segment } [ ":" verb ]
//   Segment  = literal | "{" field { "." field } [ "=*" ] "}"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace hecha::transcoding {

struct PathTemplate {
  struct Segment {
    // The literal text, or the dotted path of the request field that takes the segment.
    std::string text;
    bool variable = false;
  };
  std::vector<Segment> segments;
  // What follows the last ':', without it; empty if nothing does.
  std::string verb;

  // InvalidArgument that says what is wrong with `text`.
  static absl::StatusOr<PathTemplate> Parse(std::string_view text);

  // The template with every variable written "{}": two templates of one shape match the same
  // paths.
  std::string Shape() const;
};

}  // namespace hecha::transcoding
