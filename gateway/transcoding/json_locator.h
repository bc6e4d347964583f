// Says where in a JSON text something is, for texts that no parser takes: by brackets, quotes and
// names alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hecha::transcoding {

// The field whose value `offset` lies in, as refusals name it ("subjects[1].name"): of a nest, the
// outermost eight. Empty where that is the whole text.
std::string FieldAt(std::string_view json, size_t offset);

// The first byte that is part of no UTF-8 character; the end where there is none.
size_t FindInvalidUtf8(std::string_view text);

// The first bracket that opens more than `depth` at once; the end where there is none.
size_t FindDeeperThan(std::string_view json, size_t depth);

}  // namespace hecha::transcoding
