#include "services/verification/unit_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kPut[] =
    "REPLACE INTO unit (id, division, name, verifies, active) VALUES (?, ?, ?, ?, ?)";
constexpr char kFind[] = "SELECT id, division, name, verifies, active FROM unit WHERE id = ?";

Unit Read(const db::Row& row) {
  return {row.As<UnitId>(0), row.Text(1), row.Text(2), row.Bool(3), row.Bool(4)};
}

}  // namespace

absl::Status UnitStore::Put(db::Transaction& transaction, const Unit& unit) const {
  return transaction.Execute(kPut, unit.id, unit.division, unit.name, unit.verifies, unit.active)
      .status();
}

absl::StatusOr<Unit> UnitStore::Find(db::Transaction& transaction, UnitId id) const {
  ASSIGN_OR_RETURN(std::optional<Unit> unit, transaction.QueryOne(kFind, Read, id));
  if (!unit.has_value()) return RefuseUnknown("单位", "unit");
  return *std::move(unit);
}

}  // namespace hecha::verification
