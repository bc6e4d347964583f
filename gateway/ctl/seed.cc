// hechactl seed DIRECTORY: gives the demo what its people would have set up: custodians, whose key
// files it keeps in DIRECTORY under $HECHA_PASSPHRASE, and what the public reads.
#include <memory>

#include "gateway/ctl/command.h"
#include "gateway/ctl/demo_custodian.h"
#include "gateway/ctl/demo_publicity.h"
#include "gateway/ctl/settings.h"
#include "services/common/base/status_macros.h"

namespace hecha::ctl {
namespace {

absl::Status SeedAll(const std::string& directory) {
  ASSIGN_OR_RETURN(const Settings settings, Settings::FromFlags());
  RETURN_IF_ERROR(SeedCustodians(settings, directory));
  return SeedPublicity(settings);
}

}  // namespace

int Seed(const Arguments& arguments) {
  if (arguments.size() != 1) return Usage("hechactl seed DIRECTORY");
  const absl::Status seeded = SeedAll(arguments[0]);
  return seeded.ok() ? kDone : Report(seeded);
}

}  // namespace hecha::ctl
