// The face of signing keys: hecha.verification.v1.SigningKeyService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/signing_key_service.h"

namespace hecha::verification {

// `keys` outlives the router.
void RegisterSigningKeyRpc(rpc::Router& router, SigningKeyService& keys);

}  // namespace hecha::verification
