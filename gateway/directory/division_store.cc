#include "gateway/directory/division_store.h"

namespace hecha::directory {
namespace {

constexpr char kPut[] =
    "INSERT INTO division (code, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)";

constexpr char kList[] =
    "SELECT code, name FROM division WHERE code > ? AND code LIKE CONCAT(?, '%') "
    "ORDER BY code LIMIT ?";

}  // namespace

absl::Status DivisionStore::Put(db::Transaction& transaction, const Division& division) const {
  return transaction.Execute(kPut, division.code, division.name).status();
}

absl::StatusOr<std::vector<Division>> DivisionStore::List(db::Transaction& transaction,
                                                          const std::string& within,
                                                          const std::string& after,
                                                          int limit) const {
  std::vector<Division> divisions;
  RETURN_IF_ERROR(transaction.Query(
      kList,
      [&](const db::Row& row) {
        divisions.push_back({row.Text(0), row.Text(1)});
      },
      after, within, limit));
  return divisions;
}

}  // namespace hecha::directory
