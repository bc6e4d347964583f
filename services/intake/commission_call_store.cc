#include "services/intake/commission_call_store.h"

namespace hecha::intake {
namespace {

constexpr char kPut[] = "UPDATE lead SET flagged = ? WHERE id = ?";

}  // namespace

absl::Status CommissionCallStore::Put(db::Transaction& transaction, const Lead& lead) const {
  return transaction.Execute(kPut, lead.commission, lead.id).status();
}

}  // namespace hecha::intake
