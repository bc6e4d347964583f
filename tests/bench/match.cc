// How long the look-up of a lead's candidates takes, and how that grows with the leads of a
// town. A private server holds the features of `leads` leads, 42 bands each; a look-up asks for
// all bands of one of them. The limit beside it is one row read by its key.
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "services/intake/fingerprint.h"
#include "services/intake/match_index_store.h"
#include "tests/testing/mariadb.h"

ABSL_FLAG(std::vector<std::string>, leads, std::vector<std::string>({"10000", "30000"}),
          "how many leads the town has, one measurement each");
ABSL_FLAG(int, lookups, 2000, "how many look-ups are measured");

namespace hecha::events {
extern const db::MigrationSet kMigrations;
}
namespace hecha::security {
extern const db::MigrationSet kMigrations;
}
namespace hecha::intake {
extern const db::MigrationSet kMigrations;
}

namespace hecha::bench {
namespace {

constexpr char kTown[] = "370481104";
constexpr int kChunk = 10'000;
constexpr int kCandidates = 24;

absl::Time Soon() { return absl::Now() + absl::Minutes(5); }

intake::LeadId LeadNumber(int64_t n) {
  return {*Uuid::FromBytes(std::string(8, '\0') + [n] {
    std::string bytes(8, '\0');
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(n >> (56 - 8 * i));
    return bytes;
  }())};
}

// Band `band` of lead `n`: every hundredth lead shares the bands of its neighbour.
int64_t Band(int64_t n, int64_t band) {
  if (n % 100 == 1) --n;
  std::mt19937_64 random(static_cast<uint64_t>(n * intake::Fingerprinter::kBands + band));
  return static_cast<int64_t>(random());
}

intake::MatchFeatures FeaturesOf(int64_t n) {
  intake::MatchFeatures features;
  for (int64_t band = 0; band < intake::Fingerprinter::kBands; ++band)
    features.bands.push_back(Band(n, band));
  return features;
}

absl::Status Fill(db::Database& database, int64_t from, int64_t to) {
  const intake::MatchIndexStore store;
  for (int64_t begin = from; begin < to; begin += kChunk) {
    RETURN_IF_ERROR(database.Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
      for (int64_t n = begin; n < std::min<int64_t>(begin + kChunk, to); ++n)
        RETURN_IF_ERROR(store.Add(transaction, kTown, LeadNumber(n), FeaturesOf(n)));
      return absl::OkStatus();
    }));
  }
  return absl::OkStatus();
}

// Microseconds of each call of `work`, ascending.
template <class Work>
std::vector<double> Measure(int64_t leads, Work work) {
  std::mt19937_64 random(1);
  std::vector<double> times;
  for (int i = 0; i < absl::GetFlag(FLAGS_lookups); ++i) {
    const int64_t lead = static_cast<int64_t>(random() % static_cast<uint64_t>(leads));
    const absl::Time began = absl::Now();
    if (!work(lead).ok()) return {};
    times.push_back(absl::ToDoubleMicroseconds(absl::Now() - began));
  }
  std::sort(times.begin(), times.end());
  return times;
}

std::string Percentiles(const std::vector<double>& times) {
  if (times.empty()) return "failed";
  return fmt::format("p50 {:>7.0f} us   p99 {:>7.0f} us", times[times.size() / 2],
                     times[times.size() * 99 / 100]);
}

int Main() {
  const std::unique_ptr<db::Database> database =
      MariaDb::Shared().Open({events::kMigrations, security::kMigrations, intake::kMigrations});
  const intake::MatchIndexStore store;
  int64_t filled = 0;
  for (const std::string& flag : absl::GetFlag(FLAGS_leads)) {
    const int64_t leads = std::stoll(flag);
    if (const absl::Status status = Fill(*database, filled, leads); !status.ok()) {
      fmt::print(stderr, "{}\n", status.ToString());
      return 1;
    }
    filled = std::max(filled, leads);
    const std::vector<double> lookup = Measure(filled, [&](int64_t lead) {
      return database->Read(Soon(), [&](db::Transaction& transaction) {
        return store.FindCandidates(transaction, kTown, LeadNumber(lead), FeaturesOf(lead),
                                    kCandidates);
      });
    });
    const std::vector<double> limit = Measure(filled, [&](int64_t lead) {
      return database->Read(Soon(), [&](db::Transaction& transaction) {
        return transaction.Query(
            "SELECT feature FROM match_feature WHERE division = ? AND feature = ?",
            [](const db::Row&) {}, kTown, Band(lead, 0));
      });
    });
    fmt::print("{:>9} leads   look-up {}   one row by key {}\n", filled, Percentiles(lookup),
               Percentiles(limit));
    if (lookup.empty() || limit.empty()) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return hecha::bench::Main();
}
