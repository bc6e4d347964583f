#include "services/verification/endorsement_rpc.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

absl::StatusOr<Signature> FromProto(const v1::EndorseCaseRequest& request) {
  if (request.public_key().empty() == request.signing_key_id().empty())
    return RefuseField("ONE_KEY", "public_key", "public_key 与 signing_key_id 须且只须填写一项",
                       "exactly one of public_key and signing_key_id names the key");
  Signature signature;
  signature.bytes = request.signature();
  signature.public_key = request.public_key();
  if (!request.signing_key_id().empty()) {
    ASSIGN_OR_RETURN(signature.key,
                     ParseId<SigningKeyId>("signing_key_id", request.signing_key_id()));
  }
  if (!request.has_signed_at())
    return RefuseField("REQUIRED", "signed_at", "须填写待签内容中的签字时间",
                       "the time of signing, as it was prepared, is required");
  signature.signed_at = events::FromTimestamp(request.signed_at());
  return signature;
}

v1::PrepareEndorsementResponse ToProto(const EndorsementDraft& draft) {
  v1::PrepareEndorsementResponse out;
  out.set_payload(draft.payload);
  out.set_liability_text(std::string(LiabilityText()));
  out.set_report_version(draft.endorsement.report_version);
  out.set_report_hash(draft.report_hash);
  out.set_capacity(std::string(CapacityName(draft.endorsement.capacity)));
  events::SetTimestamp(draft.endorsement.signed_at, out.mutable_signed_at());
  return out;
}

}  // namespace

void RegisterEndorsementRpc(rpc::Router& router, EndorsementService& endorsements) {
  router.Handle(CaseMethod("PrepareEndorsement"),
                [&endorsements](const Call& call, const v1::PrepareEndorsementRequest& request)
                    -> absl::StatusOr<v1::PrepareEndorsementResponse> {
                  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
                  ASSIGN_OR_RETURN(const EndorsementDraft draft, endorsements.Prepare(call, id));
                  return ToProto(draft);
                });
  HandleCase<v1::EndorseCaseRequest>(
      router, "EndorseCase",
      [&endorsements](const Call& call, CaseId id,
                      const v1::EndorseCaseRequest& request) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(const Signature signature, FromProto(request));
        return endorsements.Endorse(call, id, signature);
      });
  HandleCase<v1::RefuseEndorsementRequest>(
      router, "RefuseEndorsement",
      [&endorsements](const Call& call, CaseId id, const v1::RefuseEndorsementRequest& request) {
        return endorsements.Refuse(call, id, request.reason());
      });
}

}  // namespace hecha::verification
