#include "services/intake/attachment_store.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] =
    "INSERT INTO attachment (id, lead_id, version, division, state, source, user_id, "
    "visible_to_reporter, name, type, size, uploaded, announced, hashing, sha256, begun_at, "
    "stored_at, preview, preview_size) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, '', '', ?, "
    "NULL, ?, 0)";
constexpr char kUpdate[] =
    "UPDATE attachment SET version = ?, state = ?, type = ?, uploaded = ?, hashing = ?, "
    "sha256 = ?, stored_at = ?, preview = ?, preview_size = ?, released_by = ?, released_at = ? "
    "WHERE id = ?";
#define ATTACHMENT_COLUMNS                                                                         \
  "SELECT id, lead_id, version, division, state, source, user_id, visible_to_reporter, name, "     \
  "type, size, uploaded, announced, hashing, sha256, begun_at, stored_at, preview, preview_size, " \
  "released_by, released_at FROM attachment "
constexpr char kFind[] = ATTACHMENT_COLUMNS "WHERE id = ?";
constexpr char kHold[] = ATTACHMENT_COLUMNS "WHERE id = ? FOR UPDATE";
constexpr char kListOf[] = ATTACHMENT_COLUMNS "WHERE lead_id = ? ORDER BY id";
constexpr char kHoldOf[] = ATTACHMENT_COLUMNS "WHERE lead_id = ? ORDER BY id FOR UPDATE";
#undef ATTACHMENT_COLUMNS

constexpr char kInsertPiece[] =
    "INSERT INTO attachment_chunk (attachment_id, rendition, position, sealed) VALUES (?, ?, ?, ?)";
constexpr char kFindPiece[] =
    "SELECT sealed FROM attachment_chunk WHERE attachment_id = ? AND rendition = ? AND "
    "position = ?";

constexpr char kNoteReading[] =
    "REPLACE INTO attachment_reading (attachment_id, rendition, user_id, at) VALUES (?, ?, ?, ?)";
constexpr char kHasReading[] =
    "SELECT 1 FROM attachment_reading WHERE attachment_id = ? AND rendition = ? AND user_id = ? "
    "AND at > ?";

constexpr char kNextWithoutPreview[] =
    "SELECT id FROM attachment WHERE preview = ? ORDER BY id LIMIT 1";
constexpr char kNextStale[] =
    "SELECT id FROM attachment WHERE state = ? AND begun_at < ? ORDER BY begun_at LIMIT 1";

constexpr char kDeletePieces[] = "DELETE FROM attachment_chunk WHERE attachment_id = ?";
constexpr char kDeleteReadings[] = "DELETE FROM attachment_reading WHERE attachment_id = ?";
constexpr char kDelete[] = "DELETE FROM attachment WHERE id = ?";

std::string Context(AttachmentId id, std::string_view column) {
  return security::ColumnContext("attachment", id.uuid.bytes(), column);
}

// Where a piece belongs: a file cannot be cut short or put together anew.
std::string PieceContext(const Attachment& attachment, Rendition rendition, int64_t offset) {
  const int64_t size = attachment.SizeOf(rendition);
  const bool last = offset + Attachment::kPiece >= size;
  return security::ColumnContext(
      "attachment_chunk", attachment.id.uuid.bytes(),
      fmt::format("{}/{}/{}", static_cast<int>(rendition), offset, last ? "last" : "more"));
}

// Its name and its hash on the way are still sealed.
Attachment Read(const db::Row& row) {
  Attachment attachment;
  AttachmentDraft& draft = attachment.draft;
  attachment.id = row.As<AttachmentId>(0);
  draft.lead = row.As<LeadId>(1);
  attachment.version = row.Int(2);
  draft.division = row.Text(3);
  attachment.state = static_cast<AttachmentState>(row.Int(4));
  draft.source = static_cast<Speaker>(row.Int(5));
  if (!row.IsNull(6)) draft.user = row.As<UserId>(6);
  draft.visible_to_reporter = row.Bool(7);
  draft.name = row.Text(8);
  if (row.Int(9) != 0) attachment.type = static_cast<AttachmentType>(row.Int(9));
  draft.size = row.Int(10);
  attachment.uploaded = row.Int(11);
  draft.sha256 = row.Text(12);
  attachment.hashing = row.Text(13);
  attachment.sha256 = row.Text(14);
  attachment.begun_at = row.Time(15);
  attachment.stored_at = row.OptionalTime(16);
  attachment.preview = static_cast<PreviewState>(row.Int(17));
  attachment.preview_size = row.Int(18);
  if (!row.IsNull(19)) attachment.released_by = row.As<UserId>(19);
  attachment.released_at = row.OptionalTime(20);
  return attachment;
}

absl::StatusOr<std::optional<AttachmentId>> FirstId(db::Transaction& transaction, const char* sql,
                                                    const std::vector<db::Param>& params) {
  std::optional<AttachmentId> first;
  RETURN_IF_ERROR(transaction.QueryParams(
      sql, [&](const db::Row& row) { first = row.As<AttachmentId>(0); }, params));
  return first;
}

}  // namespace

absl::Status AttachmentStore::Insert(db::Transaction& transaction,
                                     const Attachment& attachment) const {
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, attachment.draft.lead.uuid));
  return InsertUnder(transaction, key, attachment);
}

absl::Status AttachmentStore::InsertUnder(db::Transaction& transaction,
                                          const security::DataKey& key,
                                          const Attachment& attachment) {
  const AttachmentDraft& draft = attachment.draft;
  return transaction
      .Execute(kInsert, attachment.id, draft.lead, draft.division, attachment.state, draft.source,
               draft.user.nil() ? db::Param() : db::ToParam(draft.user), draft.visible_to_reporter,
               key.Seal(draft.name, Context(attachment.id, "name")), draft.size, draft.sha256,
               attachment.begun_at, attachment.preview)
      .status();
}

absl::Status AttachmentStore::FeignInsert(db::Transaction& transaction,
                                          const Attachment& attachment) const {
  const absl::Status none = keys_.Find(transaction, attachment.draft.lead.uuid).status();
  if (!absl::IsNotFound(none)) return none;
  // What is deleted at once still lies in the logs: sealed, under a key that nobody keeps.
  const security::DataKey throwaway{security::Secret::Random()};
  RETURN_IF_ERROR(InsertUnder(transaction, throwaway, attachment));
  return transaction.Execute(kDelete, attachment.id).status();
}

absl::StatusOr<Attachment> AttachmentStore::Find(db::Transaction& transaction,
                                                 AttachmentId id) const {
  return FindBy(transaction, kFind, id);
}

absl::StatusOr<Attachment> AttachmentStore::Hold(db::Transaction& transaction,
                                                 AttachmentId id) const {
  return FindBy(transaction, kHold, id);
}

absl::StatusOr<Attachment> AttachmentStore::FindBy(db::Transaction& transaction, const char* sql,
                                                   AttachmentId id) const {
  std::vector<Attachment> found;
  RETURN_IF_ERROR(transaction.Query(
      sql, [&](const db::Row& row) { found.push_back(Read(row)); }, id));
  if (found.empty()) return RefuseUnknown("附件", "attachment");
  RETURN_IF_ERROR(Unseal(transaction, found));
  return std::move(found.front());
}

absl::Status AttachmentStore::Update(db::Transaction& transaction,
                                     const Attachment& attachment) const {
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, attachment.draft.lead.uuid));
  const std::string hashing = attachment.hashing.empty()
                                  ? ""
                                  : key.Seal(attachment.hashing, Context(attachment.id, "hashing"));
  return transaction
      .Execute(kUpdate, attachment.version, attachment.state,
               attachment.type.has_value() ? static_cast<int64_t>(*attachment.type) : 0,
               attachment.uploaded, hashing, attachment.sha256, attachment.stored_at,
               attachment.preview, attachment.preview_size,
               attachment.released_by.nil() ? db::Param() : db::ToParam(attachment.released_by),
               attachment.released_at, attachment.id)
      .status();
}

absl::StatusOr<std::vector<Attachment>> AttachmentStore::ListOf(db::Transaction& transaction,
                                                                LeadId lead) const {
  return ListBy(transaction, kListOf, lead);
}

absl::StatusOr<std::vector<Attachment>> AttachmentStore::HoldOf(db::Transaction& transaction,
                                                                LeadId lead) const {
  std::vector<Attachment> attachments;
  RETURN_IF_ERROR(transaction.Query(
      kHoldOf,
      [&](const db::Row& row) {
        attachments.push_back(Read(row));
        attachments.back().draft.name.clear();
        attachments.back().hashing.clear();
      },
      lead));
  return attachments;
}

absl::StatusOr<std::vector<Attachment>> AttachmentStore::ListBy(db::Transaction& transaction,
                                                                const char* sql,
                                                                LeadId lead) const {
  std::vector<Attachment> attachments;
  RETURN_IF_ERROR(transaction.Query(
      sql, [&](const db::Row& row) { attachments.push_back(Read(row)); }, lead));
  RETURN_IF_ERROR(Unseal(transaction, attachments));
  return attachments;
}

absl::Status AttachmentStore::Unseal(db::Transaction& transaction,
                                     std::vector<Attachment>& attachments) const {
  if (attachments.empty()) return absl::OkStatus();
  // All of them are one lead's.
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, attachments.front().draft.lead.uuid));
  for (Attachment& each : attachments) {
    ASSIGN_OR_RETURN(each.draft.name, key.Open(each.draft.name, Context(each.id, "name")));
    if (each.hashing.empty()) continue;
    ASSIGN_OR_RETURN(each.hashing, key.Open(each.hashing, Context(each.id, "hashing")));
  }
  return absl::OkStatus();
}

absl::Status AttachmentStore::InsertPiece(db::Transaction& transaction,
                                          const Attachment& attachment, Rendition rendition,
                                          int64_t offset, std::string_view piece) const {
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, attachment.draft.lead.uuid));
  return transaction
      .Execute(kInsertPiece, attachment.id, rendition, offset / Attachment::kPiece,
               key.Seal(piece, PieceContext(attachment, rendition, offset)))
      .status();
}

absl::StatusOr<std::string> AttachmentStore::FindPiece(db::Transaction& transaction,
                                                       const Attachment& attachment,
                                                       Rendition rendition, int64_t offset) const {
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, attachment.draft.lead.uuid));
  ASSIGN_OR_RETURN(const std::optional<std::string> sealed,
                   transaction.QueryOne(
                       kFindPiece, [](const db::Row& row) { return row.Text(0); }, attachment.id,
                       rendition, offset / Attachment::kPiece));
  if (!sealed.has_value()) return absl::DataLossError("a piece of an attachment is missing");
  return key.Open(*sealed, PieceContext(attachment, rendition, offset));
}

absl::Status AttachmentStore::NoteReading(db::Transaction& transaction, AttachmentId id,
                                          Rendition rendition, UserId user, absl::Time now) const {
  return transaction.Execute(kNoteReading, id, rendition, user, now).status();
}

absl::StatusOr<bool> AttachmentStore::HasReading(db::Transaction& transaction, AttachmentId id,
                                                 Rendition rendition, UserId user,
                                                 absl::Time since) const {
  bool has = false;
  RETURN_IF_ERROR(transaction.Query(
      kHasReading, [&](const db::Row&) { has = true; }, id, rendition, user, since));
  return has;
}

absl::StatusOr<std::optional<AttachmentId>> AttachmentStore::NextWithoutPreview(
    db::Transaction& transaction) const {
  return FirstId(transaction, kNextWithoutPreview, {db::ToParam(PreviewState::kPending)});
}

absl::StatusOr<std::optional<AttachmentId>> AttachmentStore::NextStale(db::Transaction& transaction,
                                                                       absl::Time limit) const {
  return FirstId(transaction, kNextStale,
                 {db::ToParam(AttachmentState::kUploading), db::ToParam(limit)});
}

absl::Status AttachmentStore::Delete(db::Transaction& transaction, AttachmentId id) const {
  for (const char* sql : {kDeletePieces, kDeleteReadings, kDelete})
    RETURN_IF_ERROR(transaction.Execute(sql, id).status());
  return absl::OkStatus();
}

absl::Status AttachmentStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  std::vector<AttachmentId> ids;
  // Without their names: the lead's key may be gone already.
  RETURN_IF_ERROR(transaction.Query(
      kHoldOf, [&](const db::Row& row) { ids.push_back(row.As<AttachmentId>(0)); }, lead));
  for (AttachmentId id : ids) RETURN_IF_ERROR(Delete(transaction, id));
  return absl::OkStatus();
}

}  // namespace hecha::intake
