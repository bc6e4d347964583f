#include "services/supervision/office_store.h"

namespace hecha::supervision {
namespace {

constexpr char kPut[] = "REPLACE INTO office (division, unit_id, name) VALUES (?, ?, ?)";
constexpr char kFind[] = "SELECT division, unit_id, name FROM office WHERE division = ?";

Office Read(const db::Row& row) { return {row.Text(0), row.As<UnitId>(1), row.Text(2)}; }

}  // namespace

absl::Status OfficeStore::Put(db::Transaction& transaction, const Office& office) const {
  return transaction.Execute(kPut, office.division, office.unit, office.name).status();
}

absl::StatusOr<std::optional<Office>> OfficeStore::Find(db::Transaction& transaction,
                                                        const std::string& division) const {
  return transaction.QueryOne(kFind, Read, division);
}

}  // namespace hecha::supervision
