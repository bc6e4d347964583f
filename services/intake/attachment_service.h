// An AttachmentService takes the files of leads and gives them to whoever may read the lead, and
// to the reporter those that are meant for the reporter. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/events/journal.h"
#include "services/intake/attachment.h"
#include "services/intake/attachment_store.h"
#include "services/intake/lead_store.h"
#include "services/intake/reporter_service.h"

namespace hecha::intake {

class AttachmentService {
 public:
  AttachmentService(events::Journal& journal, const Clock& clock, AttachmentLimits limits,
                    LeadStore leads, ReporterStore receipts, AttachmentStore attachments,
                    ReporterService& reporters)
      : journal_(journal),
        clock_(clock),
        limits_(limits),
        leads_(leads),
        receipts_(receipts),
        attachments_(attachments),
        reporters_(reporters) {}

  // A piece of a file, and whose.
  struct Piece {
    Attachment attachment;
    std::string data;
  };

  // The side of office and units. NotFound for a lead that the caller may not read in full, and
  // for somebody else's upload.

  // Begins an upload; `draft` has the lead, name, size, hash and whom it is meant for. See
  // Attachment::Begin and CheckRoom. PermissionDenied NOT_OFFICE where another than the office
  // means it for the reporter; FailedPrecondition NO_RECEIPT where nobody would get it.
  absl::StatusOr<Attachment> Begin(const Call& call, AttachmentDraft draft);
  // Adds a piece to an upload of the caller's, and stores the file with the last; tells
  // AttachmentStored then. See Attachment::Takes. Whatever is refused, the upload is as before.
  absl::StatusOr<Attachment> Append(const Call& call, AttachmentId id, int64_t offset,
                                    std::string_view data);
  // Forgets an upload of the caller's. FailedPrecondition ALREADY_STORED if it is whole.
  absl::Status Abandon(const Call& call, AttachmentId id);
  absl::StatusOr<Attachment> Get(const Call& call, AttachmentId id);
  // The stored ones, oldest first.
  absl::StatusOr<std::vector<Attachment>> List(const Call& call, LeadId lead);
  // The piece at `offset`. The first tells AttachmentRead, and so does another of which the
  // caller did not read the first within the last hour. PermissionDenied ORIGINAL_WITHHELD for
  // whom Attachment::GivesOriginalTo leaves out.
  absl::StatusOr<Piece> Read(const Call& call, AttachmentId id, Rendition rendition,
                             int64_t offset);

  // Gives units the original of a reporter's file; `reason` is told and stays. See
  // Attachment::Release.
  absl::StatusOr<Attachment> Release(const Call& call, AttachmentId id, const std::string& reason);

  // The reporter's side. NotFound for an unknown receipt and for what is not behind it.

  absl::StatusOr<Attachment> BeginByReceipt(const Call& call, const Receipt& receipt,
                                            AttachmentDraft draft);
  absl::StatusOr<Attachment> AppendByReceipt(const Call& call, const Receipt& receipt,
                                             AttachmentId id, int64_t offset,
                                             std::string_view data);
  // What the reporter sent, uploads under way included, and what is meant for the reporter.
  absl::StatusOr<std::vector<Attachment>> ListByReceipt(const Call& call, const Receipt& receipt);
  // Of what is meant for the reporter. No record is kept: it would tell when the reporter came.
  absl::StatusOr<Piece> ReadByReceipt(const Call& call, const Receipt& receipt, AttachmentId id,
                                      int64_t offset);

  // Drops uploads that rested for Attachment::kUploadPeriod.
  void DropStale();

 private:
  absl::StatusOr<Lead> FindReadable(db::Transaction& transaction, const Actor& actor,
                                    LeadId id) const;
  // The caller's own upload, held.
  absl::StatusOr<Attachment> HoldOwn(db::Transaction& transaction, const Actor& actor,
                                     AttachmentId id) const;
  absl::Status CheckReporterReach(db::Transaction& transaction, const Actor& actor,
                                  const AttachmentDraft& draft) const;
  absl::StatusOr<Uuid> Insert(db::Transaction& transaction, const Call& call,
                              AttachmentDraft draft) const;
  // The same work for a receipt that nobody has, down to the commit, of which nothing is left.
  absl::StatusOr<Uuid> Feign(db::Transaction& transaction, const Call& call,
                             AttachmentDraft draft) const;
  absl::Status AddPiece(db::Transaction& transaction, const Call& call, Attachment& attachment,
                        int64_t offset, std::string_view data) const;
  absl::Status Store(db::Transaction& transaction, const Call& call, Attachment& attachment,
                     std::string_view last, std::string hash) const;
  absl::Status RecordReading(db::Transaction& transaction, const Call& call, AttachmentId id,
                             Rendition rendition, int64_t offset) const;

  events::Journal& journal_;
  const Clock& clock_;
  const AttachmentLimits limits_;
  const LeadStore leads_;
  const ReporterStore receipts_;
  const AttachmentStore attachments_;
  ReporterService& reporters_;
};

}  // namespace hecha::intake
