#include "services/intake/attachment_service.h"

#include <algorithm>
#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/security/running_hash.h"

namespace hecha::intake {
namespace {

// Long enough for the largest file on a slow line.
constexpr absl::Duration kReadingPeriod = absl::Hours(1);
constexpr size_t kMaxReason = 500;
constexpr absl::Duration kSweepLimit = absl::Seconds(20);

absl::Status UnknownAttachment() { return RefuseUnknown("附件", "attachment"); }

bool OfOffice(const Actor& actor) {
  return actor.Has(Role::kClerk) || actor.Has(Role::kOffice) || actor.Has(Role::kDiscipline);
}

template <class Payload>
events::Event Tell(const Attachment& attachment, std::string action, Payload payload) {
  payload.set_attachment_id(attachment.id.ToString());
  payload.set_lead_id(attachment.draft.lead.ToString());
  return events::MakeEvent("attachment", attachment.id.uuid, attachment.version,
                           attachment.draft.division, std::move(action), std::move(payload));
}

events::Event StoredEvent(const Attachment& attachment) {
  v1::AttachmentStored event;
  event.set_source(static_cast<v1::Speaker>(attachment.draft.source));
  event.set_type(static_cast<v1::AttachmentType>(*attachment.type));
  event.set_size(attachment.draft.size);
  event.set_sha256(attachment.sha256);
  return Tell(attachment, "attachment.store", std::move(event));
}

bool ForReporter(const Attachment& attachment) {
  return attachment.state == AttachmentState::kStored && attachment.draft.visible_to_reporter;
}

}  // namespace

absl::StatusOr<Attachment> AttachmentService::Begin(const Call& call, AttachmentDraft draft) {
  draft.source = Speaker::kOffice;
  draft.user = call.actor.user;
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Lead lead, FindReadable(transaction, call.actor, draft.lead));
        RETURN_IF_ERROR(CheckReporterReach(transaction, call.actor, draft));
        draft.division = lead.registration.division;
        return Insert(transaction, call, draft);
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return attachments_.Find(transaction, AttachmentId{id});
      });
}

absl::StatusOr<Attachment> AttachmentService::Append(const Call& call, AttachmentId id,
                                                     int64_t offset, std::string_view data) {
  return journal_.Transact(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Attachment> {
        ASSIGN_OR_RETURN(Attachment attachment, HoldOwn(transaction, call.actor, id));
        RETURN_IF_ERROR(AddPiece(transaction, call, attachment, offset, data));
        return attachment;
      });
}

absl::Status AttachmentService::Abandon(const Call& call, AttachmentId id) {
  return journal_.database().Transact(
      call.deadline, [&](db::Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const Attachment attachment, HoldOwn(transaction, call.actor, id));
        if (attachment.state == AttachmentState::kStored)
          return RefuseState("ALREADY_STORED", "附件已存入，不能放弃",
                             "the attachment is stored and stays");
        return attachments_.Delete(transaction, id);
      });
}

absl::StatusOr<Attachment> AttachmentService::Get(const Call& call, AttachmentId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Attachment> {
        ASSIGN_OR_RETURN(Attachment attachment, attachments_.Find(transaction, id));
        const Actor& actor = call.actor;
        if (!FindReadable(transaction, actor, attachment.draft.lead).ok() ||
            !attachment.KnownTo(actor.user))
          return UnknownAttachment();
        return attachment;
      });
}

absl::StatusOr<std::vector<Attachment>> AttachmentService::List(const Call& call, LeadId lead) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<Attachment>> {
        RETURN_IF_ERROR(FindReadable(transaction, call.actor, lead).status());
        ASSIGN_OR_RETURN(std::vector<Attachment> attachments,
                         attachments_.ListOf(transaction, lead));
        std::erase_if(attachments, [](const Attachment& each) {
          return each.state != AttachmentState::kStored;
        });
        return attachments;
      });
}

absl::StatusOr<AttachmentService::Piece> AttachmentService::Read(const Call& call, AttachmentId id,
                                                                 Rendition rendition,
                                                                 int64_t offset) {
  return journal_.Transact(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Piece> {
        ASSIGN_OR_RETURN(Attachment attachment, attachments_.Find(transaction, id));
        if (!FindReadable(transaction, call.actor, attachment.draft.lead).ok() ||
            attachment.state != AttachmentState::kStored)
          return UnknownAttachment();
        if (rendition == Rendition::kPreview && attachment.preview != PreviewState::kReady)
          return RefuseUnknown("预览", "preview");
        if (rendition == Rendition::kOriginal && !attachment.GivesOriginalTo(call.actor))
          return RefuseCaller("ORIGINAL_WITHHELD",
                              "举报人的原件可能含拍摄地点等信息，须由扫黑办核对后提供",
                              "a reporter's original may tell place, time and device: the office "
                              "releases it first");
        RETURN_IF_ERROR(CheckReadOffset(offset, attachment.SizeOf(rendition)));
        RETURN_IF_ERROR(RecordReading(transaction, call, id, rendition, offset));
        ASSIGN_OR_RETURN(std::string data,
                         attachments_.FindPiece(transaction, attachment, rendition, offset));
        return Piece{std::move(attachment), std::move(data)};
      });
}

absl::StatusOr<Attachment> AttachmentService::Release(const Call& call, AttachmentId id,
                                                      const std::string& reason) {
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(Attachment attachment, attachments_.Hold(transaction, id));
        if (!FindReadable(transaction, call.actor, attachment.draft.lead).ok() ||
            !attachment.KnownTo(call.actor.user))
          return UnknownAttachment();
        RETURN_IF_ERROR(attachment.Release(call.actor.user, call.now));
        RETURN_IF_ERROR(attachments_.Update(transaction, attachment));
        v1::AttachmentReleased event;
        event.set_user_id(call.actor.user.ToString());
        event.set_reason(reason);
        RETURN_IF_ERROR(journal_.Append(
            transaction, call, Tell(attachment, "attachment.release_original", std::move(event))));
        return id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid&) {
        return attachments_.Find(transaction, id);
      });
}

absl::StatusOr<Attachment> AttachmentService::BeginByReceipt(const Call& call,
                                                             const Receipt& receipt,
                                                             AttachmentDraft draft) {
  draft.source = Speaker::kReporter;
  using Begun = std::optional<Attachment>;
  ASSIGN_OR_RETURN(Begun begun,
                   journal_.Commit(
                       call,
                       [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
                         ASSIGN_OR_RETURN(const ReporterService::Bearer bearer,
                                          reporters_.LookUp(transaction, receipt));
                         draft.lead = bearer.lead;
                         draft.division = bearer.division;
                         if (!bearer.known) return Feign(transaction, call, draft);
                         return Insert(transaction, call, draft);
                       },
                       [&](db::Transaction& transaction, const Uuid& id) -> absl::StatusOr<Begun> {
                         absl::StatusOr<Attachment> made =
                             attachments_.Find(transaction, AttachmentId{id});
                         if (absl::IsNotFound(made.status())) return Begun();
                         return made;
                       }));
  if (!begun.has_value()) return UnknownReceipt();
  return *std::move(begun);
}

absl::StatusOr<Attachment> AttachmentService::AppendByReceipt(const Call& call,
                                                              const Receipt& receipt,
                                                              AttachmentId id, int64_t offset,
                                                              std::string_view data) {
  return journal_.Transact(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Attachment> {
        ASSIGN_OR_RETURN(const ReporterService::Bearer bearer,
                         reporters_.LookUp(transaction, receipt));
        absl::StatusOr<Attachment> attachment = attachments_.Hold(transaction, id);
        if (!bearer.known) return UnknownReceipt();
        if (!attachment.ok()) return attachment;
        if (attachment->draft.lead != bearer.lead || attachment->draft.source != Speaker::kReporter)
          return UnknownAttachment();
        RETURN_IF_ERROR(AddPiece(transaction, call, *attachment, offset, data));
        return attachment;
      });
}

absl::StatusOr<std::vector<Attachment>> AttachmentService::ListByReceipt(const Call& call,
                                                                         const Receipt& receipt) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<Attachment>> {
        ASSIGN_OR_RETURN(const ReporterService::Bearer bearer,
                         reporters_.LookUp(transaction, receipt));
        ASSIGN_OR_RETURN(std::vector<Attachment> attachments,
                         attachments_.ListOf(transaction, bearer.lead));
        if (!bearer.known) return UnknownReceipt();
        std::erase_if(attachments, [](const Attachment& each) {
          return each.draft.source != Speaker::kReporter && !ForReporter(each);
        });
        return attachments;
      });
}

absl::StatusOr<AttachmentService::Piece> AttachmentService::ReadByReceipt(const Call& call,
                                                                          const Receipt& receipt,
                                                                          AttachmentId id,
                                                                          int64_t offset) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Piece> {
        ASSIGN_OR_RETURN(const ReporterService::Bearer bearer,
                         reporters_.LookUp(transaction, receipt));
        absl::StatusOr<Attachment> attachment = attachments_.Find(transaction, id);
        if (!bearer.known) return UnknownReceipt();
        if (!attachment.ok()) return attachment.status();
        if (attachment->draft.lead != bearer.lead || !ForReporter(*attachment))
          return UnknownAttachment();
        RETURN_IF_ERROR(CheckReadOffset(offset, attachment->draft.size));
        ASSIGN_OR_RETURN(std::string data, attachments_.FindPiece(transaction, *attachment,
                                                                  Rendition::kOriginal, offset));
        return Piece{*std::move(attachment), std::move(data)};
      });
}

void AttachmentService::DropStale() {
  // One a transaction, so that a large file holds up nobody for long.
  bool dropped = true;
  while (dropped) {
    const absl::StatusOr<bool> outcome = journal_.database().Transact(
        absl::Now() + kSweepLimit, [&](db::Transaction& transaction) -> absl::StatusOr<bool> {
          ASSIGN_OR_RETURN(
              const std::optional<AttachmentId> stale,
              attachments_.NextStale(transaction, clock_.Now() - Attachment::kUploadPeriod));
          if (!stale.has_value()) return false;
          RETURN_IF_ERROR(attachments_.Delete(transaction, *stale));
          return true;
        });
    dropped = outcome.ok() && *outcome;
  }
}

absl::StatusOr<Lead> AttachmentService::FindReadable(db::Transaction& transaction,
                                                     const Actor& actor, LeadId id) const {
  ASSIGN_OR_RETURN(Lead lead, leads_.Find(transaction, id));
  if (lead.VisibleTo(actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
  return lead;
}

absl::StatusOr<Attachment> AttachmentService::HoldOwn(db::Transaction& transaction,
                                                      const Actor& actor, AttachmentId id) const {
  ASSIGN_OR_RETURN(Attachment attachment, attachments_.Hold(transaction, id));
  if (attachment.draft.user != actor.user ||
      !FindReadable(transaction, actor, attachment.draft.lead).ok())
    return UnknownAttachment();
  return attachment;
}

absl::Status AttachmentService::CheckReporterReach(db::Transaction& transaction, const Actor& actor,
                                                   const AttachmentDraft& draft) const {
  if (!draft.visible_to_reporter) return absl::OkStatus();
  if (!OfOffice(actor))
    return RefuseCaller("NOT_OFFICE", "只有扫黑办可向举报人提供附件",
                        "only the office gives the reporter attachments");
  ASSIGN_OR_RETURN(const bool reachable, receipts_.Has(transaction, draft.lead));
  if (reachable) return absl::OkStatus();
  return RefuseState("NO_RECEIPT", "该线索没有回执，举报人无法收到附件",
                     "nobody holds a receipt of this lead, so nobody would get it");
}

absl::StatusOr<Uuid> AttachmentService::Insert(db::Transaction& transaction, const Call& call,
                                               AttachmentDraft draft) const {
  ASSIGN_OR_RETURN(const std::vector<Attachment> present,
                   attachments_.HoldOf(transaction, draft.lead));
  RETURN_IF_ERROR(CheckRoom(draft, present, limits_));
  ASSIGN_OR_RETURN(
      const Attachment attachment,
      Attachment::Begin(AttachmentId::New(call.now), std::move(draft), limits_, call.now));
  RETURN_IF_ERROR(attachments_.Insert(transaction, attachment));
  return attachment.id.uuid;
}

absl::StatusOr<Uuid> AttachmentService::Feign(db::Transaction& transaction, const Call& call,
                                              AttachmentDraft draft) const {
  RETURN_IF_ERROR(attachments_.HoldOf(transaction, draft.lead).status());
  ASSIGN_OR_RETURN(
      const Attachment attachment,
      Attachment::Begin(AttachmentId::New(call.now), std::move(draft), limits_, call.now));
  RETURN_IF_ERROR(attachments_.FeignInsert(transaction, attachment));
  return attachment.id.uuid;
}

absl::Status AttachmentService::AddPiece(db::Transaction& transaction, const Call& call,
                                         Attachment& attachment, int64_t offset,
                                         std::string_view data) const {
  ASSIGN_OR_RETURN(const bool is_new, attachment.Takes(offset, data));
  if (!is_new) return absl::OkStatus();
  RETURN_IF_ERROR(
      attachments_.InsertPiece(transaction, attachment, Rendition::kOriginal, offset, data));
  security::RunningHash hash(attachment.hashing);
  hash.Add(data);
  const bool last = attachment.Add(static_cast<int64_t>(data.size()));
  attachment.hashing = last ? "" : hash.Save();
  if (last) return Store(transaction, call, attachment, data, hash.Digest());
  return attachments_.Update(transaction, attachment);
}

absl::Status AttachmentService::Store(db::Transaction& transaction, const Call& call,
                                      Attachment& attachment, std::string_view last,
                                      std::string hash) const {
  std::string tail;
  // The last piece may be one byte: with the piece before it, the tail is long enough.
  const int64_t before = (attachment.draft.size - 1) / Attachment::kPiece - 1;
  if (before >= 0) {
    ASSIGN_OR_RETURN(tail, attachments_.FindPiece(transaction, attachment, Rendition::kOriginal,
                                                  before * Attachment::kPiece));
  }
  tail.append(last);
  RETURN_IF_ERROR(attachment.Store(tail, std::move(hash), call.now));
  RETURN_IF_ERROR(attachments_.Update(transaction, attachment));
  return journal_.Append(transaction, call, StoredEvent(attachment));
}

absl::Status AttachmentService::RecordReading(db::Transaction& transaction, const Call& call,
                                              AttachmentId id, Rendition rendition,
                                              int64_t offset) const {
  const UserId user = call.actor.user;
  if (offset > 0) {
    ASSIGN_OR_RETURN(const bool on_record, attachments_.HasReading(transaction, id, rendition, user,
                                                                   call.now - kReadingPeriod));
    if (on_record) return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Attachment attachment, attachments_.Hold(transaction, id));
  ++attachment.version;
  RETURN_IF_ERROR(attachments_.NoteReading(transaction, id, rendition, user, call.now));
  RETURN_IF_ERROR(attachments_.Update(transaction, attachment));
  v1::AttachmentRead event;
  event.set_user_id(user.ToString());
  event.set_rendition(static_cast<v1::Rendition>(rendition));
  return journal_.Append(transaction, call, Tell(attachment, "attachment.read", std::move(event)));
}

}  // namespace hecha::intake
