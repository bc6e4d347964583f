// The face of reviews: hecha.verification.v1.ReviewService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/review_service.h"

namespace hecha::verification {

// `reviews` outlives the router.
void RegisterReviewRpc(rpc::Router& router, ReviewService& reviews);

}  // namespace hecha::verification
