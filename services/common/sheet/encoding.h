// Text in the encodings that Chinese offices write.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace hecha::sheet {

struct DecodedText {
  // UTF-8; where the bytes are UTF-8 with a few broken places, as they are.
  std::string text;
  // "UTF-8", "GB18030" or "UTF-16".
  std::string encoding;
};

// Tells the encoding of `bytes` and converts them. A byte order mark decides; else what is UTF-8
// for the most part is taken for UTF-8, and the rest for GB18030. InvalidArgument ENCODING for
// what is neither.
absl::StatusOr<DecodedText> DecodeText(std::string_view bytes);

}  // namespace hecha::sheet
