// Leads between their domain and their API.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hecha/intake/v1/lead.pb.h"
#include "services/common/base/actor.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// The code that the caller chose, or `otherwise` where it chose none. Unknown numbers cannot
// arrive: the router refuses them.
template <class Code, class Proto>
Code ReadCode(Proto code, Code otherwise) {
  return code == 0 ? otherwise : static_cast<Code>(code);
}
template <class Code, class Proto>
std::optional<Code> ReadCode(Proto code) {
  return code == 0 ? std::nullopt : std::optional<Code>(static_cast<Code>(code));
}

ContactRecord ReadContact(const v1::ContactRecord& contact);
LetterRecord ReadLetter(const v1::LetterRecord& letter);
// InvalidArgument that names the element and its field.
absl::StatusOr<std::vector<Subject>> ReadSubjects(
    const google::protobuf::RepeatedPtrField<v1::Subject>& subjects);
absl::StatusOr<std::vector<UnitId>> ReadUnits(
    const google::protobuf::RepeatedPtrField<std::string>& texts);

// `lead` as `actor` may see it (see message Lead), without its actions and returns, as in a list.
v1::Lead ToListProto(const Lead& lead, const Actor& actor);
// The same with both.
v1::Lead ToProto(const Lead& lead, const Actor& actor);

}  // namespace hecha::intake
