// The demo's custodians: in every town the clerk and the office director, so that a named report
// works out of the box.
//
// Their key files lie on the machine of the suite, and so does the passphrase: whoever has the
// machine has the names. Real custodians make their keys on computers of their own.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "gateway/ctl/settings.h"

namespace hecha::ctl {

// Makes the key files in `directory` that are not there, and has each enrolled and confirmed that
// is not. May be run again at any time.
absl::Status SeedCustodians(const Settings& settings, const std::string& directory);

}  // namespace hecha::ctl
