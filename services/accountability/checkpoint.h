// Checkpoints: the text that a log signs to commit itself to a size and a root, so that any
// two parties can compare what they were shown.
//
// Formats of C2SP (https://c2sp.org): tlog-checkpoint for the text, signed-note for the
// signature line and the key's names. Text only; the signature is made by the caller.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/accountability/merkle.h"

namespace hecha::accountability {

// True if `name` may name a log and its key: not empty, no space, no control character, no "+".
bool IsLogName(std::string_view name);

// What is signed: the lines origin, size and base64 root.
std::string CheckpointText(std::string_view origin, int64_t size, const Hash& root);

// 4 bytes that hint at the key: the first of SHA-256(name || 0x0a || 0x01 || key).
std::string KeyId(std::string_view name, std::string_view public_key);

// How a verifier is told of the key, "name+key id+base64 key" (vkey).
std::string VerifierKey(std::string_view name, std::string_view public_key);

// The signed note: `text`, a blank line and one signature line. `signature` is the Ed25519
// signature over `text`.
std::string SignedNote(std::string_view text, std::string_view name, std::string_view public_key,
                       std::string_view signature);

}  // namespace hecha::accountability
