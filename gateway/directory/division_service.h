// The use cases of divisions. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/directory/division.h"
#include "gateway/directory/division_store.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"

namespace hecha::directory {

class DivisionService {
 public:
  explicit DivisionService(db::Database& database) : database_(database) {}

  struct Listing {
    std::vector<Division> divisions;
    std::string next_page_token;
  };

  // Adds or renames divisions, all or none.
  absl::Status Put(const Call& call, const std::vector<Division>& divisions);

  // The divisions within `within` (empty: all), by code. `page_token` is the last code of the
  // page before.
  absl::StatusOr<Listing> List(const Call& call, const std::string& within, int page_size,
                               const std::string& page_token);

 private:
  db::Database& database_;
  DivisionStore store_;
};

}  // namespace hecha::directory
