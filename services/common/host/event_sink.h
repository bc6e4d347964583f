// Both ends of hecha.events.v1.EventSink/Deliver.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "services/common/events/inbox.h"
#include "services/common/events/relay.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/router.h"
#include "services/common/security/actor_token.h"

namespace hecha::host {

// Peers by name.
using Peers = std::map<std::string, std::shared_ptr<rpc::Channel>>;

// Lets peers deliver to `inbox`.
void RegisterEventSink(rpc::Router& router, events::Inbox& inbox);

// Delivers to peers as the service that `issuer` speaks for. All three must outlive the
// function.
events::Relay::Send DeliverTo(const Peers& peers, const security::ActorIssuer& issuer);

}  // namespace hecha::host
