// Reporters' identities between proto and domain.
#pragma once

#include <functional>
#include <string>

#include "hecha/intake/v1/vault.pb.h"
#include "services/intake/vault.h"

namespace hecha::intake {

ReporterIdentity ReadIdentity(const v1::ReporterIdentity& identity);

// Makes what is sealed of `identity`, the bytes of a hecha.intake.v1.SealedIdentity, once the id of
// its lead is known.
std::function<std::string(LeadId)> SealedBytesOf(const ReporterIdentity& identity);

}  // namespace hecha::intake
