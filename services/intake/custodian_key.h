// A CustodianKey is the public half (X25519) of the key of a custodian 保管人 of reporters'
// identities.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/enrolled_key.h"
#include "services/common/base/id.h"

namespace hecha::intake {

struct CustodianKey;
using CustodianKeyId = Id<CustodianKey>;

struct CustodianKey : EnrolledKey {
  CustodianKeyId id;

  // As EnrolledKey::Enrol; InvalidArgument KEY_WEAK if nothing can be sealed to it.
  static absl::StatusOr<CustodianKey> Enrol(CustodianKeyId id, const Actor& owner,
                                            std::string public_key, absl::Time now);

  // True if identities are sealed to it, and given out to its owner.
  bool Counts() const { return state == EnrolledKeyState::kConfirmed; }
};

}  // namespace hecha::intake
