// How long the look-up of a lead's candidates takes, and how that grows with the leads of a
// town. A private server holds the features of `leads` leads in memory: 42 bands and 25 anchors, as
// the median message has, and a phone each. They are as unevenly shared as in life: one in ten
// names the same hotline, one in fifty is the same report, one in a hundred is like its neighbour.
// A look-up asks for all features of one of them. The limit beside it is one row read by its key.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/intake/fingerprint.h"
#include "services/intake/match_candidate_store.h"
#include "services/intake/match_index_store.h"
#include "tests/bench/report.h"
#include "tests/testing/mariadb.h"

ABSL_FLAG(std::vector<std::string>, leads, std::vector<std::string>({"10000", "100000"}),
          "how many leads the town has, in rising order, one measurement each");
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
      std::vector<intake::LeadFeatures> leads;
      for (int64_t n = begin; n < std::min<int64_t>(begin + kChunk, to); ++n)
        leads.push_back({LeadNumber(n), FeaturesOf(n)});
      return store.AddAll(transaction, leads);
    }));
  }
  return absl::OkStatus();
}

// How long each of --lookups look-ups took, of leads chosen at random.
absl::StatusOr<Measurement> Look(int64_t leads,
                                 const std::function<absl::Status(int64_t lead)>& look) {
  std::mt19937_64 random(1);
  Measurement taken;
  for (int i = 0; i < absl::GetFlag(FLAGS_lookups); ++i) {
    const auto lead = static_cast<int64_t>(random() % static_cast<uint64_t>(leads));
    const Clock::time_point began = Clock::now();
    RETURN_IF_ERROR(look(lead));
    taken.Acknowledge(Clock::now() - began);
  }
  return taken;
}

absl::Status MeasureAt(db::Database& database, int64_t leads, Report& report) {
  const intake::MatchCandidateStore store;
  ASSIGN_OR_RETURN(
      const Measurement lookups, Look(leads, [&](int64_t lead) {
        return database
            .Read(Soon(),
                  [&](db::Transaction& transaction) {
                    const intake::LeadFeatures wanted = {LeadNumber(lead), FeaturesOf(lead)};
                    return store.FindAll(transaction, {&wanted, 1});
                  })
            .status();
      }));
  ASSIGN_OR_RETURN(const Measurement rows, Look(leads, [&](int64_t lead) {
                     return database.Read(Soon(), [&](db::Transaction& transaction) {
                       return transaction.Query(
                           "SELECT feature FROM match_feature WHERE feature = ?",
                           [](const db::Row&) {}, TextFeature(lead, 0));
                     });
                   }));
  report.Heading(fmt::format("{} 条线索 leads", leads));
  const std::string at = fmt::format("At{}", leads);
  report.Figure("lookupP50Ms" + at, "  查找 look-up of candidates, p50", lookups.Milliseconds(0.5),
                "ms");
  report.Figure("lookupP99Ms" + at, "  查找 look-up of candidates, p99", lookups.Milliseconds(0.99),
                "ms");
  report.Figure("rowP50Ms" + at, "  数据库，按主键 one row by its key, p50", rows.Milliseconds(0.5),
                "ms");
  report.Figure("ratio" + at, "  倍 a look-up, of one row",
                Ratio(lookups.Milliseconds(0.5), rows.Milliseconds(0.5)), "×");
  return absl::OkStatus();
}

// Room for a million leads, so that memory is measured and not the disk; a log that is not
// flushed at every commit of the filling.
void GiveRoom() {
  MariaDb::Shared().Execute("SET GLOBAL innodb_buffer_pool_size = 8589934592");
  MariaDb::Shared().Execute("SET GLOBAL innodb_log_file_size = 2147483648");
  MariaDb::Shared().Execute("SET GLOBAL innodb_flush_log_at_trx_commit = 0");
}

absl::Status Measure(Report& report) {
  const std::unique_ptr<db::Database> database =
      MariaDb::Shared().Open({events::kMigrations, security::kMigrations, intake::kMigrations});
  GiveRoom();
  int64_t filled = 0;
  for (const std::string& flag : absl::GetFlag(FLAGS_leads)) {
    const int64_t leads = std::stoll(flag);
    RETURN_IF_ERROR(Fill(*database, filled, leads));
    filled = std::max(filled, leads);
    RETURN_IF_ERROR(MeasureAt(*database, filled, report));
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "match", hecha::bench::Measure);
}
