// How long the look-up of a lead's candidates takes, and how that grows with the leads of a
// town. A private server holds the features of `leads` leads in memory: 42 bands and 25 anchors, as
// the median message has, and a phone each. They are as unevenly shared as in life: one in ten
// names the same hotline, one in fifty is the same report, one in a hundred is like its neighbour.
// A look-up asks for all features of one of them. The limit beside it is one row read by its key.
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "services/intake/fingerprint.h"
#include "services/intake/match_candidate_store.h"
#include "services/intake/match_index_store.h"
#include "tests/testing/mariadb.h"

ABSL_FLAG(std::vector<std::string>, leads, std::vector<std::string>({"10000", "100000"}),
          "how many leads the town has, in rising order, one measurement each");
ABSL_FLAG(bool, json, false, "print one JSON object");
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
constexpr int kAnchors = 25;
constexpr int64_t kHotline = 12'345;

absl::Time Soon() { return absl::Now() + absl::Minutes(5); }

intake::LeadId LeadNumber(int64_t n) {
  return {*Uuid::FromBytes(std::string(8, '\0') + [n] {
    std::string bytes(8, '\0');
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(n >> (56 - 8 * i));
    return bytes;
  }())};
}

// SplitMix64: as good as random, and cheap enough to be computed for each of 42 million rows.
uint64_t Scatter(uint64_t n) {
  n += 0x9E3779B97F4A7C15;
  n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9;
  n = (n ^ (n >> 27)) * 0x94D049BB133111EB;
  return n ^ (n >> 31);
}

// Who tells what lead `n` tells: one in fifty tells what all of those do, one in a hundred what its
// neighbour does.
int64_t TellerOf(int64_t n) {
  if (n % 50 == 0) return 0;
  return n % 100 == 2 ? n - 1 : n;
}

// Feature `number` of the text of lead `n`.
int64_t TextFeature(int64_t n, int64_t number) {
  constexpr int64_t kOfText = intake::Fingerprinter::kBands + kAnchors;
  return static_cast<int64_t>(Scatter(static_cast<uint64_t>(TellerOf(n) * kOfText + number)));
}

intake::MatchFeatures FeaturesOf(int64_t n) {
  intake::MatchFeatures features;
  for (int64_t band = 0; band < intake::Fingerprinter::kBands; ++band)
    features.bands.push_back(TextFeature(n, band));
  for (int64_t anchor = 0; anchor < kAnchors; ++anchor)
    features.anchors.push_back(TextFeature(n, intake::Fingerprinter::kBands + anchor));
  features.entities.push_back(static_cast<int64_t>(Scatter(~static_cast<uint64_t>(n))));
  if (n % 10 == 3) features.entities.push_back(kHotline);
  return features;
}

absl::Status Fill(db::Database& database, int64_t from, int64_t to) {
  const intake::MatchIndexStore store;
  for (int64_t begin = from; begin < to; begin += kChunk) {
    RETURN_IF_ERROR(database.Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
      std::vector<intake::MatchIndexStore::IndexedLead> leads;
      for (int64_t n = begin; n < std::min<int64_t>(begin + kChunk, to); ++n)
        leads.push_back({LeadNumber(n), kTown, FeaturesOf(n)});
      return store.AddAll(transaction, leads);
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

// Room for a million leads, so that memory is measured and not the disk; a log that is not
// flushed at every commit of the filling.
void GiveRoom() {
  MariaDb::Shared().Execute("SET GLOBAL innodb_buffer_pool_size = 8589934592");
  MariaDb::Shared().Execute("SET GLOBAL innodb_log_file_size = 2147483648");
  MariaDb::Shared().Execute("SET GLOBAL innodb_flush_log_at_trx_commit = 0");
}

struct Figures {
  int64_t leads = 0;
  std::vector<double> lookup;
  std::vector<double> by_key;
};

double Quantile(const std::vector<double>& ascending, int percent) {
  return ascending[ascending.size() * static_cast<size_t>(percent) / 100];
}

void Print(const Figures& figures) {
  fmt::print(
      "{:>9} leads   look-up p50 {:>7.0f} us p99 {:>7.0f} us   one row by key p50 {:>5.0f} us "
      "p99 {:>5.0f} us\n",
      figures.leads, Quantile(figures.lookup, 50), Quantile(figures.lookup, 99),
      Quantile(figures.by_key, 50), Quantile(figures.by_key, 99));
}

std::string Json(const Figures& figures) {
  return fmt::format(
      R"({{"leads":{},"lookup_p50_us":{:.0f},"lookup_p99_us":{:.0f},"key_p50_us":{:.0f},)"
      R"("key_p99_us":{:.0f},"ratio_p50":{:.2f}}})",
      figures.leads, Quantile(figures.lookup, 50), Quantile(figures.lookup, 99),
      Quantile(figures.by_key, 50), Quantile(figures.by_key, 99),
      Quantile(figures.lookup, 50) / Quantile(figures.by_key, 50));
}

Figures MeasureAt(db::Database& database, int64_t leads) {
  const intake::MatchCandidateStore store;
  Figures figures{leads, {}, {}};
  figures.lookup = Measure(leads, [&](int64_t lead) {
    return database.Read(Soon(), [&](db::Transaction& transaction) {
      return store.Find(transaction, kTown, LeadNumber(lead), FeaturesOf(lead));
    });
  });
  figures.by_key = Measure(leads, [&](int64_t lead) {
    return database.Read(Soon(), [&](db::Transaction& transaction) {
      return transaction.Query(
          "SELECT feature FROM match_feature WHERE division = ? AND feature = ?",
          [](const db::Row&) {}, kTown, TextFeature(lead, 0));
    });
  });
  return figures;
}

int Main() {
  const std::unique_ptr<db::Database> database =
      MariaDb::Shared().Open({events::kMigrations, security::kMigrations, intake::kMigrations});
  GiveRoom();
  const bool json = absl::GetFlag(FLAGS_json);
  std::vector<std::string> measured;
  int64_t filled = 0;
  for (const std::string& flag : absl::GetFlag(FLAGS_leads)) {
    const int64_t leads = std::stoll(flag);
    const absl::Status status = Fill(*database, filled, leads);
    filled = std::max(filled, leads);
    const Figures figures = status.ok() ? MeasureAt(*database, filled) : Figures();
    if (figures.lookup.empty() || figures.by_key.empty()) {
      fmt::print(stderr, "the bench failed at {} leads: {}\n", leads, status.ToString());
      return 1;
    }
    if (!json) Print(figures);
    measured.push_back(Json(figures));
  }
  if (json) fmt::print("{{\"bench\":\"match\",\"sizes\":[{}]}}\n", fmt::join(measured, ","));
  return 0;
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return hecha::bench::Main();
}
