// The DiskGuard stops new work before the database's disk is full: the server of a full disk
// aborts, and takes with it what was under way, reads, and the way out, which is to archive and
// purge.
//
// It watches the disk that it can see: --db_disk, or else the data directory of a server that is
// reached by a unix socket. A database elsewhere is for its own operators to watch.
#pragma once

#include <cstdint>
#include <string>

#include "services/common/db/database.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::host {

// What has to be free: the less of the two.
struct DiskReserve {
  double percent = 10;
  uint64_t bytes = uint64_t{4} << 30;

  bool Broken(uint64_t free, uint64_t total) const;
};

class DiskGuard {
 public:
  // `path` lies on the disk; empty where the database says. Both outlive the guard.
  DiskGuard(db::Database& database, telemetry::Metrics& metrics, std::string path,
            DiskReserve reserve);

  // Looks, tells hecha_disk_free_ratio, and holds or lets go new work. By one thread.
  void Check();

 private:
  void FindPath();

  db::Database& database_;
  telemetry::Metrics& metrics_;
  std::string path_;
  const DiskReserve reserve_;
  bool holding_ = false;
};

}  // namespace hecha::host
