// Entities: what a text names so exactly that two texts with the same one may tell of the same
// people. Found by form and check digit alone; nothing is looked up.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.EntityKind.
enum class EntityKind : uint8_t {
  kPhone = 1,   // 手机、固定电话（带区号）
  kResidentId,  // 居民身份证号 (GB 11643, 18 characters)
  kPlate,       // 机动车号牌
  kCreditCode,  // 统一社会信用代码 (GB 32100)
  kBankCard,    // 银行卡号 (ISO/IEC 7812)
};

struct Entity {
  EntityKind kind = EntityKind::kPhone;
  // As everybody would write it: no separators, no country code, ASCII digits, capitals.
  std::string value;

  auto operator<=>(const Entity&) const = default;
};

// The entities of UTF-8 `text`, sorted, each once. Full-width digits and letters count as their
// ASCII forms; a hyphen, dash, space or closing bracket may stand between groups of digits. What
// fails its check digit is no entity, and a number is one kind at most.
std::vector<Entity> ExtractEntities(std::string_view text);

}  // namespace hecha::intake
