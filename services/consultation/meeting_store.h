// A MeetingStore persists meetings with their opinions and resolutions; what is said is sealed
// at rest. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/keyring.h"
#include "services/consultation/meeting.h"

namespace hecha::consultation {

struct MeetingFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<MeetingState> state;
  // Only meetings that this unit proposed or is required at.
  std::optional<UnitId> unit;
};

class MeetingStore {
 public:
  explicit MeetingStore(const security::Keyring& keyring) : keyring_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const Meeting& meeting) const;

  // Saves a meeting whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Meeting& meeting) const;

  // NotFound if there is no such meeting.
  absl::StatusOr<Meeting> Find(db::Transaction& transaction, MeetingId id) const;

  // A page of meetings, and one more where there is one, newest first.
  absl::StatusOr<std::vector<Meeting>> List(db::Transaction& transaction,
                                            const MeetingFilter& filter, const Page& page) const;

 private:
  std::string Seal(MeetingId id, std::string_view column, std::string_view text) const;
  absl::Status Open(MeetingId id, std::string_view column, std::string& text) const;
  absl::Status PutParts(db::Transaction& transaction, const Meeting& meeting) const;
  absl::Status Complete(db::Transaction& transaction, Meeting& meeting) const;

  const security::Keyring& keyring_;
};

}  // namespace hecha::consultation
