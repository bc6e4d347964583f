#include "gateway/directory/unit_store.h"

#include "gateway/directory/bits.h"
#include "services/common/base/refusal.h"

namespace hecha::directory {
namespace {

#define UNIT_COLUMNS "id, version, division, name, duty, sectors, active"

constexpr char kInsert[] = "INSERT INTO unit (" UNIT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)";

constexpr char kFind[] = "SELECT " UNIT_COLUMNS " FROM unit WHERE id = ?";

constexpr char kFindByName[] = "SELECT " UNIT_COLUMNS " FROM unit WHERE division = ? AND name = ?";

constexpr char kList[] =
    "SELECT " UNIT_COLUMNS
    " FROM unit WHERE id < ? AND division LIKE CONCAT(?, '%') AND (? = 0 OR duty = ?) "
    "AND (? = 0 OR sectors = 0 OR sectors & ? <> 0) ORDER BY id DESC LIMIT ?";

#undef UNIT_COLUMNS

Unit Read(const db::Row& row) {
  Unit unit;
  unit.id = row.As<UnitId>(0);
  unit.version = row.Int(1);
  unit.division = row.Text(2);
  unit.name = row.Text(3);
  unit.function = static_cast<UnitFunction>(row.Int(4));
  unit.sectors = FromBits<Sector>(row.Int(5));
  unit.active = row.Bool(6);
  return unit;
}

}  // namespace

absl::Status UnitStore::Insert(db::Transaction& transaction, const Unit& unit) const {
  return transaction
      .Execute(kInsert, unit.id, unit.version, unit.division, unit.name, unit.function,
               ToBits(unit.sectors), unit.active)
      .status();
}

absl::StatusOr<Unit> UnitStore::Find(db::Transaction& transaction, const UnitId& id) const {
  ASSIGN_OR_RETURN(std::optional<Unit> unit, transaction.QueryOne(kFind, Read, id));
  if (!unit.has_value()) return RefuseUnknown("单位", "unit");
  return *std::move(unit);
}

absl::StatusOr<std::optional<Unit>> UnitStore::FindByName(db::Transaction& transaction,
                                                          const std::string& division,
                                                          const std::string& name) const {
  return transaction.QueryOne(kFindByName, Read, division, name);
}

absl::StatusOr<std::vector<Unit>> UnitStore::List(db::Transaction& transaction,
                                                  const UnitFilter& filter,
                                                  const Page& page) const {
  std::vector<Unit> units;
  const int64_t function = filter.function.has_value() ? static_cast<int64_t>(*filter.function) : 0;
  const int64_t sector = BitOf(filter.sector);
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { units.push_back(Read(row)); }, page.before, filter.division,
      function, function, sector, sector, page.size + 1));
  return units;
}

}  // namespace hecha::directory
