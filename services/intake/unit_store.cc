#include "services/intake/unit_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kPut[] =
    "REPLACE INTO unit (id, division, name, verifies, active, sectors) VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kFind[] =
    "SELECT id, division, name, verifies, active, sectors FROM unit WHERE id = ?";
constexpr char kListByDivision[] =
    "SELECT id, division, name, verifies, active, sectors FROM unit WHERE division = ? ORDER BY id";

int64_t ToBits(const std::set<Sector>& sectors) {
  int64_t bits = 0;
  for (Sector sector : sectors) bits |= int64_t{1} << static_cast<int>(sector);
  return bits;
}

Unit ReadUnit(const db::Row& row) {
  Unit unit;
  unit.id = row.As<UnitId>(0);
  unit.division = row.Text(1);
  unit.name = row.Text(2);
  unit.verifies = row.Bool(3);
  unit.active = row.Bool(4);
  for (int sector = 1; sector <= static_cast<int>(Sector::kOther); ++sector)
    if (row.Int(5) >> sector & 1) unit.sectors.insert(static_cast<Sector>(sector));
  return unit;
}

}  // namespace

absl::Status UnitStore::Put(db::Transaction& transaction, const Unit& unit) const {
  return transaction
      .Execute(kPut, unit.id, unit.division, unit.name, unit.verifies, unit.active,
               ToBits(unit.sectors))
      .status();
}

absl::StatusOr<Unit> UnitStore::Find(db::Transaction& transaction, UnitId id) const {
  ASSIGN_OR_RETURN(std::optional<Unit> unit, transaction.QueryOne(kFind, ReadUnit, id));
  if (!unit.has_value()) return RefuseUnknown("单位", "unit");
  return *std::move(unit);
}

absl::StatusOr<std::vector<Unit>> UnitStore::ListByDivision(db::Transaction& transaction,
                                                            std::string_view division) const {
  std::vector<Unit> units;
  RETURN_IF_ERROR(transaction.Query(
      kListByDivision, [&](const db::Row& row) { units.push_back(ReadUnit(row)); }, division));
  return units;
}

}  // namespace hecha::intake
