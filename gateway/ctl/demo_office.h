// What the demo's towns do besides their leads, over native gRPC: sealed transfers, a meeting of
// departments, a problem that is put right.
#pragma once

#include "absl/status/status.h"
#include "gateway/ctl/demo_town.h"

namespace hecha::ctl {

// The town's commission takes every transfer that waits for it, files its case together with the
// police, and records its decision, which closes the lead. The newest is left waiting, so that
// a sealed lead is there to be seen.
absl::Status ConcludeTransfers(DemoTown& town);

// A meeting of departments, from its proposal to the last resolution; one unit dissents.
absl::Status HoldMeeting(DemoTown& town);

// The office raises a problem, the unit puts it right, the leader strikes it off.
absl::Status StrikeOffProblem(DemoTown& town);

}  // namespace hecha::ctl
