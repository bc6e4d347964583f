#include "services/supervision/export_rpc.h"

#include "hecha/common/v1/file.pb.h"
#include "hecha/supervision/v1/export.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/supervision/line_filter_proto.h"

namespace hecha::supervision {
namespace {

constexpr char kXlsx[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

v1::Export ToProto(const Export& made) {
  v1::Export out;
  out.set_id(made.id.ToString());
  out.set_lines(made.lines);
  out.set_size(made.size);
  out.set_sha256(made.sha256);
  events::SetTimestamp(made.expires_at, out.mutable_expires_at());
  return out;
}

absl::StatusOr<common::v1::FilePiece> ReadExport(ExportService& exports, const Call& call,
                                                 const v1::ReadExportRequest& request) {
  ASSIGN_OR_RETURN(const ExportId id, ParseId<ExportId>("export_id", request.export_id()));
  ASSIGN_OR_RETURN(ExportService::Piece piece, exports.Read(call, id, request.offset()));
  common::v1::FilePiece out;
  out.set_size(piece.whole.size);
  out.set_content_type(kXlsx);
  out.set_file_name(piece.whole.FileName());
  out.set_data(std::move(piece.data));
  return out;
}

}  // namespace

void RegisterExportRpc(rpc::Router& router, ExportService& exports) {
  router.Handle("hecha.supervision.v1.ExportService/ExportLedger",
                [&exports](const Call& call,
                           const v1::ExportLedgerRequest& request) -> absl::StatusOr<v1::Export> {
                  ASSIGN_OR_RETURN(LineFilter filter, FilterFromProto(request));
                  ASSIGN_OR_RETURN(const Export made,
                                   exports.ExportLedger(call, std::move(filter)));
                  return ToProto(made);
                });
  router.Handle("hecha.supervision.v1.ExportService/ExportLedgers",
                [&exports](const Call& call,
                           const v1::ExportLedgersRequest& request) -> absl::StatusOr<v1::Export> {
                  ASSIGN_OR_RETURN(const Export made, exports.ExportAll(call, request.division()));
                  return ToProto(made);
                });
  router.Handle("hecha.supervision.v1.ExportService/ReadExport",
                [&exports](const Call& call, const v1::ReadExportRequest& request) {
                  return ReadExport(exports, call, request);
                });
}

}  // namespace hecha::supervision
