#include "services/intake/attachment_archive.h"

#include <cstddef>
#include <optional>

namespace hecha::intake {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kEndMark = "PK\x05\x06"sv;
constexpr size_t kEndSize = 22;
constexpr std::string_view kEntryMark = "PK\x01\x02"sv;
constexpr size_t kEntrySize = 46;

// The little-endian number of `size` bytes at `at`, which the caller knows to be there.
size_t Number(std::string_view bytes, size_t at, size_t size) {
  size_t value = 0;
  for (size_t i = size; i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[at + i - 1]);
  return value;
}

// The list of entries, as far as the end record says that it lies right before it.
std::optional<std::string_view> Directory(std::string_view tail) {
  // A comment may follow the record, and hold its mark: the last one that reaches exactly to the
  // end of the file counts.
  for (size_t at = tail.rfind(kEndMark); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : tail.rfind(kEndMark, at - 1)) {
    if (tail.size() - at < kEndSize) continue;
    if (at + kEndSize + Number(tail, at + 20, 2) != tail.size()) continue;
    const size_t size = Number(tail, at + 12, 4);
    if (size > at) return std::nullopt;
    return tail.substr(at - size, size);
  }
  return std::nullopt;
}

struct Seen {
  bool content_types = false;
  bool document = false;
  bool workbook = false;
  bool macros = false;

  void Note(std::string_view name) {
    if (name == "[Content_Types].xml") content_types = true;
    if (name == "word/document.xml") document = true;
    if (name == "xl/workbook.xml") workbook = true;
    if (name.ends_with("vbaProject.bin") || name.ends_with(".exe")) macros = true;
  }
};

}  // namespace

OfficeDocument OfficeDocumentIn(std::string_view tail) {
  std::optional<std::string_view> rest = Directory(tail);
  if (!rest.has_value()) return OfficeDocument::kNone;
  Seen seen;
  while (!rest->empty()) {
    if (rest->size() < kEntrySize || !rest->starts_with(kEntryMark)) return OfficeDocument::kNone;
    const size_t name = Number(*rest, 28, 2);
    const size_t entry = kEntrySize + name + Number(*rest, 30, 2) + Number(*rest, 32, 2);
    if (rest->size() < entry) return OfficeDocument::kNone;
    seen.Note(rest->substr(kEntrySize, name));
    rest->remove_prefix(entry);
  }
  if (!seen.content_types || seen.macros || seen.document == seen.workbook)
    return OfficeDocument::kNone;
  return seen.document ? OfficeDocument::kDocx : OfficeDocument::kXlsx;
}

}  // namespace hecha::intake
