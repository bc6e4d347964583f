// A CaseTemplate 核查模板 is what a sector's cases have in common: the skeleton of a plan, the
// usual steps, the documents to ask for. Data with an effective date.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace hecha::verification {

struct CaseTemplate {
  // Code of hecha.intake.v1, which verification only shows.
  int sector = 0;
  absl::Time effective_at;
  std::string plan;
  std::vector<std::string> steps;
  std::vector<std::string> documents;
};

}  // namespace hecha::verification
