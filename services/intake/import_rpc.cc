#include "services/intake/import_rpc.h"

#include <algorithm>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "hecha/intake/v1/lead_import.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/status.h"
#include "services/common/sheet/xlsx.h"
#include "services/intake/import_file.h"
#include "services/intake/lead_proto.h"
#include "services/intake/vault_proto.h"

// Well within a call's deadline: what is not done by then is for the next call.
ABSL_FLAG(absl::Duration, import_patience, absl::Seconds(12),
          "how long one call goes on with the rows of a file");

namespace hecha::intake {
namespace {

using events::FromTimestamp;

constexpr int kMaxImportRows = 200;
constexpr size_t kMaxSource = 64;
constexpr size_t kMaxFile = 6 << 20;
constexpr size_t kBatch = 200;
absl::StatusOr<ImportRow> FromProto(const v1::ImportLeadsRequest& request, const v1::ImportRow& row,
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
  registration.instructed_by = row.instructed_by();
  registration.identity = ReadCode(row.identity(), Identity::kAnonymous);
  registration.umbrella = ReadCode(row.umbrella(), Umbrella::kNone);
  if (!row.sweep_id().empty()) {
    ASSIGN_OR_RETURN(registration.sweep, ParseId<SweepId>("sweep_id", row.sweep_id()));
  }
  ASSIGN_OR_RETURN(registration.subjects, ReadSubjects(row.subjects()));
  ASSIGN_OR_RETURN(registration.accused_units, ReadUnits(row.accused_unit_ids()));
  if (row.has_reporter()) result.reporter = ReadIdentity(row.reporter());
  return result;
}

// Imports rows, with what the vault seals of their reporters.
std::vector<ImportResult> Import(ImportService& imports, const Call& call,
                                 const std::string& source, std::vector<ImportRow> rows,
                                 bool dry_run) {
  for (ImportRow& row : rows)
    if (row.reporter.has_value()) row.sealed_bytes = SealedBytesOf(*row.reporter);
  return imports.Import(call, source, std::move(rows), dry_run);
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
  // Those that are no rows at all are refused without asking.
  std::vector<ImportRow> good;
  std::vector<ImportResult> results(request.rows_size());
  std::vector<size_t> places;
  for (int i = 0; i < request.rows_size(); ++i) {
    absl::StatusOr<ImportRow> row = FromProto(request, request.rows(i), call.now);
    results[i].status = row.status();
    if (!row.ok()) continue;
    good.push_back(*std::move(row));
    places.push_back(i);
  }
  std::vector<ImportResult> asked =
      Import(imports, call, request.source(), std::move(good), request.dry_run());
  for (size_t i = 0; i < asked.size(); ++i) results[places[i]] = std::move(asked[i]);
  v1::ImportLeadsResponse response;
  for (int i = 0; i < request.rows_size(); ++i)
    *response.add_results() = ToProto(request.rows(i).row_key(), results[i]);
  return response;
}

absl::StatusOr<sheet::Sheet> ReadSheet(const v1::ImportFileRequest& request) {
  const std::string& file = request.file();
  if (file.empty()) return RefuseField("REQUIRED", "file", "请选择文件", "file is required");
  if (file.size() > kMaxFile)
    return RefuseField("FILE_TOO_LARGE", "file", "文件不能超过 6 MiB", "the file exceeds 6 MiB");
  const bool workbook = sheet::LooksLikeXlsx(file);
  const bool fits = request.format() == v1::IMPORT_FORMAT_UNSPECIFIED ||
                    (request.format() == v1::IMPORT_FORMAT_XLSX) == workbook;
  if (!fits)
    return RefuseField("FORMAT_MISMATCH", "format", "文件内容与所选格式不符",
                       "the file is not of the format that was said");
  return workbook ? sheet::ReadXlsx(file) : sheet::ReadCsv(file);
}

// Says of the rows [first, end) what became of each. Those that the file itself spoils are refused
// without asking.
void ImportRows(ImportService& imports, const Call& call, const v1::ImportFileRequest& request,
                const ImportFile& file, size_t first, size_t end,
                v1::ImportFileResponse& response) {
  std::vector<ImportRow> good;
  for (size_t i = first; i < end; ++i)
    if (file.rows[i].status.ok()) good.push_back(file.rows[i].row);
  const std::vector<ImportResult> results =
      Import(imports, call, request.source(), std::move(good), request.dry_run());
  auto result = results.begin();
  for (size_t i = first; i < end; ++i) {
    const FileRow& row = file.rows[i];
    const ImportResult refused{ImportOutcome::kRefused, LeadId(), "", row.status};
    v1::ImportResult& added = *response.add_results();
    added = ToProto(row.row.key, row.status.ok() ? *result++ : refused);
    added.set_line(row.line);
  }
}

absl::Status AddVanished(ImportService& imports, const Call& call,
                         const v1::ImportFileRequest& request, const ImportFile& file,
                         v1::ImportFileResponse& response) {
  // A row that is refused is there all the same.
  std::vector<ImportRow> rows;
  for (const FileRow& row : file.rows) rows.push_back(row.row);
  ASSIGN_OR_RETURN(const std::vector<ListRow> vanished,
                   imports.FindVanished(call, request.division(), request.source(), rows));
  for (const ListRow& row : vanished) {
    v1::VanishedRow& added = *response.add_vanished();
    added.set_lead_id(row.lead.ToString());
    added.set_lead_no(row.lead_no);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ImportFileResponse> TakeFile(ImportService& imports, const Call& call,
                                                const v1::ImportFileRequest& request) {
  RETURN_IF_ERROR(CheckLength("source", request.source(), 1, kMaxSource));
  RETURN_IF_ERROR(RequireScope(call.actor, request.division()));
  if (request.first_row() < 0)
    return RefuseField("NEGATIVE", "first_row", "first_row 不能为负",
                       "first_row must not be negative");
  ASSIGN_OR_RETURN(sheet::Sheet sheet, ReadSheet(request));
  const ImportDefaults defaults{request.division(),
                                ReadCode(request.channel(), Channel::kPublicWeb), call.now};
  ASSIGN_OR_RETURN(const ImportFile file,
                   ReadImportFile(std::move(sheet),
                                  {request.columns().begin(), request.columns().end()}, defaults));
  v1::ImportFileResponse response;
  response.set_rows(static_cast<int>(file.rows.size()));
  response.set_encoding(file.encoding);
  response.mutable_columns()->insert(file.columns.begin(), file.columns.end());
  for (const std::string& column : file.unused_columns) response.add_unused_columns(column);
  const absl::Time stop = absl::Now() + absl::GetFlag(FLAGS_import_patience);
  size_t next = static_cast<size_t>(request.first_row());
  // However short the time, each call gets on.
  do {
    const size_t end = std::min(next + kBatch, file.rows.size());
    ImportRows(imports, call, request, file, next, end, response);
    next = std::max(next, end);
  } while (next < file.rows.size() && absl::Now() < stop);
  if (next < file.rows.size()) {
    response.set_next_row(static_cast<int>(next));
    return response;
  }
  RETURN_IF_ERROR(AddVanished(imports, call, request, file, response));
  return response;
}

}  // namespace

void RegisterImportRpc(rpc::Router& router, ImportService& imports) {
  router.Handle("hecha.intake.v1.LeadService/ImportLeads",
                [&imports](const Call& call, const v1::ImportLeadsRequest& request) {
                  return ImportLeads(imports, call, request);
                });
  router.Handle("hecha.intake.v1.LeadImportService/ImportFile",
                [&imports](const Call& call, const v1::ImportFileRequest& request) {
                  return TakeFile(imports, call, request);
                });
}

}  // namespace hecha::intake
