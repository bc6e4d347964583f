// Entities: what a lead names so exactly that another with the same one may tell of the same
// people. Found in texts by form and check digit alone; nothing is looked up.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
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
  kNamePlace,   // 姓名或绰号，连同住处
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

// Who a person is where many bear the name: the name, and the village, street or company where
// the person lives or is met, without what that lies in: "山东省滕州市西岗镇张庄村" and "张庄村"
// are one place. Nothing where either has fewer than two characters.
std::optional<Entity> NameAndPlace(std::string_view name, std::string_view place);

}  // namespace hecha::intake
