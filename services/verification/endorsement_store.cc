#include "services/verification/endorsement_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO endorsement (case_id, report_version, signer_id, unit_id, capacity, public_key, "
    "signature, signed_at, signer_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
// A signature counts as long as its key does, so the key's end comes along.
constexpr char kList[] =
    "SELECT e.report_version, e.signer_id, e.unit_id, e.capacity, e.public_key, e.signature, "
    "e.signed_at, e.signer_name, k.revoked_from FROM endorsement e LEFT JOIN signing_key k ON "
    "k.public_key = e.public_key WHERE e.case_id = ? AND e.report_version = ? ORDER BY "
    "e.signed_at, e.signer_id";

#define ONE "FROM endorsement WHERE case_id = ? AND report_version = ? AND signer_id = ?"
constexpr char kSetAside[] =
    "INSERT INTO lapsed_endorsement (case_id, report_version, signer_id, unit_id, capacity, "
    "public_key, signature, signed_at, signer_name) SELECT case_id, report_version, signer_id, "
    "unit_id, capacity, public_key, signature, signed_at, signer_name " ONE;
constexpr char kDelete[] = "DELETE " ONE;
#undef ONE

Endorsement Read(const db::Row& row) {
  Endorsement endorsement;
  endorsement.report_version = static_cast<int>(row.Int(0));
  endorsement.signer = row.As<UserId>(1);
  endorsement.unit = row.As<UnitId>(2);
  endorsement.capacity = static_cast<Capacity>(row.Int(3));
  endorsement.public_key = row.Text(4);
  endorsement.signature = row.Text(5);
  endorsement.signed_at = row.Time(6);
  endorsement.signer_name = row.Text(7);
  endorsement.revoked_from = row.OptionalTime(8);
  return endorsement;
}

}  // namespace

absl::Status EndorsementStore::Insert(db::Transaction& transaction, CaseId case_id,
                                      const Endorsement& endorsement) const {
  return transaction
      .Execute(kInsert, case_id, endorsement.report_version, endorsement.signer, endorsement.unit,
               endorsement.capacity, endorsement.public_key, endorsement.signature,
               endorsement.signed_at, endorsement.signer_name)
      .status();
}

absl::Status EndorsementStore::SetAside(db::Transaction& transaction, CaseId case_id,
                                        const Endorsement& lapsed) const {
  for (const char* statement : {kSetAside, kDelete})
    RETURN_IF_ERROR(
        transaction.Execute(statement, case_id, lapsed.report_version, lapsed.signer).status());
  return absl::OkStatus();
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
