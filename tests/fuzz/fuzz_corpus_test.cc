// Every fuzz target over its corpus, its seeds, and mutations of both that are the same in every
// run. A broken promise aborts.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

// Longer inputs are run as they are: mutations of them would only take time.
constexpr size_t kLongestMutated = 4096;

std::vector<std::string> CorpusOf(const std::string& name) {
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/" + name))
    paths.insert(entry.path());
  std::vector<std::string> inputs;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& inputs) : inputs_(inputs) {}

  // One of the inputs with one to eight small changes.
  std::string Next() {
    std::string text = inputs_[Below(inputs_.size())];
    if (text.size() > kLongestMutated) text.resize(kLongestMutated);
    for (size_t changes = 1 + Below(8); changes > 0; --changes) Change(text);
    return text;
  }

 private:
  size_t Below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  void Change(std::string& text) {
    const size_t at = Below(text.size() + 1);
    switch (Below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ 1 << Below(8));
        break;
      case 1:
        text.insert(at, 1, static_cast<char>(Below(256)));
        break;
      case 2:
        text.erase(at, 1 + Below(8));
        break;
      case 3:
        text.insert(at, text.substr(Below(text.size()), 1 + Below(32)));
        break;
      default:
        const std::string& other = inputs_[Below(inputs_.size())];
        text.insert(at, other.substr(Below(other.size()), 1 + Below(64)));
    }
  }

  const std::vector<std::string>& inputs_;
  std::mt19937_64 random_{20190415};
};

class FuzzCorpusTest : public testing::TestWithParam<Target> {};

TEST_P(FuzzCorpusTest, KeepsItsPromises) {
  const Target& target = GetParam();
  std::vector<std::string> inputs = CorpusOf(target.name);
  ASSERT_FALSE(inputs.empty()) << "no corpus";
  if (target.seeds != nullptr) {
    for (std::string& seed : target.seeds()) inputs.push_back(std::move(seed));
  }
  for (const std::string& input : inputs) target.run(input);
  Mutator mutator(inputs);
  for (int i = 0; i < target.mutations; ++i) target.run(mutator.Next());
}

INSTANTIATE_TEST_SUITE_P(Every, FuzzCorpusTest, testing::ValuesIn(Targets()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace hecha::fuzz
