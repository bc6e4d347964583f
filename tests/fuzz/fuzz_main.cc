// The entry of libFuzzer: HECHA_FUZZ_TARGET names the target that it searches.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/fuzz/target.h"

namespace {

using hecha::fuzz::Target;

const Target& Chosen() {
  const char* name = std::getenv("HECHA_FUZZ_TARGET");
  for (const Target& target : hecha::fuzz::Targets())
    if (name != nullptr && std::string_view(name) == target.name) return target;
  std::fprintf(stderr, "HECHA_FUZZ_TARGET names one of:\n");
  for (const Target& target : hecha::fuzz::Targets()) std::fprintf(stderr, "  %s\n", target.name);
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Target& target = Chosen();
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
