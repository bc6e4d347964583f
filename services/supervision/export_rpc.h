// The face of exports: hecha.supervision.v1.ExportService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/supervision/export_service.h"

namespace hecha::supervision {

// `exports` outlives the router.
void RegisterExportRpc(rpc::Router& router, ExportService& exports);

}  // namespace hecha::supervision
