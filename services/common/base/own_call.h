// Work that a service does because its time has come: no request asked for it.
#pragma once

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha {

// The call by which `service` does `method` on its own, within `patience`.
inline Call OwnCall(std::string service, std::string method, absl::Time now,
                    absl::Duration patience) {
  Call call;
  call.actor.kind = Actor::Kind::kService;
  call.actor.service = std::move(service);
  call.method = std::move(method);
  call.now = now;
  call.request_id = Uuid::V7(now).ToString();
  call.deadline = absl::Now() + patience;
  return call;
}

}  // namespace hecha
