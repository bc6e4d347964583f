#include "tests/fuzz/target.h"

#include <cstdio>
#include <cstdlib>

namespace hecha::fuzz {
namespace {

std::vector<Target>& Known() {
  static auto& targets = *new std::vector<Target>;
  return targets;
}

}  // namespace

bool Register(const Target& target) {
  Known().push_back(target);
  return true;
}

const std::vector<Target>& Targets() { return Known(); }

void Check(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

}  // namespace hecha::fuzz
