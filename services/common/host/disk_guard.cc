#include "services/common/host/disk_guard.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "services/common/events/new_work.h"
#include "services/common/telemetry/log.h"

namespace hecha::host {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(1);
constexpr char kDataDirectory[] = "SELECT @@datadir";

}  // namespace

bool DiskReserve::Broken(uint64_t free, uint64_t total) const {
  const auto share = static_cast<uint64_t>(static_cast<double>(total) * percent / 100);
  return free < std::min(share, bytes);
}

DiskGuard::DiskGuard(db::Database& database, telemetry::Metrics& metrics, std::string path,
                     DiskReserve reserve)
    : database_(database), metrics_(metrics), path_(std::move(path)), reserve_(reserve) {}

void DiskGuard::Check() {
  if (path_.empty()) FindPath();
  struct statvfs disk;
  if (path_.empty() || statvfs(path_.c_str(), &disk) != 0 || disk.f_blocks == 0) return;
  metrics_.SetGauge("hecha_disk_free_ratio", "Free share of the database's disk.", {},
                    static_cast<double>(disk.f_bavail) / static_cast<double>(disk.f_blocks));
  const bool hold = reserve_.Broken(disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize);
  if (hold != holding_) {
    telemetry::Log(hold ? telemetry::Level::kError : telemetry::Level::kInfo,
                   hold ? "the database's disk is nearly full: new work is refused"
                        : "the database's disk has room again",
                   "", {{"path", path_}});
  }
  holding_ = hold;
  events::HoldNewWork(hold);
}

// A path that the server names may be another directory here, unless it runs here.
void DiskGuard::FindPath() {
  if (database_.options().socket.empty()) return;
  (void)database_.Read(absl::Now() + kPatience, [&](db::Transaction& transaction) {
    return transaction.QueryParams(kDataDirectory, [&](const db::Row& row) { path_ = row.Text(0); },
                                   {});
  });
}

}  // namespace hecha::host
