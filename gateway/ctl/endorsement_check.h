// What a signatory's computer makes sure of before anything is signed, as the desk does.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hecha/directory/v1/user.pb.h"
#include "hecha/verification/v1/endorsement.pb.h"
#include "hecha/verification/v1/report.pb.h"

namespace hecha::ctl {

// The bytes that `signer` signs for the report of `case_id`, built here from the form and the
// liability text that are shown. FailedPrecondition that says what does not hold, if the report is
// another, the capacity is not the signer's, the time is not the present, or `prepared` has other
// bytes.
absl::StatusOr<std::string> BuildEndorsement(
    const std::string& case_id, const verification::v1::PrepareEndorsementResponse& prepared,
    const verification::v1::Report& report, const directory::v1::User& signer, absl::Time now);

}  // namespace hecha::ctl
