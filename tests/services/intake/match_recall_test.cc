// How well leads find each other, measured on messages that citizens really wrote, through the
// product's own index on a real database: features stored by MatchIndexStore, candidates looked up
// by MatchCandidateStore, compared, and cut to what a person is asked about.
//
// The messages are no part of the project: the test reads the file that HECHA_MESSAGES names, or
// ../shared/data/citizen_messages.csv, and is skipped where there is none.
//
// 1. Edits. Of each kind, 300 messages are edited in a way that keeps two thirds of the text or
//    more, and looked up among all others. A suggestion is right if it is the message itself, or
//    one that match_labels.tsv or equal words tie to it: the stratum "edits" of that file holds
//    what the edits brought up and a person read. What a text is lengthened by comes from
//    messages that are left out of the index and tell of nothing in it.
// 2. Pairs. match_labels.tsv holds 300 pairs of message ids that a person read and labelled. They
//    were drawn at random from strata of the overlap of all pairs with at least 12 shingles in
//    common (30 of overlap 1, 60 of 0.8 to 1, 60 of 0.6 to 0.8, 40 of each tenth from 0.3 to 0.6),
//    and 30 from all pairs. "copy": one text is the other, edited; "words": the same matter in
//    other words; "different". Copies and words are what one office would handle as one matter.
//    A pair counts as found where either is suggested when the other is looked up among all.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <sstream>

#include "gateway/ctl/message_file.h"
#include "services/intake/match.h"
#include "services/intake/match_candidate_store.h"
#include "services/intake/match_index_store.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::events {
extern const db::MigrationSet kMigrations;
}
namespace hecha::security {
extern const db::MigrationSet kMigrations;
}
namespace hecha::intake {
extern const db::MigrationSet kMigrations;
}

namespace hecha::intake {
namespace {

using testing::Ge;

constexpr uint32_t kSeed = 20190415;
constexpr size_t kSample = 300;
// Below this a third of a text is no text.
constexpr size_t kLeastCharacters = 45;
// How many pairs of messages each stratum was drawn from.
const std::map<std::string, int> kStrata = {{"equal", 182}, {"0.8", 279}, {"0.6", 88},
                                            {"0.5", 48},    {"0.4", 88},  {"0.3", 278}};
constexpr char kTown[] = "370481104";
// Every message of this number is left out of the index while edits are looked up.
constexpr size_t kLentEvery = 5;
constexpr size_t kChunk = 100;

struct Message {
  std::string id;
  std::string title;
  std::string body;
  MatchText text;
};

absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

// The lead that a message is, by its position; 0 is none.
LeadId LeadAt(size_t message) {
  std::string bytes(16, '\0');
  for (int i = 0; i < 8; ++i) bytes[15 - i] = static_cast<char>((message + 1) >> (8 * i));
  return {*Uuid::FromBytes(bytes)};
}

using Random = std::mt19937;
using Characters = std::vector<std::string>;

size_t Below(Random& random, size_t limit) {
  return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
}

Characters Split(const std::string& text) {
  Characters characters;
  for (char c : text) {
    if ((c & 0xC0) != 0x80 || characters.empty()) characters.emplace_back();
    characters.back() += c;
  }
  return characters;
}

std::string Join(const Characters& characters) {
  return std::accumulate(characters.begin(), characters.end(), std::string());
}

std::string ReorderSentences(const std::string& text, Random& random) {
  std::vector<std::string> sentences(1);
  for (const std::string& character : Split(text)) {
    sentences.back() += character;
    static const std::set<std::string> ends = {"。", "！", "？", "；", "，", "\n", ".", "!", "?"};
    if (ends.contains(character)) sentences.emplace_back();
  }
  std::shuffle(sentences.begin(), sentences.end(), random);
  return Join(sentences);
}

// Replaces every occurrence of several words of two or three characters, as a name would be,
// until one character of `share` is another.
std::string ReplaceNames(const std::string& text, size_t share, Random& random) {
  static const Characters names = {"张三", "王老五", "李家村", "北河镇", "赵六", "孙大圣"};
  std::string edited = text;
  const Characters original = Split(text);
  for (size_t replaced = 0; replaced * share < original.size();) {
    const size_t length = 2 + Below(random, 2);
    const size_t at = Below(random, original.size() - length);
    const std::string name = Join({original.begin() + at, original.begin() + at + length});
    const std::string& other = names[Below(random, names.size())];
    replaced += length;
    for (size_t found = edited.find(name); found != edited.npos;
         found = edited.find(name, found + other.size()))
      edited.replace(found, name.size(), other);
  }
  return edited;
}

std::string DropThird(const std::string& text, Random& random) {
  Characters characters = Split(text);
  const size_t third = characters.size() / 3;
  const auto from =
      characters.begin() + static_cast<ptrdiff_t>(Below(random, characters.size() - third));
  characters.erase(from, from + static_cast<ptrdiff_t>(third));
  return Join(characters);
}

// One character of `share` is wrong, missing, doubled or swapped with the next.
std::string MakeTypos(const std::string& text, size_t share, Random& random) {
  static const Characters wrong = Split("的地得在再做作他她它以已里理带代");
  Characters characters = Split(text);
  for (size_t i = 0; i + 1 < characters.size(); ++i) {
    if (Below(random, share) != 0) continue;
    switch (Below(random, 4)) {
      case 0:
        characters[i] = wrong[Below(random, wrong.size())];
        break;
      case 1:
        characters[i].clear();
        break;
      case 2:
        characters[i] += characters[i];
        break;
      default:
        std::swap(characters[i], characters[i + 1]);
    }
  }
  return Join(characters);
}

class RecallTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const char* named = std::getenv("HECHA_MESSAGES");
    std::ifstream in(named != nullptr ? named : "../shared/data/citizen_messages.csv");
    if (!in) return;
    ctl::MessageFile file = ctl::MessageFile::Open(in).value();
    while (std::optional<ctl::CitizenMessage> read = file.Next()) {
      if (!read->status.ok()) continue;
      Message& message = messages().emplace_back();
      message.id = read->message_id;
      message.title = read->subject;
      message.body = read->body;
      message.text = MatchText::Of(message.title, message.body);
      positions()[LeadAt(messages().size() - 1)] = messages().size() - 1;
    }
    std::ifstream labels("tests/services/intake/match_labels.tsv");
    for (std::string line; std::getline(labels, line);) {
      if (line.starts_with("#")) continue;
      Label& label = labelled().emplace_back();
      std::istringstream(line) >> label.first >> label.second >> label.stratum >> label.label;
    }
  }

  void SetUp() override {
    if (messages().empty())
      GTEST_SKIP() << "no messages: set HECHA_MESSAGES to the file of citizens' messages";
    ASSERT_THAT(labelled().size(), Ge(300u));
    database_ =
        MariaDb::Shared().Open({events::kMigrations, security::kMigrations, intake::kMigrations});
  }

  struct Label {
    std::string first;
    std::string second;
    std::string stratum;
    std::string label;
  };

  static std::vector<Message>& messages() {
    static auto& all = *new std::vector<Message>;
    return all;
  }
  static std::vector<Label>& labelled() {
    static auto& all = *new std::vector<Label>;
    return all;
  }
  static std::map<LeadId, size_t>& positions() {
    static auto& all = *new std::map<LeadId, size_t>;
    return all;
  }
  static const Fingerprinter& Fingerprints() {
    static const auto& made = *new Fingerprinter("a secret of the test, 32 bytes!!");
    return made;
  }

  static size_t Find(const std::string& id) {
    return static_cast<size_t>(
        std::find_if(messages().begin(), messages().end(),
                     [&](const Message& message) { return message.id == id; }) -
        messages().begin());
  }

  static bool IsLent(size_t message) { return message % kLentEvery == 0; }

  // Stores the features of all messages but those that `leave_out` says.
  void BuildIndex(const std::function<bool(size_t)>& leave_out) {
    const MatchIndexStore store;
    for (size_t begin = 0; begin < messages().size(); begin += kChunk)
      ASSERT_OK(database_->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
        const size_t end = std::min(begin + kChunk, messages().size());
        std::vector<LeadFeatures> leads;
        for (size_t i = begin; i < end; ++i)
          if (!leave_out(i))
            leads.push_back({LeadAt(i), FeaturesOf(Fingerprints(), messages()[i].text)});
        return store.AddAll(transaction, leads);
      }));
  }

  // The messages that `text`, which is that of `self` if that is indexed, is suggested to be the
  // same as.
  std::vector<size_t> Suggest(const MatchText& text, LeadId self = LeadId()) const {
    const LeadFeatures wanted = {self, FeaturesOf(Fingerprints(), text)};
    const absl::StatusOr<std::vector<std::vector<LeadId>>> candidates =
        database_->Read(Soon(), [&](db::Transaction& transaction) {
          return MatchCandidateStore().FindAll(transaction, {&wanted, 1});
        });
    EXPECT_OK(candidates.status());
    std::vector<Match> found;
    for (LeadId candidate : candidates->front())
      if (std::optional<Likeness> likeness =
              Compare(messages()[positions().at(candidate)].text, text))
        found.push_back(Match::Suggest(MatchId(), kTown, candidate, LeadId(), *std::move(likeness),
                                       absl::Now()));
    std::vector<size_t> suggested;
    for (const Match& match : WorthAsking(std::move(found)))
      suggested.push_back(positions().at(match.lead_a));
    return suggested;
  }

  // Of the messages that are left out of the index, those that resemble no other lend their words.
  void FindLenders() {
    for (size_t i = 0; i < messages().size(); ++i)
      if (IsLent(i) && Suggest(messages()[i].text).empty()) lenders_.push_back(&messages()[i]);
  }

  // Groups what equal words and labels tie together.
  void BuildMatters() {
    matter_.resize(messages().size());
    std::iota(matter_.begin(), matter_.end(), 0);
    std::map<std::u32string, size_t> by_words;
    std::map<std::string, size_t> by_id;
    for (size_t i = 0; i < messages().size(); ++i) {
      by_id[messages()[i].id] = i;
      Tie(i, by_words.emplace(messages()[i].text.words.characters, i).first->second);
    }
    for (const Label& label : labelled())
      if (label.label != "different") Tie(by_id.at(label.first), by_id.at(label.second));
  }
  size_t Matter(size_t message) {
    while (matter_[message] != message) message = matter_[message] = matter_[matter_[message]];
    return message;
  }
  void Tie(size_t a, size_t b) { matter_[Matter(a)] = Matter(b); }

  std::unique_ptr<db::Database> database_;
  std::vector<const Message*> lenders_;
  std::vector<size_t> matter_;
};

TEST_F(RecallTest, EditedTextsAreFoundAgain) {
  BuildIndex(IsLent);
  FindLenders();
  BuildMatters();
  using Edit = std::function<std::string(const std::string&, Random&)>;
  const auto lengthen = [this](const std::string& text, Random& random) {
    const Characters own = Split(text);
    Characters more;
    while (more.size() < own.size() / 2) {
      const Characters borrowed = Split(lenders_[Below(random, lenders_.size())]->body);
      more.insert(more.end(), borrowed.begin(), borrowed.end());
    }
    more.resize(own.size() / 2);
    return text + Join(more);
  };
  const auto some_of_all = [](const std::string& text, Random& random) {
    return MakeTypos(ReplaceNames(ReorderSentences(text, random), 20, random), 33, random);
  };
  const auto rename = [](const std::string& text, Random& random) {
    return ReplaceNames(text, 10, random);
  };
  const auto mistype = [](const std::string& text, Random& random) {
    return MakeTypos(text, 20, random);
  };
  const std::vector<std::pair<std::string, Edit>> edits = {
      {"sentences reordered", ReorderSentences},
      {"10 % names replaced", rename},
      {"half as much appended", lengthen},
      {"a third dropped", DropThird},
      {"5 % typos", mistype},
      {"reordered, 5 % names, 3 % typos", some_of_all}};
  fmt::print("{:<33}{:>8}{:>10}{:>12}\n", "edit", "recall", "precision", "suggestions");
  for (const auto& [name, edit] : edits) {
    Random random(kSeed);
    size_t found = 0;
    size_t right = 0;
    size_t suggestions = 0;
    for (size_t i = 0; i < kSample; ++i) {
      size_t source = Below(random, messages().size());
      while (IsLent(source) || messages()[source].text.words.characters.size() < kLeastCharacters)
        source = Below(random, messages().size());
      const MatchText edited = MatchText::Of("", edit(messages()[source].body, random));
      bool hit = false;
      for (size_t suggested : Suggest(edited)) {
        ++suggestions;
        right += Matter(suggested) == Matter(source) ? 1 : 0;
        hit = hit || suggested == source;
        if (Matter(suggested) != Matter(source) && std::getenv("HECHA_VERBOSE") != nullptr)
          fmt::print("wrong: {} {}\n", messages()[source].id, messages()[suggested].id);
      }
      found += hit ? 1 : 0;
    }
    const double recall = static_cast<double>(found) / kSample;
    const double precision = static_cast<double>(right) / static_cast<double>(suggestions);
    fmt::print("{:<33}{:>8.3f}{:>10.3f}{:>12}\n", name, recall, precision, suggestions);
    EXPECT_THAT(recall, Ge(0.95)) << name;
    EXPECT_THAT(precision, Ge(0.9)) << name;
  }
}

TEST_F(RecallTest, LabelledPairsAreToldApart) {
  struct Count {
    int copies = 0, copies_found = 0, words = 0, words_found = 0, different = 0, wrong = 0;
  };
  std::map<std::string, Count> strata;
  Count all;
  BuildIndex([](size_t) { return false; });
  std::map<size_t, std::vector<size_t>> suggested;
  const auto suggests = [&](size_t one, size_t other) {
    auto known = suggested.find(one);
    if (known == suggested.end())
      known = suggested.emplace(one, Suggest(messages()[one].text, LeadAt(one))).first;
    return std::find(known->second.begin(), known->second.end(), other) != known->second.end();
  };
  for (const Label& label : labelled()) {
    if (label.stratum == "edits") continue;
    const size_t first = Find(label.first);
    const size_t second = Find(label.second);
    const int found = suggests(first, second) || suggests(second, first) ? 1 : 0;
    for (Count* count : {&strata[label.stratum], &all}) {
      if (label.label == "copy")
        ++count->copies, count->copies_found += found;
      else if (label.label == "words")
        ++count->words, count->words_found += found;
      else
        ++count->different, count->wrong += found;
    }
  }
  fmt::print("{:<10}{:>18}{:>18}{:>18}\n", "overlap", "copies found", "in other words",
             "different, wrong");
  const auto print = [](const std::string& name, const Count& count) {
    fmt::print("{:<10}{:>10} of {:>4}{:>10} of {:>4}{:>10} of {:>4}\n", name, count.copies_found,
               count.copies, count.words_found, count.words, count.wrong, count.different);
  };
  for (const auto& [name, count] : strata) print(name, count);
  for (const char* kept : {"equal", "0.8"})
    EXPECT_THAT(strata.at(kept).copies_found, Ge(0.95 * strata.at(kept).copies)) << kept;
  print("all", all);
  // What the sample says of all pairs: each stratum counts as often as it has pairs.
  double copies = 0, copies_found = 0, found = 0, wrong = 0;
  for (const auto& [name, pairs] : kStrata) {
    const Count& count = strata.at(name);
    const double weight =
        static_cast<double>(pairs) / (count.copies + count.words + count.different);
    copies += weight * count.copies;
    copies_found += weight * count.copies_found;
    found += weight * (count.copies_found + count.words_found);
    wrong += weight * count.wrong;
  }
  const double precision = found / (found + wrong);
  const double recall = copies_found / copies;
  fmt::print("of all pairs with overlap 0.3 or more: precision {:.3f}, recall of copies {:.3f}\n",
             precision, recall);
  EXPECT_THAT(precision, Ge(0.9));
  EXPECT_THAT(recall, Ge(0.93));
}

}  // namespace
}  // namespace hecha::intake
