// hechactl sign CASE_ID --key FILE: endorses the frozen report of a case (签字背书).
//
// The private key never leaves this computer, and signs what is shown here: the report is fetched
// and hashed, and the lines to sign are built from it, not taken from the suite.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/endorsement_check.h"
#include "gateway/ctl/settings.h"
#include "hecha/directory/v1/session.pb.h"
#include "hecha/verification/v1/case.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/signing.h"

ABSL_DECLARE_FLAG(std::string, key);
ABSL_FLAG(bool, yes, false, "sign: the liability text has been read and is accepted");

namespace hecha::ctl {
namespace {

// Shows what is signed, and asks, since a signature binds the person.
bool Accepted(const verification::v1::Report& report,
              const verification::v1::PrepareEndorsementResponse& prepared) {
  fmt::print(stderr, "{}\n{}\n\n{}", report.form(), prepared.liability_text(), prepared.payload());
  if (absl::GetFlag(FLAGS_yes)) return true;
  if (!isatty(STDIN_FILENO)) return false;
  fmt::print(stderr, "\n同意并签字请输入 yes / type yes to sign: ");
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

absl::StatusOr<verification::v1::Case> SignCase(const std::string& case_id,
                                                const std::string& key_path) {
  ASSIGN_OR_RETURN(const security::SigningKey key, security::SigningKey::Load(key_path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn());
  verification::v1::PrepareEndorsementRequest prepare;
  prepare.set_case_id(case_id);
  verification::v1::PrepareEndorsementResponse prepared;
  RETURN_IF_ERROR(
      gateway->Call("hecha.verification.v1.CaseService/PrepareEndorsement", prepare, prepared));
  verification::v1::GetReportRequest ask;
  ask.set_case_id(case_id);
  ask.set_report_version(prepared.report_version());
  verification::v1::Report report;
  RETURN_IF_ERROR(gateway->Call("hecha.verification.v1.CaseService/GetReport", ask, report));
  directory::v1::GetMeResponse me;
  RETURN_IF_ERROR(
      gateway->Call("hecha.directory.v1.SessionService/GetMe", directory::v1::GetMeRequest(), me));
  ASSIGN_OR_RETURN(const std::string payload,
                   BuildEndorsement(case_id, prepared, report, me.user(), absl::Now()));
  if (!Accepted(report, prepared)) return absl::CancelledError("not signed");

  verification::v1::EndorseCaseRequest endorse;
  endorse.set_case_id(case_id);
  endorse.set_signature(key.Sign(payload));
  endorse.set_public_key(key.public_key);
  *endorse.mutable_signed_at() = prepared.signed_at();
  verification::v1::Case endorsed;
  RETURN_IF_ERROR(
      gateway->Call("hecha.verification.v1.CaseService/EndorseCase", endorse, endorsed));
  return endorsed;
}

}  // namespace

int Sign(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (arguments.size() != 1 || path.empty())
    return Usage("hechactl sign CASE_ID --key FILE [--yes]");
  const absl::StatusOr<verification::v1::Case> endorsed = SignCase(arguments[0], path);
  if (!endorsed.ok()) return Report(endorsed.status());
  fmt::print("{}\n", verification::v1::State_Name(endorsed->state()));
  return kDone;
}

}  // namespace hecha::ctl
