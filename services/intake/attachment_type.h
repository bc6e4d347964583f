// What a file is, by its content: a name is the sender's to choose, and an executable is one
// whatever it is called.
//
// Nothing here decodes a format; it reads the marks that every reader of the format goes by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::intake {

// Codes; numbers equal those of hecha.intake.v1.
enum class AttachmentType : uint8_t {
  kJpeg = 1,
  kPng,
  kWebp,
  kPdf,
  kMp4,
  kQuicktime,
  kM4a,
  kMp3,
  kAmr,
  kWav,
  kDocx,
  kXlsx,
  kText,
};

// The type of a file that begins with `head`: its first 256 KiB, or all of it. Nothing for an
// archive, of which TypeOfArchive tells. InvalidArgument ATTACHMENT_TYPE for what is not taken:
// programs, pages (html, svg), scripts, and whatever is unknown.
absl::StatusOr<std::optional<AttachmentType>> TypeOfHead(std::string_view head);

// The type of an archive that ends with `tail`: its last 256 KiB at least, or all of it. The same
// for one that is no docx or xlsx, or has macros.
absl::StatusOr<AttachmentType> TypeOfArchive(std::string_view tail);

// Whether `piece`, from anywhere in a text, has bytes that no text has.
bool IsText(std::string_view piece);

// "image/jpeg".
std::string_view MimeOf(AttachmentType type);

// `name`, ending as a file of that type does: "beleg.exe" that is a picture is "beleg.exe.jpg".
std::string FileNameOf(std::string_view name, AttachmentType type);

}  // namespace hecha::intake
