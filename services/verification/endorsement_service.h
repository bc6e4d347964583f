// An EndorsementService takes the signatures under a frozen report, each verified with a
// confirmed key of its signer. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/endorsement_store.h"
#include "services/verification/report_store.h"
#include "services/verification/signer_policy_store.h"
#include "services/verification/signing_key_store.h"

namespace hecha::verification {

// What a signer hands in: the signature, the public key or the id of the key that made it, and
// the time that was signed.
struct Signature {
  std::string bytes;
  std::string public_key;
  std::optional<SigningKeyId> key;
  absl::Time signed_at;
};

// What a signer is about to sign.
struct EndorsementDraft {
  std::string payload;
  std::string report_hash;
  Endorsement endorsement;
};

class EndorsementService {
 public:
  EndorsementService(events::Journal& journal, CaseStore cases, ReportStore reports,
                     EndorsementStore endorsements, SigningKeyStore keys,
                     SignerPolicyStore policies)
      : journal_(journal),
        cases_(cases),
        reports_(reports),
        endorsements_(endorsements),
        keys_(keys),
        policies_(policies) {}

  // What the caller would sign now; refuses whatever Endorse would refuse, but for the key.
  absl::StatusOr<EndorsementDraft> Prepare(const Call& call, CaseId id);

  // Adds the caller's signature; see Case::Endorse. InvalidArgument BAD_SIGNATURE unless it
  // covers the payload that Prepare showed, SIGNED_TOO_LONG_AGO if that was more than 10
  // minutes ago, UNKNOWN_KEY for a key that is not enrolled; otherwise what
  // SigningKey::CheckUsableBy says.
  absl::StatusOr<Case> Endorse(const Call& call, CaseId id, const Signature& signature);

  absl::StatusOr<Case> Refuse(const Call& call, CaseId id, const std::string& reason);

 private:
  absl::StatusOr<SignerPolicy> PolicyOf(db::Transaction& transaction, const Case& subject) const;
  absl::StatusOr<SigningKey> FindKey(db::Transaction& transaction,
                                     const Signature& signature) const;

  events::Journal& journal_;
  const CaseStore cases_;
  const ReportStore reports_;
  const EndorsementStore endorsements_;
  const SigningKeyStore keys_;
  const SignerPolicyStore policies_;
};

}  // namespace hecha::verification
