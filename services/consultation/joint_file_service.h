// A JointFileService runs the use cases of joint files. Safe for concurrent use.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/consultation/joint_file_store.h"
#include "services/consultation/lead_mark_store.h"
#include "services/consultation/transfer_store.h"

namespace hecha::consultation {

class JointFileService {
 public:
  JointFileService(events::Journal& journal, TransferStore transfers)
      : journal_(journal), transfers_(transfers) {}

  // NotFound for a transfer that is not open to the caller; FailedPrecondition if it has a
  // joint file already; InvalidArgument UNIT_MUST_STAND_ASIDE for a unit that the lead accuses.
  absl::StatusOr<JointFile> Open(const Call& call, TransferId transfer, UnitId police_unit);

  // NotFound for a file that the caller may not know of.
  absl::StatusOr<JointFile> Get(const Call& call, JointFileId id);
  // A page as JointFileStore::List reads it, within the caller's scope.
  absl::StatusOr<std::vector<JointFile>> List(const Call& call, const Page& page);

  // See JointFile.
  absl::StatusOr<JointFile> File(const Call& call, JointFileId id, Side side, const Filing& filing);
  absl::StatusOr<JointFile> Close(const Call& call, JointFileId id);

 private:
  events::Journal& journal_;
  const TransferStore transfers_;
  const JointFileStore files_{};
  const LeadMarkStore marks_{};
};

}  // namespace hecha::consultation
