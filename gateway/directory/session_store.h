// A SessionStore keeps sessions. Stateless, so safe for concurrent use.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/directory/session.h"
#include "services/common/db/transaction.h"

namespace hecha::directory {

class SessionStore {
 public:
  // Inserting the same session again changes nothing.
  absl::Status Insert(db::Transaction& transaction, const Session& session) const;

  absl::StatusOr<std::optional<Session>> Find(db::Transaction& transaction,
                                              const SessionId& id) const;

  // Writes down that the session was used at `now`; never moves it back.
  absl::Status Touch(db::Transaction& transaction, const SessionId& id, absl::Time now) const;

  // Deleting what is gone changes nothing.
  absl::Status Delete(db::Transaction& transaction, const SessionId& id) const;

  // Deletes the user's sessions, all but `kept`.
  absl::Status DeleteOf(db::Transaction& transaction, const UserId& user,
                        const std::optional<SessionId>& kept) const;

  // Deletes at most 1,000 sessions that expired before `now`.
  absl::Status DeleteExpired(db::Transaction& transaction, absl::Time now) const;
};

}  // namespace hecha::directory
