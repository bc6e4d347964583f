// A CustodianKeyService runs the use cases of custodian keys. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/intake/custodian_key.h"
#include "services/intake/custodian_key_store.h"

namespace hecha::intake {

class CustodianKeyService {
 public:
  CustodianKeyService(events::Journal& journal, CustodianKeyStore keys)
      : journal_(journal), keys_(keys) {}

  // Enrols the caller's own key. AlreadyExists KEY_TAKEN if it is enrolled, whoever's it is.
  absl::StatusOr<CustodianKey> Enrol(const Call& call, const std::string& public_key);
  absl::StatusOr<CustodianKey> Confirm(const Call& call, CustodianKeyId id);
  absl::StatusOr<CustodianKey> Revoke(const Call& call, CustodianKeyId id,
                                      const std::string& reason);

  // A page of the keys of the caller's territory.
  absl::StatusOr<std::vector<CustodianKey>> List(const Call& call, const Page& page);

 private:
  events::Journal& journal_;
  const CustodianKeyStore keys_;
};

}  // namespace hecha::intake
