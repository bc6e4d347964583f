// Checks an exported report (ReportExport in verification/v1/report.proto) offline: that two
// people of two units signed exactly these bytes, each with a key that another person had
// confirmed, and that the evidence log knows all of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "hecha/verification/v1/report.pb.h"

namespace hecha::ctl {

// What was proven.
struct VerifiedReport {
  std::string case_id;
  int version = 0;
  std::string lead_no;
  std::string outcome;
  // Lower-case hexadecimal.
  std::string hash;
  // "UNIT_HEAD 王某 2019-04-15T01:02:03.000000Z".
  std::vector<std::string> signatures = {};
  std::string log;
  int64_t tree_size = 0;
};

// Reads the file's bytes. DataLoss unless they are, to the last byte, what the suite would have
// written.
absl::StatusOr<verification::v1::ReportExport> ParseExport(std::string_view file);

// DataLoss that says what does not hold. `verifier_key` is the log's key (C2SP vkey), known from
// elsewhere.
absl::StatusOr<VerifiedReport> VerifyReport(const verification::v1::ReportExport& exported,
                                            std::string_view verifier_key);

}  // namespace hecha::ctl
