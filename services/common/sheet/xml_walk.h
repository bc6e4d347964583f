// Walks through an XML document and tells of its elements, over expat.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hecha::sheet {

using XmlAttributes = std::map<std::string, std::string>;

// What is told; names come without their namespace prefix. `start` and `end` may stop the walk by
// returning an error, which WalkXml returns.
struct XmlWalker {
  std::function<absl::Status(std::string_view name, const XmlAttributes&)> start;
  std::function<void(std::string_view text)> text = [](std::string_view) {};
  std::function<absl::Status(std::string_view name)> end = [](std::string_view) {
    return absl::OkStatus();
  };
};

// InvalidArgument NOT_A_WORKBOOK for a document that is not well-formed or declares entities, by
// which a short document could become a long one.
absl::Status WalkXml(std::string_view document, XmlWalker walker);

}  // namespace hecha::sheet
