#include "services/intake/reporter_hint.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "services/common/base/refusal.h"
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

// An address says this much at least, or it fits too many.
constexpr size_t kMinAddressBytes = 9;
constexpr size_t kMinNameBytes = 4;
constexpr size_t kMinNumber = 6;
// What a number may be grouped by.
constexpr std::string_view kGrouping = " -\t()";
// With what the names of divisions end; a reporter's address behind them is the reporter's alone.
constexpr std::array<std::string_view, 6> kDivisions = {"省", "市", "县", "街道", "镇", "乡"};

// The address from behind the last division on.
std::string_view OwnPart(std::string_view address) {
  size_t begin = 0;
  for (std::string_view division : kDivisions) {
    const size_t at = address.rfind(division);
    if (at != std::string_view::npos) begin = std::max(begin, at + division.size());
  }
  return address.substr(begin);
}

std::string WithoutGrouping(std::string_view text) {
  std::string bare(text);
  std::erase_if(bare, [](char c) { return kGrouping.find(c) != std::string_view::npos; });
  return bare;
}

// The passage of `text` that begins where `number` does, however it is grouped; empty if none does.
std::string_view FindNumber(std::string_view text, std::string_view number) {
  for (size_t begin = 0; begin < text.size(); ++begin) {
    if (text[begin] != number.front()) continue;
    size_t matched = 0;
    size_t end = begin;
    for (; end < text.size() && matched < number.size(); ++end) {
      if (text[end] == number[matched]) {
        ++matched;
      } else if (kGrouping.find(text[end]) == std::string_view::npos) {
        break;
      }
    }
    if (matched == number.size()) return text.substr(begin, end - begin);
  }
  return {};
}

}  // namespace

std::vector<std::string> PassagesNaming(const ReporterIdentity& identity, std::string_view text) {
  std::vector<std::string> passages;
  const auto add_if_there = [&](std::string_view words, size_t least) {
    if (words.size() >= least && text.find(words) != std::string_view::npos)
      Add(std::string(words), passages);
  };
  add_if_there(identity.name, kMinNameBytes);
  add_if_there(OwnPart(identity.address), kMinAddressBytes);
  for (const std::string* given : {&identity.phone, &identity.id_number}) {
    const std::string number = WithoutGrouping(*given);
    if (number.size() < kMinNumber) continue;
    if (const std::string_view found = FindNumber(text, number); !found.empty())
      Add(std::string(found), passages);
  }
  return passages;
}

std::string FreeTextOf(const Registration& registered) {
  std::string text = registered.title + "\n" + registered.narrative;
  if (registered.contact.has_value()) text += "\n" + registered.contact->summary;
  if (registered.letter.has_value()) text += "\n" + registered.letter->postmark;
  return text;
}

std::vector<std::string> ReporterHintsOf(const Lead& lead) {
  const Registration& registered = lead.registration;
  // What is known goes before what is guessed.
  std::vector<std::string> hints = registered.reporter_passages;
  for (std::string& hint :
       ReporterHints(FreeTextOf(registered) + "\n" + lead.summary + "\n" + lead.opinion))
    Add(std::move(hint), hints);
  return hints;
}

absl::Status CheckHintsAcknowledged(const Lead& lead, bool acknowledged) {
  if (acknowledged || ReporterHintsOf(lead).empty()) return absl::OkStatus();
  return RefuseField("HINTS_UNACKNOWLEDGED", "hints_acknowledged",
                     "线索内容可能暴露举报人，请核对并确认后再交办",
                     "passages of the lead may tell who reported it: read and acknowledge them "
                     "before it is assigned");
}

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
