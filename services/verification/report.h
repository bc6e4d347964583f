// A Report 核查报告 is one frozen version of what a case found: its canonical form and the hash
// that signatories sign.
//
// The canonical form is documented byte for byte in
// protos/hecha/verification/v1/report.proto: the line "hecha-report-v2" and then fields
// `NAME SP LENGTH SP VALUE LF`, LENGTH in bytes, in a fixed order. A change of one byte of it
// needs a new first line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/verification/endorsement.h"
#include "services/verification/outcome.h"

namespace hecha::verification {

inline constexpr std::string_view kReportTag = "hecha-report-v2";

struct Report {
  // From 1.
  int version = 0;
  Outcome outcome = Outcome::kUnverifiable;
  // The canonical form, and its SHA-256.
  std::string form;
  std::string hash;
  UserId submitted_by;
  absl::Time submitted_at;
  // When it went up to the city, if it did.
  std::optional<absl::Time> reported_at;
  std::optional<absl::Time> voided_at;
  std::string void_reason;
};

// A time as canonical forms and signed payloads write it: "2019-04-15T01:02:03.000004Z".
std::string CanonicalTime(absl::Time time);

// The canonical form of `report` (all but form and hash are read) with the words `text`, drawn
// from the plan, steps and findings of `subject`, each of whose allegations has a finding.
std::string CanonicalForm(const Case& subject, const Report& report, std::string_view text);

}  // namespace hecha::verification
