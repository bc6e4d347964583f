#include "services/verification/signer_policy_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

// Level 0 stands for every level that has no policy of its own.
constexpr char kInForce[] =
    "SELECT seat, capacity FROM signer_seat WHERE level = ? AND effective_from = (SELECT "
    "MAX(effective_from) FROM signer_seat WHERE level = ? AND effective_from <= ?) ORDER BY seat, "
    "capacity";

}  // namespace

absl::StatusOr<SignerPolicy> SignerPolicyStore::InForce(db::Transaction& transaction, Level level,
                                                        absl::Time at) const {
  for (const int64_t candidate : {static_cast<int64_t>(level), int64_t{0}}) {
    SignerPolicy policy;
    int64_t seat = 0;
    RETURN_IF_ERROR(transaction.Query(
        kInForce,
        [&](const db::Row& row) {
          if (policy.seats.empty() || row.Int(0) != seat) policy.seats.emplace_back();
          seat = row.Int(0);
          policy.seats.back().push_back(static_cast<Capacity>(row.Int(1)));
        },
        candidate, candidate, at));
    if (!policy.seats.empty()) return policy;
  }
  return absl::InternalError("no signer policy is in force");
}

}  // namespace hecha::verification
