// A fuzz target reads bytes as an outsider would send them, and aborts where a parser breaks a
// promise: that it ends, stays in its memory, and refuses what it cannot read.
//
// Each target is driven in two ways: fuzz_corpus_test runs its corpus, its seeds and seeded
// mutations of both within the tests, and `./hecha fuzz NAME` lets libFuzzer search.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hecha::fuzz {

struct Target {
  // Name of its corpus below tests/fuzz/corpus.
  const char* name;
  void (*run)(std::string_view input);
  // Inputs that are made rather than kept: signed, sealed or very large ones. May be null.
  std::vector<std::string> (*seeds)() = nullptr;
  // How many mutations the tests try: fewer where a run takes threads.
  int mutations = 20'000;
};

// Makes `target` known; for the initialiser of a constant.
bool Register(const Target& target);
const std::vector<Target>& Targets();

// Aborts, naming `promise`, unless it holds.
void Check(bool holds, const char* promise);

}  // namespace hecha::fuzz
