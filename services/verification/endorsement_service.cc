#include "services/verification/endorsement_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/signing.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;

// How long a signer may read and think after the payload was prepared.
constexpr absl::Duration kSigningTerm = absl::Minutes(10);

// What `signer`, who was admitted as a signatory, signs at `signed_at` in the case's present
// state.
EndorsementDraft Draft(const Case& subject, const Actor& signer, absl::Time signed_at) {
  EndorsementDraft draft;
  draft.report_hash = subject.report_hash;
  draft.endorsement.report_version = subject.report_version;
  draft.endorsement.signer = signer.user;
  draft.endorsement.unit = signer.unit;
  draft.endorsement.capacity = *subject.CapacityOf(signer);
  draft.endorsement.signer_name = signer.name;
  draft.endorsement.signed_at = absl::FromUnixMicros(absl::ToUnixMicros(signed_at));
  draft.payload = EndorsementPayload(subject.id, subject.report_hash, draft.endorsement,
                                     security::Sha256(LiabilityText()));
  return draft;
}

absl::Status CheckSigningTime(absl::Time signed_at, absl::Time now) {
  if (signed_at <= now && signed_at > now - kSigningTerm) return absl::OkStatus();
  return RefuseField("SIGNED_TOO_LONG_AGO", "signed_at", "签字须在取得待签内容后 10 分钟内提交",
                     "a signature is handed in within 10 minutes after its payload was prepared");
}

v1::ReportEndorsed EndorsedEvent(const Case& subject, bool complete) {
  const Endorsement& endorsement = subject.endorsements.back();
  auto event = About<v1::ReportEndorsed>(subject);
  event.set_report_version(endorsement.report_version);
  event.set_report_hash(subject.report_hash);
  event.set_signer_id(endorsement.signer.ToString());
  event.set_signer_unit_id(endorsement.unit.ToString());
  event.set_signer_name(endorsement.signer_name);
  event.set_capacity(std::string(CapacityName(endorsement.capacity)));
  events::SetTimestamp(endorsement.signed_at, event.mutable_signed_at());
  event.set_public_key(endorsement.public_key);
  event.set_signature(endorsement.signature);
  event.set_complete(complete);
  return event;
}

}  // namespace

absl::StatusOr<EndorsementDraft> EndorsementService::Prepare(const Call& call, CaseId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<EndorsementDraft> {
        ASSIGN_OR_RETURN(Case subject, cases_.Find(transaction, id));
        RETURN_IF_ERROR(MayTake(call, Action::kEndorse)(subject));
        ASSIGN_OR_RETURN(const SignerPolicy policy, PolicyOf(transaction, subject));
        EndorsementDraft draft = Draft(subject, call.actor, call.now);
        // A rehearsal on the copy just read: nothing of it is saved.
        RETURN_IF_ERROR(subject.Endorse(draft.endorsement, policy).status());
        return draft;
      });
}

absl::StatusOr<Case> EndorsementService::Endorse(const Call& call, CaseId id,
                                                 const Signature& signature) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kEndorse),
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const SignerPolicy policy, PolicyOf(transaction, subject));
        EndorsementDraft draft = Draft(subject, call.actor, signature.signed_at);
        // The state and the pair first: they tell more than a signature over what is no more.
        RETURN_IF_ERROR(Case(subject).Endorse(draft.endorsement, policy).status());
        RETURN_IF_ERROR(CheckSigningTime(signature.signed_at, call.now));
        ASSIGN_OR_RETURN(const SigningKey key, FindKey(transaction, signature));
        RETURN_IF_ERROR(key.CheckUsableBy(call.actor));
        if (!security::Verify(key.public_key, draft.payload, signature.bytes))
          return RefuseField("BAD_SIGNATURE", "signature", "签字与当前报告不符",
                             "the signature does not cover the report in force");
        draft.endorsement.public_key = key.public_key;
        draft.endorsement.signature = signature.bytes;
        if (const Endorsement* lapsed = subject.LapsedFor(draft.endorsement); lapsed != nullptr)
          RETURN_IF_ERROR(endorsements_.SetAside(transaction, id, *lapsed));
        RETURN_IF_ERROR(endorsements_.Insert(transaction, id, draft.endorsement));
        const bool signing = subject.state == CaseState::kSigning;
        ASSIGN_OR_RETURN(const bool complete,
                         subject.Endorse(std::move(draft.endorsement), policy));
        // A signature that is given anew later moves nothing.
        return Tell(subject, "case.endorse", EndorsedEvent(subject, signing && complete));
      });
}

// Where there is no report, the state refuses whoever signs.
absl::StatusOr<SignerPolicy> EndorsementService::PolicyOf(db::Transaction& transaction,
                                                          const Case& subject) const {
  if (subject.report_version == 0) return DefaultSignerPolicy();
  ASSIGN_OR_RETURN(const Report report,
                   reports_.Find(transaction, subject.id, subject.report_version));
  return policies_.InForce(transaction, subject.assignment.level, report.submitted_at);
}

absl::StatusOr<SigningKey> EndorsementService::FindKey(db::Transaction& transaction,
                                                       const Signature& signature) const {
  absl::StatusOr<SigningKey> key = signature.key.has_value()
                                       ? keys_.Find(transaction, *signature.key)
                                       : keys_.FindByPublicKey(transaction, signature.public_key);
  if (absl::IsNotFound(key.status()))
    return RefuseField("UNKNOWN_KEY", signature.key.has_value() ? "signing_key_id" : "public_key",
                       "没有登记这个签字密钥", "that signing key is not enrolled");
  return key;
}

absl::StatusOr<Case> EndorsementService::Refuse(const Call& call, CaseId id,
                                                const std::string& reason) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kRefuse),
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const int voided, subject.Refuse(reason));
        RETURN_IF_ERROR(reports_.Void(transaction, id, voided, reason, call.now));
        auto event = About<v1::EndorsementRefused>(subject);
        event.set_report_version(voided);
        event.set_reason(reason);
        return Tell(subject, "case.refuse", std::move(event));
      });
}

}  // namespace hecha::verification
