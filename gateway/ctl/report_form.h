// The canonical form of a report, read by the letter of verification/v1/report.proto.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace hecha::ctl {

// Its fields by name; those of one name in their order. DataLoss for anything else than a form, and
// for one that lacks its case, version, lead, unit or outcome.
absl::StatusOr<std::multimap<std::string, std::string>> ParseForm(std::string_view form);

}  // namespace hecha::ctl
