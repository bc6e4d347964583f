// Reading and writing the small files that keys live in.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::security {

// The whole file. NotFound if there is none; InvalidArgument if it holds a secret that every
// user of the machine can read.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);
absl::StatusOr<std::string> ReadPublicFile(const std::string& path);

// Writes a new file with exactly `mode`, durably; a reader sees the old content or the new.
absl::Status ReplaceFile(const std::string& path, std::string_view content, mode_t mode);

// Lower-case hexadecimal of `bytes`, and back. FromHex ignores white space around the digits
// and is InvalidArgument unless they make exactly `size` bytes.
std::string ToHex(std::string_view bytes);
absl::StatusOr<std::string> FromHex(std::string_view hex, size_t size);

}  // namespace hecha::security
