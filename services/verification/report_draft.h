// A ReportDraft 报告草稿 is what the team has written of a case's next report. Nobody answers for
// it: what is answered for is the report that Case::Submit freezes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::verification {

// Characters that a report, and so its draft, may have.
inline constexpr size_t kMaxReport = 20'000;

struct ReportDraft {
  CaseId case_id;
  // 1 before anything was saved.
  int64_t version = 1;
  // Empty where nothing was saved since the last report was frozen; then the rest says nothing.
  std::string text;
  UserId saved_by;
  absl::Time saved_at;
};

}  // namespace hecha::verification
