// What a custodian of reporters' identities does on the own computer: the private key stays in a
// file that only its passphrase opens; what the suite gives out is sealed, and opened here.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "gateway/ctl/gateway.h"
#include "hecha/intake/v1/vault.pb.h"
#include "services/common/security/sealed_box.h"

namespace hecha::ctl {

// What identities are padded to (services/intake/vault.h).
inline constexpr size_t kIdentityBlock = 2048;

// Makes a key and writes it to `path`, sealed under `passphrase`. AlreadyExists if there is a file:
// a key that identities are sealed to must not be lost to a second run.
absl::StatusOr<security::BoxKey> MakeCustodianKeyFile(const std::string& path,
                                                      const std::string& passphrase);

// The key in the file that --key names, opened with $HECHA_PASSPHRASE or what is typed.
absl::StatusOr<security::BoxKey> LoadCustodianKey(const std::string& path);
absl::StatusOr<std::string> Passphrase();

// Fetches what an approved unlock gives out, and opens it. DataLoss unless it is the identity of
// this lead's reporter.
absl::StatusOr<intake::v1::SealedIdentity> FetchIdentity(const Gateway& gateway,
                                                         const security::BoxKey& key,
                                                         const std::string& lead_id,
                                                         const std::string& unlock_id);

}  // namespace hecha::ctl
