// Whether a zip archive is an office document, by the list of its entries (APPNOTE.TXT 4.3.12).
// Nothing is unpacked.
#pragma once

#include <cstdint>
#include <string_view>

namespace hecha::intake {

enum class OfficeDocument : uint8_t { kNone, kDocx, kXlsx };

// What the archive that ends with `tail` is: a document has the entries that every reader of it
// asks for, and no macros. kNone also where the list does not lie within `tail` or is broken.
OfficeDocument OfficeDocumentIn(std::string_view tail);

}  // namespace hecha::intake
