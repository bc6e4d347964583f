// What the suite shows at the end of the demo.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/ctl/demo_town.h"
#include "hecha/accountability/v1/evidence.pb.h"
#include "hecha/supervision/v1/ledger.pb.h"

namespace hecha::ctl {

// (division, code) → count.
using DemoTotals = std::map<std::pair<std::string, std::string>, int64_t>;

struct DemoResult {
  DemoTotals leads;
  DemoTotals lights;
  accountability::v1::Checkpoint checkpoint;
  supervision::v1::ReconcileStatisticsResponse reconciliation;
};

// The head of the evidence log as it is now.
absl::StatusOr<accountability::v1::Checkpoint> ReadCheckpoint(DemoCity& city);

// Waits until every event has come where it goes, then reads what the city office sees.
absl::StatusOr<DemoResult> ReadResult(DemoCity& city);

// What this run added.
struct DemoRun {
  int64_t leads = 0;
  int64_t signatures = 0;
  int64_t events = 0;
};

// The closing table, for a terminal.
std::string PrintTable(const std::vector<DemoTown>& towns, const DemoResult& result,
                       const DemoRun& run);

}  // namespace hecha::ctl
