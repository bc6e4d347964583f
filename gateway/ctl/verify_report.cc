// hechactl export-report CASE_ID > FILE: the newest signed report with everything that proves it.
// hechactl verify-report FILE --log_key KEY: checks such a file, offline.
//
// KEY is the evidence log's (GET /v1/evidence/checkpoint shows it as verifierKey): take it once,
// from somebody you trust, and keep it.
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/report_verifier.h"
#include "gateway/ctl/settings.h"
#include "gateway/transcoding/json_writer.h"
#include "hecha/verification/v1/case.pb.h"
#include "services/common/base/status_macros.h"

ABSL_FLAG(std::string, log_key, "", "verify-report: the evidence log's key, name+id+base64");

namespace hecha::ctl {
namespace {

absl::StatusOr<std::string> FetchExport(const std::string& case_id) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn("office"));
  verification::v1::ExportReportRequest request;
  request.set_case_id(case_id);
  verification::v1::ReportExport exported;
  RETURN_IF_ERROR(
      gateway->Call("hecha.verification.v1.CaseService/ExportReport", request, exported));
  return transcoding::WriteJson(exported);
}

absl::StatusOr<VerifiedReport> VerifyFile(const std::string& path, const std::string& log_key) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(path + " cannot be read");
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  ASSIGN_OR_RETURN(const verification::v1::ReportExport exported, ParseExport(bytes));
  return VerifyReport(exported, log_key);
}

}  // namespace

int ExportReport(const Arguments& arguments) {
  if (arguments.size() != 1) return Usage("hechactl export-report CASE_ID > FILE");
  const absl::StatusOr<std::string> exported = FetchExport(arguments[0]);
  if (!exported.ok()) return Report(exported.status());
  fmt::print("{}", *exported);
  return kDone;
}

int VerifyReport(const Arguments& arguments) {
  const std::string log_key = absl::GetFlag(FLAGS_log_key);
  if (arguments.size() != 1 || log_key.empty())
    return Usage("hechactl verify-report FILE --log_key KEY");
  const absl::StatusOr<VerifiedReport> verified = VerifyFile(arguments[0], log_key);
  if (!verified.ok()) {
    fmt::print(stderr, "不可信 / not proven: {}\n", std::string(verified.status().message()));
    return kRefused;
  }
  fmt::print("线索 {}  案件 {}  第 {} 版  结论 {}\n摘要 {}\n", verified->lead_no, verified->case_id,
             verified->version, verified->outcome, verified->hash);
  for (const std::string& signature : verified->signatures) fmt::print("签字 {}\n", signature);
  fmt::print("存证 {} 共 {} 条\n", verified->log, verified->tree_size);
  return kDone;
}

}  // namespace hecha::ctl
