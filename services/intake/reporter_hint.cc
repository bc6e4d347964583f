#include "services/intake/reporter_hint.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "services/intake/entity.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxHints = 20;
// Characters of a passage, its first words included.
constexpr size_t kMaxPassage = 24;

// Words with which people speak of themselves.
constexpr std::array<std::string_view, 14> kAboutSelf = {
    "我叫",   "我姓",   "我名叫",   "本人叫", "本人姓", "本人名", "我的电话",
    "我电话", "我手机", "联系电话", "家住",   "我住",   "我家在", "举报人："};
// These say as much only with a place behind them.
constexpr std::array<std::string_view, 3> kPerhapsSelf = {"我是", "本人是", "本人系"};
constexpr std::array<std::string_view, 10> kPlaces = {"村", "镇", "街道", "社区", "小区",
                                                      "庄", "路", "号楼", "单元", "职工"};
constexpr std::array<std::string_view, 9> kEnds = {"，", "。", "；", "！", "？",
                                                   "\n", ",",  ";",  "、"};

size_t CharacterBytes(unsigned char first) {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

// From the front of `text` to the end of the clause.
std::string_view Passage(std::string_view text) {
  size_t end = 0;
  for (size_t count = 0; end < text.size() && count < kMaxPassage; ++count) {
    const std::string_view rest = text.substr(end);
    if (std::any_of(kEnds.begin(), kEnds.end(),
                    [&](std::string_view mark) { return rest.starts_with(mark); }))
      break;
    end = std::min(text.size(), end + CharacterBytes(static_cast<unsigned char>(text[end])));
  }
  return text.substr(0, end);
}

template <class Words>
bool StartsWithOne(std::string_view text, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

bool NamesPlace(std::string_view passage) {
  return std::any_of(kPlaces.begin(), kPlaces.end(), [&](std::string_view place) {
    return passage.find(place) != std::string_view::npos;
  });
}

void Add(std::string hint, std::vector<std::string>& hints) {
  if (hints.size() < kMaxHints && std::find(hints.begin(), hints.end(), hint) == hints.end())
    hints.push_back(std::move(hint));
}

}  // namespace

std::vector<std::string> ReporterHints(std::string_view text) {
  std::vector<std::string> hints;
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    std::string_view passage;
    if (StartsWithOne(rest, kAboutSelf)) {
      passage = Passage(rest);
    } else if (StartsWithOne(rest, kPerhapsSelf) && NamesPlace(Passage(rest))) {
      passage = Passage(rest);
    }
    if (!passage.empty()) Add(std::string(passage), hints);
    at += std::max(passage.size(), CharacterBytes(static_cast<unsigned char>(text[at])));
  }
  for (const Entity& entity : ExtractEntities(text)) {
    if (entity.kind == EntityKind::kPhone || entity.kind == EntityKind::kResidentId)
      Add(entity.value, hints);
  }
  return hints;
}

}  // namespace hecha::intake
