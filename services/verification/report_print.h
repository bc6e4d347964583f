// What a report looks like on paper.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/print/document.h"
#include "services/verification/case.h"
#include "services/verification/report.h"

namespace hecha::verification {

// Who looks at it, and when: the watermark.
struct Viewer {
  std::string name;
  absl::Time now;
};

// 核查报告; 办结报告 where the outcome is 已处理完毕. `endorsements` are those under this version.
// DataLoss if its form is none.
absl::StatusOr<print::Document> ReportDocument(const Case& subject, const Report& report,
                                               const std::vector<Endorsement>& endorsements,
                                               const Viewer& viewer);

// 反馈告知书: what the reporter is told, and nothing else. FailedPrecondition NO_FEEDBACK where
// there is nobody to tell or nothing was told yet.
absl::StatusOr<print::Document> FeedbackDocument(const Case& subject, const Viewer& viewer);

}  // namespace hecha::verification
