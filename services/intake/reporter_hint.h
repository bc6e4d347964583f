// Passages of a lead's text that may tell who reported it. A warning for the office, which decides
// what the verifying unit needs; found by form alone, so that it may miss some and flag others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hecha::intake {

// The passages of UTF-8 `text`, each once, 20 at most: what follows words such as “我叫”,
// “联系电话” or “家住”, then phone and ID numbers as everybody would write them.
std::vector<std::string> ReporterHints(std::string_view text);

}  // namespace hecha::intake
