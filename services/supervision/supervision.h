// The supervision service, put together.
#pragma once

#include <memory>

#include "services/common/db/migration.h"
#include "services/common/host/host.h"

namespace hecha::supervision {

extern const db::MigrationSet kMigrations;

// Builds supervision's stores and services, registers their faces, and lets the lights and
// gauges run. Keep what it returns for as long as the router and the inbox are used.
std::shared_ptr<void> Build(host::Context& context);

}  // namespace hecha::supervision
