// The face of joint files: hecha.consultation.v1.JointFileService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/consultation/joint_file_service.h"

namespace hecha::consultation {

// `files` outlives the router.
void RegisterJointFileRpc(rpc::Router& router, JointFileService& files);

}  // namespace hecha::consultation
