// A Document is a paper form, and RenderPdf prints it: A4, numbered pages, every font embedded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace hecha::print {

enum class BlockKind : uint8_t {
  kHeading,
  kParagraph,
  kRow,  // a label and, beside it, its text
};

struct Block {
  BlockKind kind = BlockKind::kParagraph;
  // Of a row only.
  std::string label;
  // Line feeds are kept.
  std::string text;
};

struct Document {
  std::string title;
  // Under the title, in small.
  std::string subtitle;
  std::vector<Block> blocks;
  // Across every page, pale, and at its foot: who looked at it, and when.
  std::string watermark;
  // At the foot of every page, beside its number.
  std::string foot;
  // What the QR code on the first page says; without one if empty.
  std::string code;
};

// The PDF of `document`, whose texts are UTF-8. Internal if the libraries fail. Safe for
// concurrent use; takes some 50 ms a page.
absl::StatusOr<std::string> RenderPdf(const Document& document);

}  // namespace hecha::print
