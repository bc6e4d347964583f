#include "services/verification/lead_aside_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kList[] =
    "SELECT aside.user_id FROM case_recusal AS aside JOIN verification_case AS other ON other.id = "
    "aside.case_id WHERE other.lead_id = ?";

}  // namespace

absl::StatusOr<std::set<UserId>> LeadAsideStore::List(db::Transaction& transaction,
                                                      LeadId lead) const {
  std::set<UserId> aside;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { aside.insert(row.As<UserId>(0)); }, lead));
  return aside;
}

}  // namespace hecha::verification
