// The face of attachments: AttachmentService and ReceiptAttachmentService of hecha.intake.v1 on
// the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/attachment_service.h"

namespace hecha::intake {

// `attachments` outlives the router.
void RegisterAttachmentRpc(rpc::Router& router, AttachmentService& attachments);

}  // namespace hecha::intake
