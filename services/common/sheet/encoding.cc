#include "services/common/sheet/encoding.h"

#include <iconv.h>

#include <cerrno>
#include <optional>

#include "services/common/base/refusal.h"

namespace hecha::sheet {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16Little = "\xFF\xFE";
constexpr std::string_view kUtf16Big = "\xFE\xFF";
// So many whole characters for each broken one, and a text is damaged UTF-8 rather than GB18030,
// whose bytes form whole UTF-8 characters by accident only.
constexpr size_t kWholePerBroken = 8;

bool IsContinuation(char c) { return (c & 0xC0) == 0x80; }

// How many bytes the character takes that `lead` begins; 0 if it begins none.
size_t LengthOf(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool LooksLikeUtf8(std::string_view bytes) {
  size_t whole = 0;
  size_t broken = 0;
  for (size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const size_t length = LengthOf(static_cast<unsigned char>(bytes[i]));
    size_t taken = 1;
    while (taken < length && i + taken < bytes.size() && IsContinuation(bytes[i + taken])) ++taken;
    ++(length != 0 && taken == length ? whole : broken);
    i += taken;
  }
  return broken * kWholePerBroken <= whole;
}

// Nothing if `bytes` are not text of this encoding.
std::optional<std::string> Convert(std::string_view bytes, const char* encoding) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string text;
  char buffer[4096];
  char* in = const_cast<char*>(bytes.data());  // iconv reads it only
  size_t in_left = bytes.size();
  bool whole = true;
  while (in_left > 0 && whole) {
    char* out = buffer;
    size_t out_left = sizeof buffer;
    const size_t converted = iconv(converter, &in, &in_left, &out, &out_left);
    text.append(buffer, sizeof buffer - out_left);
    whole = converted != static_cast<size_t>(-1) || errno == E2BIG;
  }
  iconv_close(converter);
  if (!whole) return std::nullopt;
  return text;
}

}  // namespace

absl::StatusOr<DecodedText> DecodeText(std::string_view bytes) {
  const bool utf16 = bytes.starts_with(kUtf16Little) || bytes.starts_with(kUtf16Big);
  if (!utf16 && (bytes.starts_with(kUtf8Mark) || LooksLikeUtf8(bytes)))
    return DecodedText{std::string(bytes), "UTF-8"};
  const char* const encoding = utf16 ? "UTF-16" : "GB18030";
  std::optional<std::string> text = Convert(bytes, encoding);
  if (!text.has_value())
    return RefuseField("ENCODING", "file", "文件编码无法识别，请另存为 UTF-8 或 GB18030",
                       "the file is neither UTF-8 nor GB18030; save it as one of them");
  return DecodedText{*std::move(text), encoding};
}

}  // namespace hecha::sheet
