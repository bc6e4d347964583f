// Sets up the demo city of demo_data.h.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "gateway/directory/directory.h"
#include "services/common/base/clock.h"

namespace hecha::directory {

// Adds what is missing of the demo's divisions, units and users, and leaves what is there as it
// is, passwords included: it can be run again at any time, also after it was cut short.
//
// The users are written to `file`, readable by its owner alone, as a JSON array of
// {"username", "password", "role", "division", "unitId", "userId"}. Passwords are random and
// exist nowhere else. A user that exists but is not in `file` is written without a password.
absl::Status SeedDemo(Directory& directory, const Clock& clock, const std::string& file);

}  // namespace hecha::directory
