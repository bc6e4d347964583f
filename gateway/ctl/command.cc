#include "gateway/ctl/command.h"

#include <fmt/format.h>

#include <cstdio>

#include "gateway/ctl/gateway.h"
#include "services/common/base/refusal.h"

namespace hecha::ctl {

int Report(const absl::Status& status) {
  fmt::print(stderr, "hechactl: {}\n", Describe(status));
  return RefusalOf(status).has_value() ? kRefused : kFailed;
}

int Usage(const std::string& how) {
  fmt::print(stderr, "{}\n", how);
  return kFailed;
}

}  // namespace hecha::ctl
