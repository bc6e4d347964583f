// What the demo city tells its citizens: the self-check guide, two case notes and where to report.
// The cases are invented, and say so.
#pragma once

#include "absl/status/status.h"
#include "gateway/ctl/settings.h"

namespace hecha::ctl {

// One of the city office drafts each text, another approves it. Does nothing where the city has
// publications already.
absl::Status SeedPublicity(const Settings& settings);

}  // namespace hecha::ctl
