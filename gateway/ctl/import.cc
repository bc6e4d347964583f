// hechactl import FILE.csv: registers the citizens' messages of a file as leads.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/importer.h"
#include "gateway/ctl/progress.h"
#include "gateway/ctl/settings.h"
#include "hecha/directory/v1/session.pb.h"
#include "services/common/base/status_macros.h"

ABSL_FLAG(std::string, division, "", "import: division of the leads; the user's own if empty");
ABSL_FLAG(std::string, source, "", "import: name of the list; the file's name if empty");
ABSL_FLAG(std::string, report, "", "import: CSV file that tells what became of each row");

namespace hecha::ctl {
namespace {

absl::StatusOr<std::string> OwnDivision(Gateway& gateway) {
  directory::v1::GetMeResponse me;
  RETURN_IF_ERROR(
      gateway.Call("hecha.directory.v1.SessionService/GetMe", directory::v1::GetMeRequest(), me));
  return me.user().division();
}

std::string Totals(const ImportReport& report) {
  return fmt::format(
      "共 {} 行：新登记 {}，已有 {}，拒绝 {} | {} rows: {} created, {} existing, "
      "{} refused",
      report.rows(), report.created(), report.existing(), report.refused(), report.rows(),
      report.created(), report.existing(), report.refused());
}

absl::Status ImportFile(const std::string& path, ImportReport& report) {
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) return absl::NotFoundError("cannot read " + path);
  ASSIGN_OR_RETURN(MessageFile file, MessageFile::Open(in));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn("clerk"));

  ImportOptions options;
  options.division = absl::GetFlag(FLAGS_division);
  if (options.division.empty()) {
    ASSIGN_OR_RETURN(options.division, OwnDivision(*gateway));
  }
  options.source = absl::GetFlag(FLAGS_source);
  if (options.source.empty()) options.source = std::filesystem::path(path).stem().string();
  RETURN_IF_ERROR(report.Open(absl::GetFlag(FLAGS_report)));

  std::error_code error;
  Progress progress(static_cast<int64_t>(std::filesystem::file_size(path, error)));
  Importer importer(
      options,
      [&](const intake::v1::ImportLeadsRequest& request,
          intake::v1::ImportLeadsResponse& response) {
        return gateway->Call("hecha.intake.v1.LeadService/ImportLeads", request, response);
      },
      report,
      [&](int64_t bytes_read, const ImportReport& so_far) {
        progress.Update(bytes_read, Totals(so_far));
      },
      [&](int64_t line, const std::string& row_key, const absl::Status& why) {
        progress.Say(fmt::format("{}:{}: {} {}", path, line, row_key, Describe(why)));
      });
  const absl::Status imported = importer.Run(file);
  const absl::Status reported = report.Close();
  return imported.ok() ? reported : imported;
}

}  // namespace

int Import(const Arguments& arguments) {
  if (arguments.size() != 1)
    return Usage("hechactl import FILE.csv [--division CODE] [--source NAME] [--report FILE.csv]");
  ImportReport report;
  const absl::Status status = ImportFile(arguments[0], report);
  if (report.rows() > 0) fmt::print("{}\n", Totals(report));
  if (!status.ok()) {
    Report(status);
    return kFailed;
  }
  return report.refused() == 0 ? kDone : kRefused;
}

}  // namespace hecha::ctl
