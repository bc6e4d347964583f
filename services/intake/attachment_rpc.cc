#include "services/intake/attachment_rpc.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "hecha/common/v1/file.pb.h"
#include "hecha/intake/v1/attachment.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/intake/reporter_hint.h"

namespace hecha::intake {
namespace {

using common::v1::FilePiece;
using events::SetTimestamp;

// A reporter's own words reach the office alone, and come back to the reporter.
std::string NameFor(const Attachment& attachment, const Actor& actor) {
  const AttachmentDraft& draft = attachment.draft;
  const bool may_see = draft.source != Speaker::kReporter || actor.Has(Role::kClerk) ||
                       actor.Has(Role::kOffice) || actor.Has(Role::kDiscipline) ||
                       actor.kind == Actor::Kind::kCitizen;
  return may_see ? draft.name : "附件" + attachment.id.ToString().substr(24);
}

v1::Attachment ToListProto(const Attachment& attachment, const Actor& actor) {
  const AttachmentDraft& draft = attachment.draft;
  v1::Attachment out;
  out.set_id(attachment.id.ToString());
  out.set_state(static_cast<v1::AttachmentState>(attachment.state));
  out.set_name(NameFor(attachment, actor));
  if (attachment.type.has_value()) out.set_type(static_cast<v1::AttachmentType>(*attachment.type));
  out.set_size(draft.size);
  out.set_uploaded_bytes(attachment.uploaded);
  out.set_sha256(attachment.sha256);
  out.set_source(static_cast<v1::Speaker>(draft.source));
  out.set_visible_to_reporter(draft.visible_to_reporter);
  if (attachment.stored_at.has_value())
    SetTimestamp(*attachment.stored_at, out.mutable_stored_at());
  // The reporter knows a report by its receipt alone.
  if (actor.kind == Actor::Kind::kCitizen) return out;
  out.set_lead_id(draft.lead.ToString());
  if (!draft.user.nil()) out.set_user_id(draft.user.ToString());
  out.set_preview(static_cast<v1::AttachmentPreview>(attachment.preview));
  if (attachment.released_at.has_value())
    SetTimestamp(*attachment.released_at, out.mutable_released_at());
  if (actor.Has(Role::kClerk) || actor.Has(Role::kOffice))
    for (std::string& hint : ReporterHints(draft.name)) out.add_reporter_hints(std::move(hint));
  return out;
}

// The same, and what the caller may do with it.
v1::Attachment ToProto(const Attachment& attachment, const Actor& actor) {
  v1::Attachment out = ToListProto(attachment, actor);
  if (actor.kind == Actor::Kind::kCitizen) return out;
  for (std::string_view action : attachment.ActionsOf(actor)) out.add_actions(std::string(action));
  return out;
}

v1::ListAttachmentsResponse ToProto(const std::vector<Attachment>& attachments,
                                    const Actor& actor) {
  v1::ListAttachmentsResponse response;
  for (const Attachment& each : attachments) *response.add_attachments() = ToListProto(each, actor);
  return response;
}

FilePiece ToProto(AttachmentService::Piece piece, Rendition rendition, const Actor& actor) {
  const Attachment& attachment = piece.attachment;
  // A preview is a jpeg, whatever it shows.
  const AttachmentType type =
      rendition == Rendition::kOriginal ? *attachment.type : AttachmentType::kJpeg;
  FilePiece out;
  out.set_size(attachment.SizeOf(rendition));
  out.set_content_type(std::string(MimeOf(type)));
  out.set_file_name(FileNameOf(NameFor(attachment, actor), type));
  out.set_data(std::move(piece.data));
  return out;
}

// What both sides say of a file before it comes.
template <class Request>
AttachmentDraft FromProto(const Request& request) {
  AttachmentDraft draft;
  draft.name = request.name();
  draft.size = request.size();
  draft.sha256 = request.sha256();
  return draft;
}

// A handler of a call about one attachment.
template <class Request, class Run>
void HandleOne(rpc::Router& router, std::string_view method, Run run) {
  using Response =
      typename std::invoke_result_t<Run, const Call&, const Request&, AttachmentId>::value_type;
  router.Handle(fmt::format("hecha.intake.v1.{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<Response> {
                  ASSIGN_OR_RETURN(const AttachmentId id,
                                   ParseId<AttachmentId>("attachment_id", request.attachment_id()));
                  return run(call, request, id);
                });
}

template <class Request>
void HandleRead(rpc::Router& router, AttachmentService& attachments, std::string_view method,
                Rendition rendition) {
  HandleOne<Request>(router, method,
                     [&attachments, rendition](const Call& call, const Request& request,
                                               AttachmentId id) -> absl::StatusOr<FilePiece> {
                       ASSIGN_OR_RETURN(AttachmentService::Piece piece,
                                        attachments.Read(call, id, rendition, request.offset()));
                       return ToProto(std::move(piece), rendition, call.actor);
                     });
}

void RegisterUpload(rpc::Router& router, AttachmentService& attachments) {
  router.Handle(
      "hecha.intake.v1.AttachmentService/CreateAttachment",
      [&attachments](const Call& call,
                     const v1::CreateAttachmentRequest& request) -> absl::StatusOr<v1::Attachment> {
        AttachmentDraft draft = FromProto(request);
        ASSIGN_OR_RETURN(draft.lead, ParseId<LeadId>("lead_id", request.lead_id()));
        draft.visible_to_reporter = request.visible_to_reporter();
        ASSIGN_OR_RETURN(const Attachment begun, attachments.Begin(call, std::move(draft)));
        return ToProto(begun, call.actor);
      });
  HandleOne<v1::AppendContentRequest>(
      router, "AttachmentService/AppendContent",
      [&attachments](const Call& call, const v1::AppendContentRequest& request,
                     AttachmentId id) -> absl::StatusOr<v1::Attachment> {
        ASSIGN_OR_RETURN(const Attachment grown,
                         attachments.Append(call, id, request.offset(), request.data()));
        return ToProto(grown, call.actor);
      });
  HandleOne<v1::AbandonAttachmentRequest>(
      router, "AttachmentService/AbandonAttachment",
      [&attachments](const Call& call, const v1::AbandonAttachmentRequest&,
                     AttachmentId id) -> absl::StatusOr<v1::AbandonAttachmentResponse> {
        RETURN_IF_ERROR(attachments.Abandon(call, id));
        return v1::AbandonAttachmentResponse();
      });
}

void RegisterReading(rpc::Router& router, AttachmentService& attachments) {
  router.Handle(
      "hecha.intake.v1.AttachmentService/ListAttachments",
      [&attachments](const Call& call, const v1::ListAttachmentsRequest& request)
          -> absl::StatusOr<v1::ListAttachmentsResponse> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const std::vector<Attachment> found, attachments.List(call, lead));
        return ToProto(found, call.actor);
      });
  HandleOne<v1::GetAttachmentRequest>(
      router, "AttachmentService/GetAttachment",
      [&attachments](const Call& call, const v1::GetAttachmentRequest&,
                     AttachmentId id) -> absl::StatusOr<v1::Attachment> {
        ASSIGN_OR_RETURN(const Attachment found, attachments.Get(call, id));
        return ToProto(found, call.actor);
      });
  HandleRead<v1::ReadContentRequest>(router, attachments, "AttachmentService/ReadContent",
                                     Rendition::kOriginal);
  HandleRead<v1::ReadPreviewRequest>(router, attachments, "AttachmentService/ReadPreview",
                                     Rendition::kPreview);
  HandleOne<v1::ReleaseOriginalRequest>(
      router, "AttachmentService/ReleaseOriginal",
      [&attachments](const Call& call, const v1::ReleaseOriginalRequest& request,
                     AttachmentId id) -> absl::StatusOr<v1::Attachment> {
        ASSIGN_OR_RETURN(const Attachment released,
                         attachments.Release(call, id, request.reason()));
        return ToProto(released, call.actor);
      });
}

void RegisterByReceipt(rpc::Router& router, AttachmentService& attachments) {
  router.Handle(
      "hecha.intake.v1.ReceiptAttachmentService/AttachToReceipt",
      [&attachments](const Call& call,
                     const v1::AttachToReceiptRequest& request) -> absl::StatusOr<v1::Attachment> {
        ASSIGN_OR_RETURN(const Attachment begun,
                         attachments.BeginByReceipt(
                             call, Receipt::ParseOrUnknown(request.receipt()), FromProto(request)));
        return ToProto(begun, call.actor);
      });
  HandleOne<v1::AppendReceiptContentRequest>(
      router, "ReceiptAttachmentService/AppendReceiptContent",
      [&attachments](const Call& call, const v1::AppendReceiptContentRequest& request,
                     AttachmentId id) -> absl::StatusOr<v1::Attachment> {
        ASSIGN_OR_RETURN(
            const Attachment grown,
            attachments.AppendByReceipt(call, Receipt::ParseOrUnknown(request.receipt()), id,
                                        request.offset(), request.data()));
        return ToProto(grown, call.actor);
      });
  router.Handle("hecha.intake.v1.ReceiptAttachmentService/ListReceiptAttachments",
                [&attachments](const Call& call, const v1::ListReceiptAttachmentsRequest& request)
                    -> absl::StatusOr<v1::ListAttachmentsResponse> {
                  ASSIGN_OR_RETURN(
                      const std::vector<Attachment> found,
                      attachments.ListByReceipt(call, Receipt::ParseOrUnknown(request.receipt())));
                  return ToProto(found, call.actor);
                });
  HandleOne<v1::ReadReceiptContentRequest>(
      router, "ReceiptAttachmentService/ReadReceiptContent",
      [&attachments](const Call& call, const v1::ReadReceiptContentRequest& request,
                     AttachmentId id) -> absl::StatusOr<FilePiece> {
        ASSIGN_OR_RETURN(AttachmentService::Piece piece,
                         attachments.ReadByReceipt(call, Receipt::ParseOrUnknown(request.receipt()),
                                                   id, request.offset()));
        return ToProto(std::move(piece), Rendition::kOriginal, call.actor);
      });
}

}  // namespace

void RegisterAttachmentRpc(rpc::Router& router, AttachmentService& attachments) {
  RegisterUpload(router, attachments);
  RegisterReading(router, attachments);
  RegisterByReceipt(router, attachments);
}

}  // namespace hecha::intake
