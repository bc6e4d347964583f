// hechactl sign CASE_ID --key FILE: endorses the frozen report of a case (签字背书).
//
// The private key never leaves this computer: the payload comes, the signature goes.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/settings.h"
#include "hecha/verification/v1/case.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/signing.h"

ABSL_DECLARE_FLAG(std::string, key);
ABSL_FLAG(bool, yes, false, "sign: the liability text has been read and is accepted");

namespace hecha::ctl {
namespace {

// Shows what is signed, and asks, since a signature binds the person.
bool Accepted(const verification::v1::PrepareEndorsementResponse& prepared) {
  fmt::print(stderr, "{}\n\n{}", prepared.liability_text(), prepared.payload());
  if (absl::GetFlag(FLAGS_yes)) return true;
  if (!isatty(STDIN_FILENO)) return false;
  fmt::print(stderr, "\n同意并签字请输入 yes / type yes to sign: ");
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

// The payload names what the server says it is for; anything else is not ours to sign.
bool IsEndorsementOf(const std::string& payload, const std::string& case_id) {
  return payload.starts_with(fmt::format("hecha-endorsement-v2\n{}\n", case_id));
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
  if (!IsEndorsementOf(prepared.payload(), case_id))
    return absl::FailedPreconditionError("what was sent to sign is no endorsement of this case");
  if (!Accepted(prepared)) return absl::CancelledError("not signed");

  verification::v1::EndorseCaseRequest endorse;
  endorse.set_case_id(case_id);
  endorse.set_signature(key.Sign(prepared.payload()));
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
