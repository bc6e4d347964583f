// A preview of a picture that a stranger sent: decoded and encoded anew by the program
// hecha-preview, which keeps nothing but the pixels and can reach nothing.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hecha::picture {

// Gives the next piece of the picture; an empty one is the end.
using NextPiece = absl::FunctionRef<absl::StatusOr<std::string>()>;

// The preview, a jpeg of at most 2 MiB. InvalidArgument if the picture cannot be read, or is too
// large to be unpacked; NotFound if the program is not beside this one. An error of `next` is
// returned. Blocks, until `deadline` at most. Safe for concurrent use.
absl::StatusOr<std::string> MakePreview(NextPiece next, absl::Time deadline);

}  // namespace hecha::picture
