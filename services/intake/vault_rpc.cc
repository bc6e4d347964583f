#include "services/intake/vault_rpc.h"

#include <fmt/format.h>

#include <vector>

#include "hecha/intake/v1/vault.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

v1::Unlock ToProto(const Unlock& unlock, const Call& call) {
  v1::Unlock out;
  out.set_id(unlock.id.ToString());
  out.set_etag(fmt::format("{}", unlock.version));
  out.set_lead_id(unlock.lead.ToString());
  out.set_state(static_cast<v1::Unlock::State>(unlock.state));
  out.set_requested_by(unlock.requested_by.ToString());
  out.set_reason(unlock.reason);
  SetTimestamp(unlock.requested_at, out.mutable_requested_at());
  if (unlock.approved_at.has_value()) {
    out.set_approved_by(unlock.approved_by.ToString());
    SetTimestamp(*unlock.approved_at, out.mutable_approved_at());
  }
  SetTimestamp(unlock.expires_at, out.mutable_expires_at());
  out.set_opened(unlock.opened);
  const UserId user = call.actor.user;
  rpc::Offers offers("hecha.intake.v1.VaultService", call.actor, *out.mutable_actions());
  offers.Offer("ApproveUnlock", unlock, [&](Unlock& copy) { return copy.Approve(user, call.now); });
  offers.Offer("UnlockIdentity", unlock, [&](Unlock& copy) { return copy.Open(user, call.now); });
  offers.Offer("ResealIdentity", unlock, [&](Unlock& copy) { return copy.Reseal(user, call.now); });
  return out;
}

absl::StatusOr<v1::ListUnlocksResponse> ListUnlocks(VaultService& vault, const Call& call,
                                                    const v1::ListUnlocksRequest& request) {
  ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(std::vector<Unlock> unlocks, vault.List(call, lead, page));
  v1::ListUnlocksResponse response;
  response.set_next_page_token(page.Cut(unlocks, [](const Unlock& unlock) { return unlock.id; }));
  for (const Unlock& unlock : unlocks) *response.add_unlocks() = ToProto(unlock, call);
  return response;
}

}  // namespace

void RegisterVaultRpc(rpc::Router& router, VaultService& vault) {
  router.Handle(
      "hecha.intake.v1.VaultService/RequestUnlock",
      [&vault](const Call& call,
               const v1::RequestUnlockRequest& request) -> absl::StatusOr<v1::Unlock> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const Unlock unlock, vault.Request(call, lead, request.reason()));
        return ToProto(unlock, call);
      });
  router.Handle(
      "hecha.intake.v1.VaultService/ApproveUnlock",
      [&vault](const Call& call,
               const v1::ApproveUnlockRequest& request) -> absl::StatusOr<v1::Unlock> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const UnlockId id, ParseId<UnlockId>("unlock_id", request.unlock_id()));
        ASSIGN_OR_RETURN(const Unlock unlock, vault.Approve(call, lead, id));
        return ToProto(unlock, call);
      });
  router.Handle(
      "hecha.intake.v1.VaultService/UnlockIdentity",
      [&vault](const Call& call, const v1::UnlockIdentityRequest& request)
          -> absl::StatusOr<v1::UnlockIdentityResponse> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const UnlockId id, ParseId<UnlockId>("unlock_id", request.unlock_id()));
        ASSIGN_OR_RETURN(const VaultService::Box box, vault.Open(call, lead, id));
        v1::UnlockIdentityResponse response;
        response.set_sealed_identity(box.sealed);
        response.set_public_key(box.public_key);
        return response;
      });
  router.Handle(
      "hecha.intake.v1.VaultService/ResealIdentity",
      [&vault](const Call& call,
               const v1::ResealIdentityRequest& request) -> absl::StatusOr<v1::Unlock> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const UnlockId id, ParseId<UnlockId>("unlock_id", request.unlock_id()));
        ASSIGN_OR_RETURN(const CustodianKeyId key,
                         ParseId<CustodianKeyId>("custodian_key_id", request.custodian_key_id()));
        ASSIGN_OR_RETURN(const Unlock unlock,
                         vault.Reseal(call, lead, id, key, request.sealed_identity()));
        return ToProto(unlock, call);
      });
  router.Handle("hecha.intake.v1.VaultService/ListUnlocks",
                [&vault](const Call& call, const v1::ListUnlocksRequest& request) {
                  return ListUnlocks(vault, call, request);
                });
}

}  // namespace hecha::intake
