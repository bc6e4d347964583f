#include "services/verification/waiting_case_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

#define OF_TEAM                                                                          \
  "EXISTS (SELECT 1 FROM case_member AS m WHERE m.case_id = c.id AND m.user_id = ? AND " \
  "m.left_at IS NULL)"
// A state at a time, so that the index has them in their order.
constexpr char kList[] =
    "SELECT id FROM verification_case AS c WHERE state = ? AND id > ? AND division LIKE ? AND (? "
    "IS NULL OR unit_id = ? OR " OF_TEAM ") AND (? = 0 OR " OF_TEAM ") ORDER BY id LIMIT ?";
#undef OF_TEAM

}  // namespace

absl::StatusOr<std::vector<CaseId>> WaitingCaseStore::List(db::Transaction& transaction,
                                                           const WaitingFilter& filter,
                                                           CaseState state, CaseId after,
                                                           int limit) const {
  std::vector<CaseId> cases;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { cases.push_back(row.As<CaseId>(0)); }, state, after,
      filter.division + "%", filter.own_unit, filter.own_unit, filter.viewer,
      state == CaseState::kVerifying, filter.viewer, limit));
  return cases;
}

}  // namespace hecha::verification
