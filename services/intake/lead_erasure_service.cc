#include "services/intake/lead_erasure_service.h"

#include "services/common/base/status_macros.h"
#include "services/common/events/erasure.h"

namespace hecha::intake {

absl::Status LeadErasureService::Erase(db::Transaction& transaction, const Lead& purged,
                                       absl::Time now) const {
  const LeadId lead = purged.id;
  // The lead's own events, its dialogue's and its retention's have its id.
  std::vector<Uuid> aggregates = {lead.uuid};
  ASSIGN_OR_RETURN(const std::vector<Attachment> files, attachments_.ListOf(transaction, lead));
  for (const Attachment& file : files) aggregates.push_back(file.id.uuid);
  ASSIGN_OR_RETURN(const std::vector<UnlockId> unlocks, vault_.ListOf(transaction, lead));
  for (const UnlockId& unlock : unlocks) aggregates.push_back(unlock.uuid);
  RETURN_IF_ERROR(events::ErasePayloads(transaction, aggregates));
  RETURN_IF_ERROR(attachments_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(receipts_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(dialogues_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(vault_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(matches_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(index_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(search_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(merges_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(list_changes_.DeleteOf(transaction, lead));
  RETURN_IF_ERROR(list_rows_.DeleteOf(transaction, lead));
  // Last, because it shreds the key that the others may need.
  return leads_.Erase(transaction, purged, now);
}

}  // namespace hecha::intake
