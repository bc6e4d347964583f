// hechactl import-list FILE: hands in a list of leads, CSV or xlsx, as a clerk's browser would.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/gateway.h"
#include "gateway/ctl/settings.h"
#include "hecha/directory/v1/session.pb.h"
#include "hecha/intake/v1/lead_import.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/status.h"

ABSL_DECLARE_FLAG(std::string, division);
ABSL_DECLARE_FLAG(std::string, source);
ABSL_FLAG(bool, dry_run, false, "import-list: say what would become of each row, change nothing");
ABSL_FLAG(std::vector<std::string>, map, {},
          "import-list: FIELD=HEADER,... of columns that are not recognised by their names");

namespace hecha::ctl {
namespace {

using intake::v1::ImportFileRequest;
using intake::v1::ImportFileResponse;
using intake::v1::ImportResult;

absl::StatusOr<ImportFileRequest> RequestFor(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) return absl::NotFoundError("cannot read " + path);
  ImportFileRequest request;
  request.set_file(std::string{std::istreambuf_iterator<char>(in), {}});
  request.set_division(absl::GetFlag(FLAGS_division));
  request.set_source(absl::GetFlag(FLAGS_source));
  if (request.source().empty()) request.set_source(std::filesystem::path(path).stem().string());
  request.set_dry_run(absl::GetFlag(FLAGS_dry_run));
  for (const std::string& pair : absl::GetFlag(FLAGS_map)) {
    const size_t equals = pair.find('=');
    if (equals == std::string::npos)
      return absl::InvalidArgumentError("--map takes FIELD=HEADER, not " + pair);
    (*request.mutable_columns())[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return request;
}

absl::Status UseOwnDivision(Gateway& gateway, ImportFileRequest& request) {
  if (!request.division().empty()) return absl::OkStatus();
  directory::v1::GetMeResponse me;
  RETURN_IF_ERROR(
      gateway.Call("hecha.directory.v1.SessionService/GetMe", directory::v1::GetMeRequest(), me));
  request.set_division(me.user().division());
  return absl::OkStatus();
}

// Counts what became of the rows, and tells of those that somebody has to look at.
void Tell(const std::string& path, const ImportFileResponse& response,
          std::map<ImportResult::Outcome, int>& counts) {
  for (const ImportResult& result : response.results()) {
    ++counts[result.outcome()];
    if (!result.has_error()) continue;
    const absl::Status why =
        rpc::FromGrpc(grpc::Status(static_cast<grpc::StatusCode>(result.error().code()),
                                   result.error().message(), result.error().SerializeAsString()));
    fmt::print(stderr, "{}:{}: {} {}\n", path, result.line(), result.row_key(), Describe(why));
  }
}

absl::Status Take(const std::string& path, std::map<ImportResult::Outcome, int>& counts) {
  ASSIGN_OR_RETURN(ImportFileRequest request, RequestFor(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn("clerk"));
  RETURN_IF_ERROR(UseOwnDivision(*gateway, request));
  do {
    ImportFileResponse response;
    RETURN_IF_ERROR(
        gateway->Call("hecha.intake.v1.LeadImportService/ImportFile", request, response));
    Tell(path, response, counts);
    request.set_first_row(response.next_row());
  } while (request.first_row() != 0);
  return absl::OkStatus();
}

}  // namespace

int ImportList(const Arguments& arguments) {
  if (arguments.size() != 1)
    return Usage(
        "hechactl import-list FILE.csv|FILE.xlsx [--division CODE] [--source NAME] [--dry_run] "
        "[--map FIELD=HEADER,...]");
  std::map<ImportResult::Outcome, int> counts;
  const absl::Status status = Take(arguments[0], counts);
  fmt::print(
      "新登记 {0}，更新 {1}，未变 {2}，冲突 {3}，拒绝 {4} | {0} created, {1} updated, "
      "{2} unchanged, {3} in conflict, {4} refused\n",
      counts[ImportResult::OUTCOME_CREATED], counts[ImportResult::OUTCOME_UPDATED],
      counts[ImportResult::OUTCOME_UNCHANGED], counts[ImportResult::OUTCOME_CONFLICT],
      counts[ImportResult::OUTCOME_REFUSED]);
  if (!status.ok()) {
    Report(status);
    return kFailed;
  }
  const bool clean =
      counts[ImportResult::OUTCOME_CONFLICT] + counts[ImportResult::OUTCOME_REFUSED] == 0;
  return clean ? kDone : kRefused;
}

}  // namespace hecha::ctl
