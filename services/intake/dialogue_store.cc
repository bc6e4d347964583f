#include "services/intake/dialogue_store.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"

namespace hecha::intake {
namespace {

constexpr char kBegin[] =
    "INSERT IGNORE INTO dialogue (lead_id, version, division, from_reporter, from_office, "
    "attitude) VALUES (?, 0, ?, 0, 0, 0)";
constexpr char kUpdate[] =
    "UPDATE dialogue SET version = ?, from_reporter = ?, from_office = ?, informed_at = ?, "
    "attitude = ?, review_requested_at = ? WHERE lead_id = ? AND version = ?";
#define DIALOGUE_COLUMNS                                                                   \
  "SELECT lead_id, version, division, from_reporter, from_office, informed_at, attitude, " \
  "review_requested_at FROM dialogue WHERE lead_id = ?"
constexpr char kFind[] = DIALOGUE_COLUMNS;
constexpr char kHold[] = DIALOGUE_COLUMNS " FOR UPDATE";
#undef DIALOGUE_COLUMNS

constexpr char kInsertMessage[] =
    "INSERT INTO message (id, lead_id, position, speaker, kind, user_id, sent_at, text) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
#define MESSAGE_COLUMNS "SELECT id, speaker, kind, user_id, sent_at, text, lead_id FROM message "
constexpr char kFindMessage[] = MESSAGE_COLUMNS "WHERE id = ?";
constexpr char kListMessagesOf[] =
    MESSAGE_COLUMNS "WHERE lead_id IN ({}) ORDER BY lead_id, position";
#undef MESSAGE_COLUMNS

std::string Context(MessageId id) {
  return security::ColumnContext("message", id.uuid.bytes(), "text");
}

Dialogue Read(const db::Row& row) {
  Dialogue dialogue;
  dialogue.lead = row.As<LeadId>(0);
  dialogue.version = row.Int(1);
  dialogue.division = row.Text(2);
  dialogue.from_reporter = static_cast<int>(row.Int(3));
  dialogue.from_office = static_cast<int>(row.Int(4));
  dialogue.informed_at = row.OptionalTime(5);
  if (row.Int(6) != 0) dialogue.attitude = static_cast<Attitude>(row.Int(6));
  dialogue.review_requested_at = row.OptionalTime(7);
  return dialogue;
}

// The text is still sealed.
Message ReadMessage(const db::Row& row) {
  Message message;
  message.id = row.As<MessageId>(0);
  message.speaker = static_cast<Speaker>(row.Int(1));
  message.kind = static_cast<MessageKind>(row.Int(2));
  if (!row.IsNull(3)) message.user = row.As<UserId>(3);
  message.sent_at = row.Time(4);
  message.text = row.Text(5);
  return message;
}

constexpr char kDeleteMessages[] = "DELETE FROM message WHERE lead_id = ?";
constexpr char kDelete[] = "DELETE FROM dialogue WHERE lead_id = ?";

}  // namespace

absl::StatusOr<Dialogue> DialogueStore::Find(db::Transaction& transaction, LeadId lead) const {
  ASSIGN_OR_RETURN(std::optional<Dialogue> dialogue, transaction.QueryOne(kFind, Read, lead));
  if (dialogue.has_value()) return *std::move(dialogue);
  Dialogue silent;
  silent.lead = lead;
  return silent;
}

absl::StatusOr<Dialogue> DialogueStore::Hold(db::Transaction& transaction, LeadId lead,
                                             const std::string& division) const {
  RETURN_IF_ERROR(transaction.Execute(kBegin, lead, division).status());
  ASSIGN_OR_RETURN(std::optional<Dialogue> dialogue, transaction.QueryOne(kHold, Read, lead));
  if (!dialogue.has_value()) return absl::InternalError("a dialogue just begun cannot be read");
  return *std::move(dialogue);
}

absl::Status DialogueStore::Update(db::Transaction& transaction, const Dialogue& dialogue) const {
  const int64_t attitude =
      dialogue.attitude.has_value() ? static_cast<int64_t>(*dialogue.attitude) : 0;
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, dialogue.version, dialogue.from_reporter, dialogue.from_office,
                          dialogue.informed_at, attitude, dialogue.review_requested_at,
                          dialogue.lead, dialogue.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::Status DialogueStore::Insert(db::Transaction& transaction, const Dialogue& dialogue,
                                   const Message& message) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, dialogue.lead.uuid));
  return transaction
      .Execute(kInsertMessage, message.id, dialogue.lead, dialogue.version, message.speaker,
               message.kind, message.user.nil() ? db::Param() : db::ToParam(message.user),
               message.sent_at, key.Seal(message.text, Context(message.id)))
      .status();
}

absl::StatusOr<Message> DialogueStore::FindMessage(db::Transaction& transaction,
                                                   MessageId id) const {
  Messages messages;
  RETURN_IF_ERROR(transaction.Query(
      kFindMessage,
      [&](const db::Row& row) { messages[row.As<LeadId>(6)].push_back(ReadMessage(row)); }, id));
  if (messages.empty()) return RefuseUnknown("留言", "message");
  RETURN_IF_ERROR(Unseal(transaction, messages));
  return std::move(messages.begin()->second.front());
}

absl::StatusOr<std::vector<Message>> DialogueStore::ListMessages(db::Transaction& transaction,
                                                                 LeadId lead) const {
  ASSIGN_OR_RETURN(Messages messages, ListMessagesOf(transaction, {&lead, 1}));
  return std::move(messages[lead]);
}

absl::StatusOr<DialogueStore::Messages> DialogueStore::ListMessagesOf(
    db::Transaction& transaction, std::span<const LeadId> leads) const {
  Messages messages;
  if (leads.empty()) return messages;
  const db::InList list = db::MakeInList(leads);
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kListMessagesOf, list.marks),
      [&](const db::Row& row) { messages[row.As<LeadId>(6)].push_back(ReadMessage(row)); },
      list.values));
  RETURN_IF_ERROR(Unseal(transaction, messages));
  return messages;
}

absl::Status DialogueStore::Unseal(db::Transaction& transaction, Messages& messages) const {
  std::vector<Uuid> subjects;
  for (const auto& [lead, of_lead] : messages) subjects.push_back(lead.uuid);
  ASSIGN_OR_RETURN(const auto keys, keys_.FindAll(transaction, subjects));
  for (auto& [lead, of_lead] : messages) {
    const auto key = keys.find(lead.uuid);
    if (key == keys.end()) return absl::NotFoundError("the lead has no key, or no more");
    for (Message& message : of_lead) {
      ASSIGN_OR_RETURN(message.text, key->second.Open(message.text, Context(message.id)));
    }
  }
  return absl::OkStatus();
}

absl::Status DialogueStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  RETURN_IF_ERROR(transaction.Execute(kDeleteMessages, lead).status());
  return transaction.Execute(kDelete, lead).status();
}

}  // namespace hecha::intake
