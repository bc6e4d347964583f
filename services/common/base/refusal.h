// How a rule says no: a status that names the rule and the field, in Chinese and English.
//
// Rules, stores and services return plain absl::Status; common/rpc turns the refusal that
// rides on it into google.rpc details at the edge (AIP-193).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hecha {

// What a refused caller is told.
struct Refusal {
  // Constant name of the rule: "INVESTIGATOR_MAY_NOT_SIGN". Stable; clients match on it.
  std::string rule;
  // Path of the offending request field in snake_case ("deadline", "allegations[2].text");
  // empty where the state, not the input, stands in the way.
  std::string field;
  std::string zh;
  std::string en;
  // The version that there is now, where the caller's was another (AIP-154); 0 elsewhere.
  int64_t current_version = 0;
};

// A bad value in the request: InvalidArgument.
absl::Status RefuseField(std::string_view rule, std::string_view field, std::string_view zh,
                         std::string_view en);

// The object is not in a state that allows this: FailedPrecondition.
absl::Status RefuseState(std::string_view rule, std::string_view zh, std::string_view en);

// The caller may not do this: PermissionDenied.
absl::Status RefuseCaller(std::string_view rule, std::string_view zh, std::string_view en);

// Nothing the caller may know of has this name: NotFound. Says the same for what does not
// exist and for what the caller may not see.
absl::Status RefuseUnknown(std::string_view noun_zh, std::string_view noun_en);

// The caller's copy is stale: Aborted. Tells `current_version`, so that a client can show the
// caller's edit beside what it would have overwritten; 0 where that is not known.
absl::Status RefuseStale(int64_t current_version = 0);

// Any other code.
absl::Status Refuse(absl::StatusCode code, Refusal refusal);

// The refusal that rides on `status`, if one does.
std::optional<Refusal> RefusalOf(const absl::Status& status);

}  // namespace hecha
