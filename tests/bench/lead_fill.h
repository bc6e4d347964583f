// Fills a running suite with leads, fast: by the suite's own registrar and stores, beside its
// processes, on its database and with its keys. What a registration leaves behind is there: lead,
// data key, receipt, command, event, features and terms for matching and search, the ledger's line
// and the totals. Not so the deliveries of the event, so that nothing has to be waited for; the
// evidence log and the inboxes therefore know nothing of these leads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/bench/suite.h"

namespace hecha::bench {

class LeadFill {
 public:
  static absl::StatusOr<std::unique_ptr<LeadFill>> Open(const Suite& suite);
  ~LeadFill();

  // Makes `count` more leads in kTown, of every sector in turn, with texts of some fifty random
  // characters, so that they are not alike.
  absl::Status Add(int64_t count);

  // About one in a hundred of the leads that were made; all of the first hundred.
  const std::vector<std::string>& some_ids() const;

 private:
  struct Impl;
  explicit LeadFill(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::bench
