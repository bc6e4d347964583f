// The operator's command over parked deliveries (events/parked.h).
#pragma once

#include "services/common/host/host.h"

namespace hecha::host {

//   parked              one line for each parked delivery, tab-separated, oldest first
//   parked retry ID…    offers these events again; stops at the first that is not parked
Command ParkedCommand();

}  // namespace hecha::host
