#include "services/verification/signer_policy_store.h"

#include <optional>

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

// Level 0 stands for every level that has no policy of its own.
constexpr char kInForce[] =
    "SELECT seat, capacity FROM signer_seat WHERE level = ? AND effective_from = (SELECT "
    "MAX(effective_from) FROM signer_seat WHERE level = ? AND effective_from <= ?) ORDER BY seat, "
    "capacity";

constexpr char kList[] =
    "SELECT level, effective_from, seat, capacity FROM signer_seat ORDER BY level, effective_from, "
    "seat, capacity";
constexpr char kHas[] = "SELECT 1 FROM signer_seat WHERE level = ? AND effective_from = ? LIMIT 1";
constexpr char kInsert[] =
    "INSERT INTO signer_seat (level, effective_from, seat, capacity) VALUES (?, ?, ?, ?)";

int64_t NumberOf(std::optional<Level> level) {
  return level.has_value() ? static_cast<int64_t>(*level) : 0;
}

std::optional<Level> LevelOf(int64_t number) {
  return number == 0 ? std::nullopt : std::optional(static_cast<Level>(number));
}

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

absl::StatusOr<std::vector<DatedSigners>> SignerPolicyStore::List(
    db::Transaction& transaction) const {
  std::vector<DatedSigners> policies;
  int64_t seat = 0;
  RETURN_IF_ERROR(transaction.Query(kList, [&](const db::Row& row) {
    const std::optional<Level> level = LevelOf(row.Int(0));
    const bool begins = policies.empty() || policies.back().level != level ||
                        policies.back().effective_from != row.Time(1);
    if (begins) policies.push_back({level, row.Time(1), {}});
    std::vector<SignerSeat>& seats = policies.back().policy.seats;
    if (begins || row.Int(2) != seat) seats.emplace_back();
    seat = row.Int(2);
    seats.back().push_back(static_cast<Capacity>(row.Int(3)));
  }));
  return policies;
}

absl::Status SignerPolicyStore::Put(db::Transaction& transaction, const DatedSigners& dated) const {
  const int64_t level = NumberOf(dated.level);
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> taken,
      transaction.QueryOne(
          kHas, [](const db::Row& row) { return row.Int(0); }, level, dated.effective_from));
  if (taken.has_value()) return absl::AlreadyExistsError("a policy begins at that moment");
  int64_t number = 0;
  for (const SignerSeat& seat : dated.policy.seats) {
    ++number;
    for (Capacity capacity : seat)
      RETURN_IF_ERROR(
          transaction.Execute(kInsert, level, dated.effective_from, number, capacity).status());
  }
  return absl::OkStatus();
}

}  // namespace hecha::verification
