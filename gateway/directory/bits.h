// Sets of small codes kept as one integer column: bit n stands for code n.
#pragma once

#include <cstdint>
#include <set>

namespace hecha::directory {

template <class Code>
int64_t ToBits(const std::set<Code>& codes) {
  int64_t bits = 0;
  for (Code code : codes) bits |= int64_t{1} << static_cast<int>(code);
  return bits;
}

template <class Code>
std::set<Code> FromBits(int64_t bits) {
  std::set<Code> codes;
  for (int code = 0; bits >> code != 0; ++code)
    if (bits >> code & 1) codes.insert(static_cast<Code>(code));
  return codes;
}

// The bit of `code`; 0, which selects everything in a filter, for none.
template <class OptionalCode>
int64_t BitOf(const OptionalCode& code) {
  return code.has_value() ? int64_t{1} << static_cast<int>(*code) : 0;
}

}  // namespace hecha::directory
