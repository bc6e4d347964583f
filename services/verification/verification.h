// The verification service, put together.
#pragma once

#include <memory>

#include "services/common/db/migration.h"
#include "services/common/host/host.h"

namespace hecha::verification {

extern const db::MigrationSet kMigrations;

// Builds verification's stores and services and registers their faces. Keep what it returns
// for as long as the router and the inbox are used.
std::shared_ptr<void> Build(host::Context& context);

}  // namespace hecha::verification
