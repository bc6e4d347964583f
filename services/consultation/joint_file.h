// A JointFile 同步立案 pairs the case of the police with that of the discipline commission (plan
// 三（五）: “与政法机关同步立案、同步调查、集中办理”), and alarms when one lags behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/consultation/transfer.h"

namespace hecha::consultation {

// Numbers equal those of hecha.consultation.v1.
enum class Side : uint8_t { kPolice = 1, kDiscipline };
enum class JointFileState : uint8_t { kOpen = 1, kClosed };

// The side's name in events: "POLICE".
std::string_view SideName(Side side);

struct Filing {
  std::string filing_no;
  absl::Time filed_at;
};

struct JointFile;
using JointFileId = Id<JointFile>;

struct JointFile {
  JointFileId id;
  int64_t version = 0;
  TransferId transfer;
  LeadId lead;
  std::string division;
  UnitId police_unit;
  // Whether the lead accuses that unit, as was learnt since: it hears no more of the file.
  bool police_barred = false;
  JointFileState state = JointFileState::kOpen;
  absl::Time opened_at;
  std::optional<absl::Time> closed_at;
  std::optional<Filing> police;
  std::optional<Filing> discipline;

  // A new file, OPEN, version 1. FailedPrecondition before the transfer is acknowledged;
  // InvalidArgument if the opener's own unit would stand on both sides.
  static absl::StatusOr<JointFile> Open(JointFileId id, const Transfer& transfer,
                                        UnitId police_unit, const Actor& opener, absl::Time now);

  // Records the filing of the actor's own side, once. Counts the version up; on any refusal
  // nothing changes.
  absl::Status File(const Actor& actor, Side side, Filing filing, absl::Time now);
  // OPEN → CLOSED, once both sides have filed; police that must stand aside are not waited for.
  absl::Status Close(absl::Time now);

  // Whole days between the two filings, or from the first until `now`; 0 before any.
  int GapDays(absl::Time now) const;
  // Whether the gap is longer than what still counts as filing together.
  bool GapAlarm(absl::Time now) const;

  // The commission, and the head of the police unit that files with it.
  bool VisibleTo(const Actor& actor) const;
};

}  // namespace hecha::consultation
