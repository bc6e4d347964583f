// A JointFileStore persists joint files. Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/consultation/joint_file.h"

namespace hecha::consultation {

class JointFileStore {
 public:
  // AlreadyExists if the transfer has a joint file.
  absl::Status Insert(db::Transaction& transaction, const JointFile& file) const;

  // Saves a file whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const JointFile& file) const;

  // NotFound if there is no such joint file.
  absl::StatusOr<JointFile> Find(db::Transaction& transaction, JointFileId id) const;

  // A page, and one more where there is one, newest first, of the files under a division
  // prefix; those of one police unit where `police_unit` is set.
  absl::StatusOr<std::vector<JointFile>> List(db::Transaction& transaction,
                                              const std::string& division,
                                              std::optional<UnitId> police_unit,
                                              const Page& page) const;
};

}  // namespace hecha::consultation
