#include "services/verification/endorsement_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO endorsement (case_id, report_version, signer_id, unit_id, capacity, public_key, "
    "signature, signed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kList[] =
    "SELECT report_version, signer_id, unit_id, capacity, public_key, signature, signed_at FROM "
    "endorsement WHERE case_id = ? AND report_version = ? ORDER BY signed_at, signer_id";

Endorsement Read(const db::Row& row) {
  Endorsement endorsement;
  endorsement.report_version = static_cast<int>(row.Int(0));
  endorsement.signer = row.As<UserId>(1);
  endorsement.unit = row.As<UnitId>(2);
  endorsement.capacity = static_cast<Capacity>(row.Int(3));
  endorsement.public_key = row.Text(4);
  endorsement.signature = row.Text(5);
  endorsement.signed_at = row.Time(6);
  return endorsement;
}

}  // namespace

absl::Status EndorsementStore::Insert(db::Transaction& transaction, CaseId case_id,
                                      const Endorsement& endorsement) const {
  return transaction
      .Execute(kInsert, case_id, endorsement.report_version, endorsement.signer, endorsement.unit,
               endorsement.capacity, endorsement.public_key, endorsement.signature,
               endorsement.signed_at)
      .status();
}

absl::StatusOr<std::vector<Endorsement>> EndorsementStore::List(db::Transaction& transaction,
                                                                CaseId case_id,
                                                                int report_version) const {
  std::vector<Endorsement> endorsements;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { endorsements.push_back(Read(row)); }, case_id,
      report_version));
  return endorsements;
}

}  // namespace hecha::verification
