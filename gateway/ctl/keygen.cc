// hechactl keygen --key FILE: makes the personal Ed25519 key with which a signatory endorses.
// hechactl enrol --key FILE: hands in its public half, for a second person to confirm.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/settings.h"
#include "gateway/ctl/signed_bytes.h"
#include "hecha/directory/v1/session.pb.h"
#include "hecha/verification/v1/signing_key.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/signing.h"

ABSL_FLAG(std::string, key, "", "keygen, enrol, sign: file of the personal signing key");

namespace hecha::ctl {
namespace {

absl::StatusOr<verification::v1::SigningKey> EnrolKey(const std::string& path) {
  ASSIGN_OR_RETURN(const security::SigningKey key, security::SigningKey::Load(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn());
  directory::v1::GetMeResponse me;
  RETURN_IF_ERROR(
      gateway->Call("hecha.directory.v1.SessionService/GetMe", directory::v1::GetMeRequest(), me));
  verification::v1::EnrolSigningKeyRequest request;
  request.set_public_key(key.public_key);
  request.set_proof(key.Sign(PossessionPayload(me.user().id(), key.public_key)));
  verification::v1::SigningKey enrolled;
  RETURN_IF_ERROR(
      gateway->Call("hecha.verification.v1.SigningKeyService/EnrolSigningKey", request, enrolled));
  return enrolled;
}

}  // namespace

int Keygen(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (!arguments.empty() || path.empty()) return Usage("hechactl keygen --key FILE");
  // A key that signed something must not be lost to a second run.
  if (std::filesystem::exists(path))
    return Report(absl::AlreadyExistsError(path + " exists; it was left as it is"));
  const security::SigningKey key = security::SigningKey::Generate();
  if (absl::Status status = key.Save(path); !status.ok()) return Report(status);
  std::string hex;
  for (unsigned char byte : key.public_key) hex += fmt::format("{:02x}", byte);
  fmt::print("{}\n", hex);
  return kDone;
}

int Enrol(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (!arguments.empty() || path.empty()) return Usage("hechactl enrol --key FILE");
  const absl::StatusOr<verification::v1::SigningKey> enrolled = EnrolKey(path);
  if (!enrolled.ok()) return Report(enrolled.status());
  fmt::print("{}  {}\n", enrolled->id(),
             verification::v1::SigningKey::State_Name(enrolled->state()));
  return kDone;
}

}  // namespace hecha::ctl
