// What a process tells the gateway of itself: hecha.operations.v1.ProcessService.
#pragma once

#include <string>
#include <vector>

#include "services/common/base/clock.h"
#include "services/common/db/database.h"
#include "services/common/events/journal.h"
#include "services/common/rpc/router.h"
#include "services/common/security/keyring.h"

namespace hecha::host {

// Registers the handlers for the process `name`, whose events go to `subscriptions`. The
// references outlive `router`.
void RegisterProcessRpc(rpc::Router& router, const std::string& name,
                        const std::vector<events::Subscription>& subscriptions,
                        db::Database& database, const security::Keyring& keyring);

}  // namespace hecha::host
