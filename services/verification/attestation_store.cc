#include "services/verification/attestation_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO attestation (event_id, type, aggregate_id, aggregate_version, payload, salt) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kListOf[] =
    "SELECT event_id, type, aggregate_id, aggregate_version, payload, salt FROM attestation WHERE "
    "aggregate_id = ? ORDER BY aggregate_version";

}  // namespace

absl::Status AttestationStore::Insert(db::Transaction& transaction,
                                      const Attestation& attestation) const {
  return transaction
      .Execute(kInsert, attestation.event, attestation.type, attestation.aggregate,
               attestation.version, attestation.payload, attestation.salt)
      .status();
}

absl::StatusOr<std::vector<Attestation>> AttestationStore::ListOf(db::Transaction& transaction,
                                                                  const Uuid& aggregate) const {
  std::vector<Attestation> attestations;
  RETURN_IF_ERROR(transaction.Query(
      kListOf,
      [&](const db::Row& row) {
        attestations.push_back(
            {row.Id(0), row.Text(1), row.Id(2), row.Int(3), row.Text(4), row.Text(5)});
      },
      aggregate));
  return attestations;
}

}  // namespace hecha::verification
