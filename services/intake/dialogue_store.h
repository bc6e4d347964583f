// A DialogueStore persists dialogues; their words are sealed at rest under the lead's data key.
// Safe for concurrent use.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/dialogue.h"

namespace hecha::intake {

class DialogueStore {
 public:
  explicit DialogueStore(const security::Keyring& keyring) : keys_(keyring) {}

  // The dialogue of `lead`; an empty one, version 0, where nobody has said anything.
  absl::StatusOr<Dialogue> Find(db::Transaction& transaction, LeadId lead) const;

  // The same, and holds it: whoever else asks waits until this transaction ends.
  absl::StatusOr<Dialogue> Hold(db::Transaction& transaction, LeadId lead,
                                const std::string& division) const;

  // Saves a held dialogue.
  absl::Status Update(db::Transaction& transaction, const Dialogue& dialogue) const;

  // Adds what `dialogue` was last changed by.
  absl::Status Insert(db::Transaction& transaction, const Dialogue& dialogue,
                      const Message& message) const;
  // NotFound if there is no such message.
  absl::StatusOr<Message> FindMessage(db::Transaction& transaction, MessageId id) const;
  // Oldest first.
  absl::StatusOr<std::vector<Message>> ListMessages(db::Transaction& transaction,
                                                    LeadId lead) const;
  // The same of several leads; of those alone that have any.
  using Messages = std::map<LeadId, std::vector<Message>>;
  absl::StatusOr<Messages> ListMessagesOf(db::Transaction& transaction,
                                          std::span<const LeadId> leads) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  absl::Status Unseal(db::Transaction& transaction, Messages& messages) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
