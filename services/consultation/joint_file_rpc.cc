#include "services/consultation/joint_file_rpc.h"

#include <fmt/format.h>

#include "hecha/consultation/v1/joint_file.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::consultation {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

void AddFiling(Side side, const std::optional<Filing>& filing, v1::JointFile& out) {
  if (!filing.has_value()) return;
  v1::Filing& added = *out.add_filings();
  added.set_side(static_cast<v1::Side>(side));
  added.set_filing_no(filing->filing_no);
  SetTimestamp(filing->filed_at, added.mutable_filed_at());
}

v1::JointFile ToProto(const JointFile& file, absl::Time now) {
  v1::JointFile out;
  out.set_id(file.id.ToString());
  out.set_etag(fmt::format("{}", file.version));
  out.set_transfer_id(file.transfer.ToString());
  out.set_lead_id(file.lead.ToString());
  out.set_division(file.division);
  out.set_police_unit_id(file.police_unit.ToString());
  out.set_state(static_cast<v1::JointFileState>(file.state));
  AddFiling(Side::kPolice, file.police, out);
  AddFiling(Side::kDiscipline, file.discipline, out);
  SetTimestamp(file.opened_at, out.mutable_opened_at());
  if (file.closed_at.has_value()) SetTimestamp(*file.closed_at, out.mutable_closed_at());
  out.set_gap_days(file.GapDays(now));
  out.set_gap_alarm(file.GapAlarm(now));
  return out;
}

// Files on the side that is the actor's.
absl::Status FileOwnSide(JointFile& file, const Call& call) {
  const Side side = call.actor.Has(Role::kDiscipline) ? Side::kDiscipline : Side::kPolice;
  return file.File(call.actor, side, {"", call.now}, call.now);
}

// The joint file, and what the caller may do with it.
v1::JointFile Answer(const JointFile& file, const Call& call) {
  v1::JointFile out = ToProto(file, call.now);
  rpc::Offers offers("hecha.consultation.v1.JointFileService", call.actor, *out.mutable_actions());
  offers.Offer("RecordFiling", file, [&](JointFile& copy) { return FileOwnSide(copy, call); });
  offers.Offer("CloseJointFile", file, [&](JointFile& copy) { return copy.Close(call.now); });
  return out;
}

absl::StatusOr<JointFile> OpenJointFile(JointFileService& files, const Call& call,
                                        const v1::OpenJointFileRequest& request) {
  ASSIGN_OR_RETURN(const TransferId transfer,
                   ParseId<TransferId>("transfer_id", request.transfer_id()));
  ASSIGN_OR_RETURN(const UnitId police_unit,
                   ParseId<UnitId>("police_unit_id", request.police_unit_id()));
  return files.Open(call, transfer, police_unit);
}

absl::StatusOr<JointFile> RecordFiling(JointFileService& files, const Call& call, JointFileId id,
                                       const v1::RecordFilingRequest& request) {
  if (request.side() == v1::SIDE_UNSPECIFIED)
    return RefuseField("REQUIRED", "side", "立案方必填", "side is required");
  const Filing filing{request.filing_no(),
                      request.has_filed_at() ? FromTimestamp(request.filed_at()) : call.now};
  return files.File(call, id, static_cast<Side>(request.side()), filing);
}

absl::StatusOr<v1::ListJointFilesResponse> ListJointFiles(
    JointFileService& files, const Call& call, const v1::ListJointFilesRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(std::vector<JointFile> found, files.List(call, page));
  v1::ListJointFilesResponse response;
  response.set_next_page_token(page.Cut(found, [](const JointFile& each) { return each.id; }));
  for (const JointFile& file : found) *response.add_joint_files() = Answer(file, call);
  return response;
}

// A handler of a call that names a joint file and answers with it.
template <class Request, class Run>
void HandleJointFile(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.consultation.v1.JointFileService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::JointFile> {
                  ASSIGN_OR_RETURN(const JointFileId id,
                                   ParseId<JointFileId>("joint_file_id", request.joint_file_id()));
                  ASSIGN_OR_RETURN(const JointFile file, run(call, id, request));
                  return Answer(file, call);
                });
}

}  // namespace

void RegisterJointFileRpc(rpc::Router& router, JointFileService& files) {
  router.Handle("hecha.consultation.v1.JointFileService/OpenJointFile",
                [&files](const Call& call,
                         const v1::OpenJointFileRequest& request) -> absl::StatusOr<v1::JointFile> {
                  ASSIGN_OR_RETURN(const JointFile file, OpenJointFile(files, call, request));
                  return Answer(file, call);
                });
  router.Handle("hecha.consultation.v1.JointFileService/ListJointFiles",
                [&files](const Call& call, const v1::ListJointFilesRequest& request) {
                  return ListJointFiles(files, call, request);
                });
  HandleJointFile<v1::GetJointFileRequest>(
      router, "GetJointFile",
      [&files](const Call& call, JointFileId id, const v1::GetJointFileRequest&) {
        return files.Get(call, id);
      });
  HandleJointFile<v1::RecordFilingRequest>(
      router, "RecordFiling",
      [&files](const Call& call, JointFileId id, const v1::RecordFilingRequest& request) {
        return RecordFiling(files, call, id, request);
      });
  HandleJointFile<v1::CloseJointFileRequest>(
      router, "CloseJointFile",
      [&files](const Call& call, JointFileId id, const v1::CloseJointFileRequest&) {
        return files.Close(call, id);
      });
}

}  // namespace hecha::consultation
