// A ListRowStore keeps which leads came from which list. The only place that knows the table
// `list_row`. Stateless; safe for concurrent use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// A row as it was registered.
struct ListRow {
  LeadId lead;
  std::string lead_no;
  // Identifies the row (32 bytes).
  std::string origin;
};

class ListRowStore {
 public:
  // `list` identifies the list (32 bytes).
  absl::Status Put(db::Transaction& transaction, std::string_view list, LeadId lead) const;
  // The rows of `list` whose leads were not purged, oldest first.
  absl::StatusOr<std::vector<ListRow>> ListOf(db::Transaction& transaction,
                                              std::string_view list) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;
};

}  // namespace hecha::intake
