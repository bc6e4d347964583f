#include "services/intake/attachment_type.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "services/common/base/refusal.h"
#include "services/intake/attachment_archive.h"

namespace hecha::intake {
namespace {

using std::string_view_literals::operator""sv;

struct TypeInfo {
  std::string_view mime;
  // How names of it end; the first is given to a name that has none of them.
  std::array<std::string_view, 3> endings;
};
constexpr std::array<TypeInfo, 14> kTypes = {{
    {"application/octet-stream", {}},
    {"image/jpeg", {".jpg", ".jpeg"}},
    {"image/png", {".png"}},
    {"image/webp", {".webp"}},
    {"application/pdf", {".pdf"}},
    {"video/mp4", {".mp4", ".m4v", ".3gp"}},
    {"video/quicktime", {".mov"}},
    {"audio/mp4", {".m4a"}},
    {"audio/mpeg", {".mp3"}},
    {"audio/amr", {".amr"}},
    {"audio/wav", {".wav"}},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", {".docx"}},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {".xlsx"}},
    {"text/plain", {".txt", ".csv", ".md"}},
}};

struct Mark {
  std::string_view begins;
  AttachmentType type;
};
constexpr Mark kMarks[] = {
    {"\xFF\xD8\xFF"sv, AttachmentType::kJpeg}, {"\x89PNG\r\n\x1A\n"sv, AttachmentType::kPng},
    {"%PDF-"sv, AttachmentType::kPdf},         {"#!AMR\n"sv, AttachmentType::kAmr},
    {"#!AMR-WB\n"sv, AttachmentType::kAmr},    {"ID3"sv, AttachmentType::kMp3},
};

constexpr std::string_view kZip = "PK\x03\x04"sv;
// What scripts and pages begin with, after blanks and a byte order mark.
constexpr std::string_view kActive[] = {"#!"sv, "<"sv};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"sv;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return lower;
}

// RIFF: "RIFF", four bytes of length, and what it is.
std::optional<AttachmentType> RiffType(std::string_view head) {
  if (head.size() < 12 || !head.starts_with("RIFF")) return std::nullopt;
  if (head.substr(8, 4) == "WAVE") return AttachmentType::kWav;
  if (head.substr(8, 4) == "WEBP") return AttachmentType::kWebp;
  return std::nullopt;
}

// ISO base media (ISO/IEC 14496-12): four bytes of length, "ftyp", and the brand.
std::optional<AttachmentType> MediaType(std::string_view head) {
  if (head.size() < 12 || head.substr(4, 4) != "ftyp") return std::nullopt;
  const std::string_view brand = head.substr(8, 4);
  if (brand == "M4A " || brand == "M4B ") return AttachmentType::kM4a;
  if (brand == "qt  ") return AttachmentType::kQuicktime;
  for (std::string_view known : {"isom", "iso", "mp4", "avc", "M4V", "dash", "3g"})
    if (brand.starts_with(known)) return AttachmentType::kMp4;
  return std::nullopt;
}

// A frame of MPEG audio, layer III: eleven bits of sync, and no reserved value after them.
bool BeginsMp3Frame(std::string_view head) {
  if (head.size() < 4) return false;
  const auto byte = [head](size_t i) { return static_cast<uint8_t>(head[i]); };
  const int version = byte(1) >> 3 & 3;
  const int layer = byte(1) >> 1 & 3;
  const int bit_rate = byte(2) >> 4;
  const int sampling = byte(2) >> 2 & 3;
  return byte(0) == 0xFF && byte(1) >= 0xE0 && version != 1 && layer == 1 && bit_rate != 0 &&
         bit_rate != 15 && sampling != 3;
}

bool IsActive(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  while (!head.empty() && std::isspace(static_cast<unsigned char>(head.front())))
    head.remove_prefix(1);
  return std::any_of(std::begin(kActive), std::end(kActive),
                     [&](std::string_view mark) { return head.starts_with(mark); });
}

// The type that the beginning alone tells of; nothing for an archive or what is not taken.
std::optional<AttachmentType> Recognise(std::string_view head) {
  for (const Mark& mark : kMarks)
    if (head.starts_with(mark.begins)) return mark.type;
  if (const auto riff = RiffType(head)) return riff;
  if (const auto media = MediaType(head)) return media;
  if (BeginsMp3Frame(head)) return AttachmentType::kMp3;
  if (!IsActive(head) && IsText(head)) return AttachmentType::kText;
  return std::nullopt;
}

absl::Status RefuseType() {
  return RefuseField(
      "ATTACHMENT_TYPE", "data",
      "只接收图片（jpg、png、webp）、视频（mp4、mov）、录音（mp3、m4a、amr、wav）、pdf、docx、xlsx "
      "和纯文本，以文件内容为准",
      "taken are pictures (jpg, png, webp), video (mp4, mov), recordings (mp3, m4a, amr, wav), "
      "pdf, "
      "docx, xlsx and plain text, by what the file holds");
}

}  // namespace

absl::StatusOr<std::optional<AttachmentType>> TypeOfHead(std::string_view head) {
  if (head.starts_with(kZip)) return std::nullopt;
  const std::optional<AttachmentType> type = Recognise(head);
  if (!type.has_value()) return RefuseType();
  return type;
}

absl::StatusOr<AttachmentType> TypeOfArchive(std::string_view tail) {
  switch (OfficeDocumentIn(tail)) {
    case OfficeDocument::kDocx:
      return AttachmentType::kDocx;
    case OfficeDocument::kXlsx:
      return AttachmentType::kXlsx;
    case OfficeDocument::kNone:
      break;
  }
  return RefuseType();
}

bool IsText(std::string_view piece) {
  return std::none_of(piece.begin(), piece.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7F;
  });
}

std::string_view MimeOf(AttachmentType type) { return kTypes[static_cast<size_t>(type)].mime; }

std::string FileNameOf(std::string_view name, AttachmentType type) {
  const TypeInfo& info = kTypes[static_cast<size_t>(type)];
  const std::string lower = Lower(name);
  for (std::string_view ending : info.endings)
    if (!ending.empty() && lower.ends_with(ending)) return std::string(name);
  return std::string(name).append(info.endings.front());
}

}  // namespace hecha::intake
