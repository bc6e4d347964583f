#include "services/intake/employer.h"

#include <string>

#include "services/intake/match_text.h"

namespace hecha::intake {
namespace {

// Shorter names stand for something only at the end: every town has a 司法所.
constexpr size_t kTelling = 4;
constexpr std::u32string_view kDivisionWords = U"省市县区镇乡";
constexpr std::u32string_view kStreet = U"街道";

std::u32string Bare(std::string_view name) {
  std::u32string bare = FoldWords(name).characters;
  for (size_t at = bare.find(kStreet); at != bare.npos; at = bare.find(kStreet))
    bare.erase(at, kStreet.size());
  std::erase_if(bare, [](char32_t c) { return kDivisionWords.find(c) != kDivisionWords.npos; });
  return bare;
}

bool Names(const std::u32string& employer, const std::u32string& unit) {
  if (unit.empty()) return false;
  return employer.ends_with(unit) ||
         (unit.size() >= kTelling && employer.find(unit) != employer.npos);
}

}  // namespace

const Unit* EmployerAmong(std::span<const Unit> units, std::string_view employer) {
  const std::u32string bare = Bare(employer);
  const Unit* found = nullptr;
  size_t longest = 0;
  for (const Unit& unit : units) {
    const std::u32string name = Bare(unit.name);
    if (name.size() <= longest || !Names(bare, name)) continue;
    found = &unit;
    longest = name.size();
  }
  return found;
}

void ResolveEmployers(std::span<const Unit> units, std::vector<Subject>& subjects) {
  for (Subject& subject : subjects) {
    if (!subject.employer_unit.nil()) continue;
    if (const Unit* unit = EmployerAmong(units, subject.employer); unit != nullptr)
      subject.employer_unit = unit->id;
  }
}

}  // namespace hecha::intake
