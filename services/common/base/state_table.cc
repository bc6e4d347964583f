#include "services/common/base/state_table.h"

#include <fmt/format.h>

#include "services/common/base/refusal.h"

namespace hecha {

absl::Status RefuseTransition(const Wording& noun, const Wording& state, std::string_view zh,
                              std::string_view en) {
  return RefuseState("ILLEGAL_TRANSITION",
                     fmt::format("{}处于“{}”状态，不能{}", noun.zh, state.zh, zh),
                     fmt::format("{} that is {} cannot {}", noun.en, state.en, en));
}

}  // namespace hecha
