// The use cases of units. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/directory/unit.h"
#include "gateway/directory/unit_store.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"

namespace hecha::directory {

class UnitService {
 public:
  explicit UnitService(events::Journal& journal) : journal_(journal) {}

  struct Listing {
    std::vector<Unit> units;
    std::string next_page_token;
  };

  // Adds a unit and tells the services (UnitChanged). A division's unit of that name is
  // returned as it is, so that setting up a deployment can be repeated.
  absl::StatusOr<Unit> Ensure(const Call& call, const std::string& division,
                              const std::string& name, UnitFunction function,
                              const std::set<Sector>& sectors);

  // Units of the caller's territory that match, newest first.
  absl::StatusOr<Listing> List(const Call& call, UnitFilter filter, const Page& page);

 private:
  events::Journal& journal_;
  UnitStore store_;
};

}  // namespace hecha::directory
