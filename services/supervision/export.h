// An Export 导出 is a workbook of ledgers that somebody takes out of the suite. It is kept, sealed,
// for an hour, for the one who asked for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/supervision/ledger.h"

namespace hecha::supervision {

struct Export;
using ExportId = Id<Export>;

struct Export {
  // As hecha/common/v1/file.proto says.
  static constexpr int64_t kPieceBytes = 256 << 10;
  static constexpr absl::Duration kKeptFor = absl::Hours(1);

  ExportId id;
  UserId user;
  std::string division;
  std::vector<Ledger> ledgers;
  int64_t lines = 0;
  int64_t size = 0;
  std::string sha256;
  absl::Time expires_at;

  bool ReadableBy(const Actor& actor, absl::Time now) const {
    return actor.user == user && now < expires_at;
  }
  // What a browser is to save it as.
  std::string FileName() const;
};

}  // namespace hecha::supervision
