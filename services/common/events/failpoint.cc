#include "services/common/events/failpoint.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace hecha::events {
namespace {

struct Failpoint {
  int kill_at = 1;
  std::atomic<int> reached = 0;
};

using Failpoints = std::map<std::string, Failpoint, std::less<>>;

[[noreturn]] void ExitUnread(std::string_view text) {
  fmt::print(stderr, "HECHA_FAILPOINTS: expected NAME=kill or NAME=kill@N, not \"{}\"\n", text);
  std::_Exit(2);
}

void Add(std::string_view text, Failpoints& points) {
  const size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) ExitUnread(text);
  const std::string_view action = text.substr(equals + 1);
  Failpoint& point = points[std::string(text.substr(0, equals))];
  if (action == "kill") return;
  if (!action.starts_with("kill@")) ExitUnread(text);
  point.kill_at = std::atoi(std::string(action.substr(5)).c_str());
  if (point.kill_at < 1) ExitUnread(text);
}

Failpoints& FromEnvironment() {
  static Failpoints& points = *[] {
    auto* parsed = new Failpoints;
    const char* value = std::getenv("HECHA_FAILPOINTS");
    std::string_view rest = value == nullptr ? "" : value;
    while (!rest.empty()) {
      const size_t comma = std::min(rest.find(','), rest.size());
      Add(rest.substr(0, comma), *parsed);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return parsed;
  }();
  return points;
}

}  // namespace

const bool kFailpointsArmed = !FromEnvironment().empty();

void ReachFailpoint(std::string_view name) {
  auto point = FromEnvironment().find(name);
  if (point == FromEnvironment().end()) return;
  if (++point->second.reached == point->second.kill_at) kill(getpid(), SIGKILL);
}

}  // namespace hecha::events
