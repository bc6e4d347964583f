// The operator's view: hecha.operations.v1.OperationsService, answered by asking each process.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "services/common/rpc/channel.h"
#include "services/common/rpc/router.h"
#include "services/common/security/actor_token.h"

namespace hecha::operations {

// The processes of the suite by name, this one among them.
using Processes = std::map<std::string, std::shared_ptr<rpc::Channel>>;

// Registers the handlers, which ask as the service that `issuer` speaks for; it outlives `router`.
void RegisterOperationsRpc(rpc::Router& router, Processes processes,
                           const security::ActorIssuer& issuer);

}  // namespace hecha::operations
