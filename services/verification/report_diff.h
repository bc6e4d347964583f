// A ReportDiff tells two versions of a report apart, section by section and line by line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/verification/report.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.ReportDiff.Line.Change.
enum class LineChange : uint8_t { kSame = 1, kRemoved, kAdded };

struct DiffLine {
  LineChange change = LineChange::kSame;
  std::string text;
};

struct ReportDiff {
  struct Section {
    // "step 2", and "核查措施 2".
    std::string name;
    std::string title;
    std::vector<DiffLine> lines;
  };
  int from = 0;
  int to = 0;
  // Those that differ, in the order of the form.
  std::vector<Section> sections;
};

// DataLoss if a form is none.
absl::StatusOr<ReportDiff> CompareReports(const Report& from, const Report& to);

// The fewest removals and additions that make `to` out of `from`, in order; all lines of both
// where there are thousands of them.
std::vector<DiffLine> CompareLines(std::span<const std::string> from,
                                   std::span<const std::string> to);

}  // namespace hecha::verification
