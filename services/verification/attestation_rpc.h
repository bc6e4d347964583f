// How verification asks accountability what the evidence log holds.
#pragma once

#include <memory>

#include "services/common/rpc/channel.h"
#include "services/common/security/actor_token.h"
#include "services/verification/attestation.h"

namespace hecha::verification {

// Asks over `accountability` as the service that `issuer` speaks for, which outlives the function.
AskLog AskOver(std::shared_ptr<rpc::Channel> accountability, const security::ActorIssuer& issuer);

}  // namespace hecha::verification
