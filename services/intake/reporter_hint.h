// Passages of a lead's text that may tell who reported it. A warning for the office, which decides
// what the verifying unit needs; found by form, so that it may miss some and flag others, and where
// the reporter gave a name, by what that identity says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/intake/lead.h"
#include "services/intake/vault.h"

namespace hecha::intake {

// The passages of UTF-8 `text`, each once, 20 at most: what follows words such as “我叫”,
// “联系电话” or “家住”, then phone and ID numbers as everybody would write them.
std::vector<std::string> ReporterHints(std::string_view text);

// The passages of `text` that say what `identity` does, as they stand there: the name, the phone or
// ID number however it is grouped, the address without the division that it begins with.
std::vector<std::string> PassagesNaming(const ReporterIdentity& identity, std::string_view text);

// What of a registration somebody wrote in own words and a unit is shown.
std::string FreeTextOf(const Registration& registered);

// ReporterHints of what a unit would be shown of the lead, and what names its reporter.
std::vector<std::string> ReporterHintsOf(const Lead& lead);

// InvalidArgument HINTS_UNACKNOWLEDGED if the lead has hints and nobody took note of them.
absl::Status CheckHintsAcknowledged(const Lead& lead, bool acknowledged);

}  // namespace hecha::intake
