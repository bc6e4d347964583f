// A UserStore keeps users. Stateless, so safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/directory/user.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"

namespace hecha::directory {

struct UserFilter {
  // Division prefix.
  std::string division;
  std::optional<UnitId> unit;
  std::optional<Role> role;
};

class UserStore {
 public:
  // AlreadyExists, which names the field, if the username is taken.
  absl::Status Insert(db::Transaction& transaction, const User& user) const;

  // Writes the version after the one that was read; Aborted if somebody was faster.
  absl::Status Update(db::Transaction& transaction, const User& user) const;

  // NotFound, as for a stranger, if there is none.
  absl::StatusOr<User> Find(db::Transaction& transaction, const UserId& id) const;

  // Those of `ids`, at least one, that there are; in no particular order.
  absl::StatusOr<std::vector<User>> FindAll(db::Transaction& transaction,
                                            const std::vector<UserId>& ids) const;

  absl::StatusOr<std::optional<User>> FindByUsername(db::Transaction& transaction,
                                                     const std::string& username) const;

  // One page and, where there are more, one row beyond it.
  absl::StatusOr<std::vector<User>> List(db::Transaction& transaction, const UserFilter& filter,
                                         const Page& page) const;
};

}  // namespace hecha::directory
