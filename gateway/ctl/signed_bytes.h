// The bytes that signatories sign, made by the letter of the protos that describe them and from
// nothing but what the suite hands out: so that what the suite says can be checked against it.
#pragma once

#include <string>
#include <string_view>

#include "hecha/verification/v1/endorsement.pb.h"

namespace hecha::ctl {

// What the owner of a new key signs (signing_key.proto).
std::string PossessionPayload(std::string_view user_id, std::string_view public_key);

// What `endorsement` signs (endorsement.proto): over the report of a case whose canonical form
// hashes to `report_hash`, after the signer read what hashes to `liability_hash`.
std::string EndorsementPayload(std::string_view case_id, std::string_view report_hash,
                               const verification::v1::Endorsement& endorsement,
                               std::string_view liability_hash);

}  // namespace hecha::ctl
