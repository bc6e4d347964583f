// Which planted bug strikes: the environment variable HECHA_PLANTED_BUGS names it, "inbox.row" for
// each time its place is reached, "inbox.row@3" for the third time alone.
#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>

#include "services/common/base/planted_bug.h"

namespace hecha {
namespace {

struct PlantedBug {
  std::string name;
  // 0: every time.
  int at = 0;
  std::atomic<int> reached = 0;
};

PlantedBug& FromEnvironment() {
  static PlantedBug& bug = *[] {
    auto* parsed = new PlantedBug;
    const char* value = std::getenv("HECHA_PLANTED_BUGS");
    const std::string_view text = value == nullptr ? "" : value;
    const size_t at = text.find('@');
    parsed->name = text.substr(0, at);
    if (at != std::string_view::npos) parsed->at = std::atoi(text.substr(at + 1).data());
    return parsed;
  }();
  return bug;
}

}  // namespace

bool PlantedBugStrikes(std::string_view name) {
  PlantedBug& bug = FromEnvironment();
  return name == bug.name && (bug.at == 0 || ++bug.reached == bug.at);
}

}  // namespace hecha
