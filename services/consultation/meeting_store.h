// A MeetingStore persists meetings with their opinions and resolutions; what is said is sealed
// at rest: what concerns one lead under the data key of that lead, everything else under one of
// the meeting's own. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/common/security/text_vault.h"
#include "services/consultation/meeting.h"

namespace hecha::consultation {

struct MeetingFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<MeetingState> state;
};

class MeetingStore {
 public:
  explicit MeetingStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const Meeting& meeting) const;

  // Saves a meeting whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Meeting& meeting) const;

  // NotFound if there is no such meeting.
  absl::StatusOr<Meeting> Find(db::Transaction& transaction, MeetingId id) const;

  // A page of the meetings that are visible to `reader` (see Meeting), and one more where there is
  // one, newest first.
  absl::StatusOr<std::vector<Meeting>> List(db::Transaction& transaction,
                                            const MeetingFilter& filter, const Actor& reader,
                                            const Page& page) const;

  // Leaves no word about a purged lead; of a meeting without another lead, no word at all. The
  // lead's own key is not shredded.
  absl::Status EraseOf(db::Transaction& transaction, LeadId lead, absl::Time now) const;

 private:
  // The vault of what is said about `lead`, or about none alone; its key is made where it is
  // missing, or not.
  absl::StatusOr<security::TextVault> ToSeal(db::Transaction& transaction, const Meeting& meeting,
                                             const std::optional<LeadId>& lead) const;
  absl::StatusOr<security::TextVault> ToOpen(db::Transaction& transaction, const Meeting& meeting,
                                             const std::optional<LeadId>& lead) const;
  absl::Status PutUnits(db::Transaction& transaction, const Meeting& meeting) const;
  absl::Status PutWords(db::Transaction& transaction, const Meeting& meeting) const;
  absl::Status ReadParts(db::Transaction& transaction, Meeting& meeting) const;
  absl::Status OpenWords(db::Transaction& transaction, Meeting& meeting) const;
  absl::Status Complete(db::Transaction& transaction, Meeting& meeting) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::consultation
