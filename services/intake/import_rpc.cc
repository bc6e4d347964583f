#include "services/intake/import_rpc.h"

#include <utility>

#include "hecha/intake/v1/lead_import.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/status.h"
#include "services/intake/lead_proto.h"

namespace hecha::intake {
namespace {

using events::FromTimestamp;

constexpr int kMaxImportRows = 200;
constexpr size_t kMaxSource = 64;

ImportRow FromProto(const v1::ImportLeadsRequest& request, const v1::ImportRow& row,
                    absl::Time now) {
  ImportRow result;
  result.key = row.row_key();
  result.says_when_received = row.has_received_at();
  Registration& registration = result.registration;
  registration.division = request.division();
  registration.channel = ReadCode(request.channel(), Channel::kPublicWeb);
  registration.level = ReadCode(row.level(), Level::kTown);
  registration.instruction = ReadCode(row.instruction(), Instruction::kOwn);
  registration.sector = ReadCode(row.sector(), Sector::kOther);
  registration.key_lead = row.key_lead();
  registration.document_no = row.document_no();
  registration.issuing_body = row.issuing_body();
  if (row.has_deadline()) registration.deadline = FromTimestamp(row.deadline());
  registration.received_at = row.has_received_at() ? FromTimestamp(row.received_at()) : now;
  registration.title = row.title();
  registration.narrative = row.narrative();
  if (row.has_contact()) registration.contact = ReadContact(row.contact());
  if (row.has_letter()) registration.letter = ReadLetter(row.letter());
  return result;
}

v1::ImportResult ToProto(const std::string& row_key, const ImportResult& result) {
  v1::ImportResult out;
  out.set_row_key(row_key);
  out.set_outcome(static_cast<v1::ImportResult::Outcome>(result.outcome));
  out.set_created(result.outcome == ImportOutcome::kCreated);
  if (!result.lead.nil()) out.set_lead_id(result.lead.ToString());
  out.set_lead_no(result.lead_no);
  if (!result.status.ok()) *out.mutable_error() = rpc::ToRpcStatus(result.status);
  return out;
}

absl::StatusOr<v1::ImportLeadsResponse> ImportLeads(ImportService& imports, const Call& call,
                                                    const v1::ImportLeadsRequest& request) {
  if (request.rows_size() > kMaxImportRows)
    return RefuseField("TOO_MANY_ROWS", "rows", "每次最多导入 200 行", "at most 200 rows a call");
  RETURN_IF_ERROR(CheckLength("source", request.source(), 1, kMaxSource));
  std::vector<ImportRow> rows;
  for (const v1::ImportRow& row : request.rows()) rows.push_back(FromProto(request, row, call.now));
  const std::vector<ImportResult> results =
      imports.Import(call, request.source(), rows, request.dry_run());
  v1::ImportLeadsResponse response;
  for (size_t i = 0; i < results.size(); ++i)
    *response.add_results() = ToProto(rows[i].key, results[i]);
  return response;
}

}  // namespace

void RegisterImportRpc(rpc::Router& router, ImportService& imports) {
  router.Handle("hecha.intake.v1.LeadService/ImportLeads",
                [&imports](const Call& call, const v1::ImportLeadsRequest& request) {
                  return ImportLeads(imports, call, request);
                });
}

}  // namespace hecha::intake
