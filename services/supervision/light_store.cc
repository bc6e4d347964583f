#include "services/supervision/light_store.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"

namespace hecha::supervision {
namespace {

#define FILTER                                                                                     \
  "division LIKE ? AND (? IS NULL OR unit_id = ?) AND NOT EXISTS (SELECT 1 FROM lead_barred_unit " \
  "b WHERE b.lead_id = clock.lead_id AND b.unit_id = ?)"
// A light at a time, so that the index has them in this order.
constexpr char kListGravest[] =
    "SELECT id FROM clock WHERE state = ? AND light = ? AND " FILTER " ORDER BY due LIMIT ?";
constexpr char kListOf[] = "SELECT id FROM clock WHERE lead_id IN ({}) AND state <> ? AND " FILTER;
#undef FILTER

}  // namespace

absl::StatusOr<std::vector<LeadClock>> LightStore::ListGravest(db::Transaction& transaction,
                                                               const LightFilter& filter,
                                                               int limit) const {
  using enum Light;
  std::vector<ClockId> found;
  for (Light light : {kListed, kRed, kYellow, kUrge, kRemind, kNone}) {
    const int room = limit - static_cast<int>(found.size());
    if (room <= 0) break;
    RETURN_IF_ERROR(transaction.Query(
        kListGravest, [&](const db::Row& row) { found.push_back(row.As<ClockId>(0)); },
        ClockState::kRunning, light, filter.division + "%", filter.unit, filter.unit,
        filter.hidden_from, room));
  }
  return FindAll(transaction, found);
}

absl::StatusOr<std::vector<LeadClock>> LightStore::ListOf(db::Transaction& transaction,
                                                          const LightFilter& filter,
                                                          const std::vector<LeadId>& leads) const {
  std::vector<ClockId> found;
  if (leads.empty()) return std::vector<LeadClock>();
  db::InList list = db::MakeInList(leads);
  db::AddRow(list.values, ClockState::kStopped, filter.division + "%", filter.unit, filter.unit,
             filter.hidden_from);
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kListOf, list.marks),
      [&](const db::Row& row) { found.push_back(row.As<ClockId>(0)); }, list.values));
  return FindAll(transaction, found);
}

absl::StatusOr<std::vector<LeadClock>> LightStore::FindAll(db::Transaction& transaction,
                                                           const std::vector<ClockId>& ids) const {
  std::vector<LeadClock> clocks;
  for (ClockId id : ids) {
    ASSIGN_OR_RETURN(LeadClock clock, clocks_.Find(transaction, id));
    clocks.push_back(std::move(clock));
  }
  return clocks;
}

}  // namespace hecha::supervision
