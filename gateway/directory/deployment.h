// What a deployment sets up and mends on its own computer, where nobody who is signed in may:
// divisions, units, and the accounts of the discipline commission, the city office and operators.
// Every change is told to the evidence log as the gateway's own.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gateway/directory/directory.h"

namespace hecha::directory {

using Words = std::vector<std::string>;

// put CODE NAME
absl::Status RunDivisionCommand(Directory& directory, const Clock& clock, const Words& words);

// ensure DIVISION FUNCTION NAME [SECTOR]...: with the names of the API's codes, as "discipline".
absl::Status RunUnitCommand(Directory& directory, const Clock& clock, const Words& words);

// open USERNAME UNIT_ID ROLE NAME | set-password USERNAME: the password is the first line of `in`,
// so that no list of processes shows it.
// disable USERNAME | reset-factor USERNAME
absl::Status RunUserCommand(Directory& directory, const Clock& clock, const Words& words,
                            std::istream& in);

}  // namespace hecha::directory
