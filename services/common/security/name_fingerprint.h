// Keyed fingerprints of names: two services can find that they know the same name without
// either telling it to the other, and no database can test a guess.
#pragma once

#include <string>
#include <string_view>

#include "services/common/security/keyring.h"

namespace hecha::security {

// The fingerprint of a person's or an organisation's name, 32 bytes, under the key "names",
// which the keyrings of the services that compare share. Blanks and punctuation, full width
// and case do not count: "张 三" and "张三" have the same. Empty for a name without a letter.
std::string FingerprintOfName(const Keyring& keyring, std::string_view name);

}  // namespace hecha::security
