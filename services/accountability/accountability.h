// The accountability service, put together.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "services/common/db/migration.h"
#include "services/common/host/host.h"

namespace hecha::accountability {

extern const db::MigrationSet kMigrations;

// Builds accountability's stores and services, and registers their faces. Keep what it returns for
// as long as the router and the inbox are used.
absl::StatusOr<std::shared_ptr<void>> Build(host::Context& context);

}  // namespace hecha::accountability
