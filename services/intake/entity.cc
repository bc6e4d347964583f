#include "services/intake/entity.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "services/intake/match_text.h"

namespace hecha::intake {
namespace {

// A number written in more groups than this is a list of numbers.
constexpr size_t kMaxGroups = 6;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool AllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }
bool IsAlnum(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

// Dashes U+2010…U+2015 as well: people type 0632—5551234.
bool IsSeparator(char32_t c) {
  return c == '-' || c == ' ' || c == ')' || (c >= 0x2010 && c <= 0x2015);
}

int Number(std::string_view digits) {
  int number = 0;
  for (char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

bool IsDate(std::string_view yyyymmdd) {
  static constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = Number(yyyymmdd.substr(0, 4));
  const int month = Number(yyyymmdd.substr(4, 2));
  const int day = Number(yyyymmdd.substr(6, 2));
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 &&
         day <= kDays[month - 1];
}

// GB 11643: region, date of birth, sequence, and ISO 7064 MOD 11-2 over the first 17.
bool IsResidentId(std::string_view text) {
  static constexpr std::array<int, 17> kWeights = {7, 9, 10, 5,  8, 4, 2, 1, 6,
                                                   3, 7, 9,  10, 5, 8, 4, 2};
  static constexpr std::string_view kCheck = "10X98765432";
  if (text.size() != 18 || !AllDigits(text.substr(0, 17))) return false;
  if (text[0] < '1' || text[0] > '8' || !IsDate(text.substr(6, 8))) return false;
  int sum = 0;
  for (size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (text[i] - '0');
  return text[17] == kCheck[sum % 11];
}

// GB 11714: the last of nine characters checks the others, modulo 11.
bool IsOrganisationCode(std::string_view text) {
  static constexpr std::array<int, 8> kWeights = {3, 7, 9, 10, 5, 8, 4, 2};
  static constexpr std::string_view kCheck = "0X987654321";
  int sum = 0;
  for (size_t i = 0; i < kWeights.size(); ++i)
    sum += kWeights[i] * (IsDigit(text[i]) ? text[i] - '0' : text[i] - 'A' + 10);
  return text[8] == kCheck[sum % 11];
}

// GB 32100: authority, kind, region, organisation code, and a check character modulo 31.
bool IsCreditCode(std::string_view text) {
  static constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  if (text.size() != 18 || !AllDigits(text.substr(2, 6))) return false;
  int sum = 0;
  int weight = 1;
  for (char c : text.substr(0, 17)) {
    const size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return false;
    sum += static_cast<int>(value) * weight;
    weight = weight * 3 % 31;
  }
  return text[17] == kAlphabet[(31 - sum % 31) % 31] && IsOrganisationCode(text.substr(8, 9));
}

// ISO/IEC 7812-1 annex B (Luhn), of the lengths and first digits that cards in China have.
bool IsBankCard(std::string_view text) {
  if (text.size() < 16 || text.size() > 19 || !AllDigits(text)) return false;
  if (text[0] < '3' || text[0] > '6') return false;
  int sum = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const int digit = text[text.size() - 1 - i] - '0';
    sum += i % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 == 0;
}

// The phone without its country code, if it is one. A landline needs its area code: 010 and
// 02x with 8 digits, 03xx…09xx with 7 or 8.
std::optional<std::string> Phone(std::string_view text) {
  if (!AllDigits(text)) return std::nullopt;
  if (text.starts_with("00")) text.remove_prefix(2);
  if (text.starts_with("86") && text.size() >= 12) {
    text.remove_prefix(2);
    // +86 drops the zero of an area code.
    if (text[0] != '0' && text[0] != '1') return Phone("0" + std::string(text));
  }
  if (text.size() == 11 && text[0] == '1' && text[1] >= '3') return std::string(text);
  if (text.size() < 11 || text[0] != '0') return std::nullopt;
  const bool short_area = text[1] == '2' || text.starts_with("010");
  if (!short_area && text[1] < '3') return std::nullopt;
  const size_t local = text.size() - (short_area ? 3 : 4);
  const bool fits = local == 8 || (local == 7 && !short_area);
  // No local number begins with 0 or 1.
  return fits && text[text.size() - local] > '1' ? std::optional<std::string>(text) : std::nullopt;
}

std::optional<Entity> Recognise(std::string_view text) {
  if (IsResidentId(text)) return Entity{EntityKind::kResidentId, std::string(text)};
  if (IsCreditCode(text)) return Entity{EntityKind::kCreditCode, std::string(text)};
  if (IsBankCard(text)) return Entity{EntityKind::kBankCard, std::string(text)};
  if (std::optional<std::string> phone = Phone(text))
    return Entity{EntityKind::kPhone, *std::move(phone)};
  return std::nullopt;
}

// The scan over one folded text.
class Scanner {
 public:
  explicit Scanner(std::u32string_view text) : text_(text) {}

  std::vector<Entity> Run() {
    for (size_t at = 0; at < text_.size();) {
      if (const size_t end = TakePlate(at); end != at) {
        at = end;
      } else if (IsAlnum(text_[at])) {
        at = TakeNumber(at);
      } else {
        ++at;
      }
    }
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  size_t RunEnd(size_t at) const {
    while (at < text_.size() && IsAlnum(text_[at])) ++at;
    return at;
  }

  std::string Ascii(size_t begin, size_t end) const {
    return std::string(text_.begin() + begin, text_.begin() + end);
  }

  // Takes the longest row of groups from `at` that is an entity; returns where to go on.
  size_t TakeNumber(size_t at) {
    std::array<std::pair<std::string, size_t>, kMaxGroups> rows;  // so far, and where it ends
    size_t count = 0;
    std::string digits;
    for (size_t begin = at; count < kMaxGroups;) {
      const size_t end = RunEnd(begin);
      digits += Ascii(begin, end);
      rows[count++] = {digits, end};
      if (end + 1 >= text_.size() || !IsSeparator(text_[end]) || !IsAlnum(text_[end + 1])) break;
      begin = end + 1;
    }
    for (size_t i = count; i-- > 0;) {
      if (std::optional<Entity> entity = Recognise(rows[i].first)) {
        found_.push_back(*std::move(entity));
        return rows[i].second;
      }
    }
    TakeDigits(rows[0].first);
    return rows[0].second;
  }

  // A phone that letters stand against: "WX13812345678".
  void TakeDigits(std::string_view group) {
    for (size_t at = 0; at < group.size();) {
      size_t end = at;
      while (end < group.size() && IsDigit(group[end])) ++end;
      if (std::optional<std::string> phone = Phone(group.substr(at, end - at)))
        found_.push_back({EntityKind::kPhone, *std::move(phone)});
      at = end + 1;
    }
  }

  // GA 36: province, letter, five characters or six of a new-energy vehicle, without I and O;
  // the last of five may be a word for trailers, learners and the like. Returns its end, or
  // `at` where there is none.
  size_t TakePlate(size_t at) {
    static constexpr std::u32string_view kProvinces =
        U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    static constexpr std::u32string_view kLast = U"挂学警港澳";
    const size_t province = kProvinces.find(text_[at]);
    if (province == std::u32string_view::npos || at + 6 >= text_.size()) return at;
    if (text_[at + 1] < 'A' || text_[at + 1] > 'Z') return at;
    size_t begin = at + 2;
    if (text_[begin] == 0xB7 || text_[begin] == '.' || IsSeparator(text_[begin])) ++begin;
    size_t end = RunEnd(begin);
    std::string serial = Ascii(begin, end);
    const bool special =
        serial.size() == 4 && end < text_.size() && kLast.find(text_[end]) != kLast.npos;
    if (!special && serial.size() != 5 && serial.size() != 6) return at;
    if (serial.find_first_of("IO") != serial.npos ||
        std::none_of(serial.begin(), serial.end(), IsDigit))
      return at;
    if (special) serial += kLastNames[kLast.find(text_[end++])];
    found_.push_back({EntityKind::kPlate, std::string(kProvinceNames.substr(province * 3, 3)) +
                                              static_cast<char>(text_[at + 1]) + serial});
    return end;
  }

  // The same characters in UTF-8, three bytes each.
  static constexpr std::string_view kProvinceNames =
      "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  static constexpr std::array<std::string_view, 5> kLastNames = {"挂", "学", "警", "港", "澳"};

  const std::u32string_view text_;
  std::vector<Entity> found_;
};

constexpr size_t kLeastOfName = 2;

// Whether a division's name ends at `at` and a place within it follows: no housing estate 小区 or
// community 社区, and no market 市场.
bool EndsDivision(std::u32string_view place, size_t at, std::u32string_view ending) {
  const size_t end = at + ending.size();
  if (at == 0 || place.size() - end < kLeastOfName) return false;
  const bool estate = ending == U"区" && std::u32string_view(U"小社园矿厂").find(place[at - 1]) !=
                                             std::u32string_view::npos;
  return !estate && !(ending == U"市" && place[end] == U'场');
}

}  // namespace

std::optional<Entity> NameAndPlace(std::string_view name, std::string_view place) {
  const std::u32string named = FoldWords(name).characters;
  std::u32string where = FoldWords(place).characters;
  for (std::u32string_view ending : {U"省", U"市", U"县", U"区", U"镇", U"乡", U"街道"}) {
    const size_t at = where.rfind(ending);
    if (at != where.npos && EndsDivision(where, at, ending)) where.erase(0, at + ending.size());
  }
  if (named.size() < kLeastOfName || where.size() < kLeastOfName) return std::nullopt;
  return Entity{EntityKind::kNamePlace, Utf8Of(named) + " " + Utf8Of(where)};
}

std::vector<Entity> ExtractEntities(std::string_view text) {
  return Scanner(Fold(text).characters).Run();
}

}  // namespace hecha::intake
