#include "services/intake/custodian_key_rpc.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "hecha/intake/v1/custodian_key.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

constexpr char kService[] = "hecha.intake.v1.CustodianKeyService";

// With what the caller may do with it.
v1::CustodianKey Answer(const CustodianKey& key, const Call& call) {
  v1::CustodianKey out;
  out.set_id(key.id.ToString());
  out.set_etag(fmt::format("{}", key.version));
  out.set_user_id(key.user.ToString());
  out.set_division(key.division);
  out.set_state(static_cast<v1::CustodianKey::State>(key.state));
  out.set_public_key(key.public_key);
  SetTimestamp(key.enrolled_at, out.mutable_enrolled_at());
  if (key.confirmed_at.has_value()) {
    out.set_confirmed_by(key.confirmed_by.ToString());
    SetTimestamp(*key.confirmed_at, out.mutable_confirmed_at());
  }
  if (key.revoked_at.has_value()) {
    out.set_revoked_by(key.revoked_by.ToString());
    SetTimestamp(*key.revoked_at, out.mutable_revoked_at());
    out.set_revoke_reason(key.revoke_reason);
  }
  rpc::Offers offers(kService, call.actor, *out.mutable_actions());
  offers.Offer("ConfirmCustodianKey", key,
               [&](CustodianKey& copy) { return copy.Confirm(call.actor, call.now); });
  offers.Offer("RevokeCustodianKey", key,
               [&](CustodianKey& copy) { return copy.Revoke(call.actor, "", call.now); });
  return out;
}

absl::StatusOr<v1::ListCustodianKeysResponse> ListCustodianKeys(
    CustodianKeyService& keys, const Call& call, const v1::ListCustodianKeysRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(std::vector<CustodianKey> found, keys.List(call, page));
  v1::ListCustodianKeysResponse response;
  response.set_next_page_token(page.Cut(found, [](const CustodianKey& key) { return key.id; }));
  for (const CustodianKey& key : found) *response.add_custodian_keys() = Answer(key, call);
  return response;
}

// A handler of a call that answers with one key.
template <class Request, class Run>
void HandleKey(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(
      fmt::format("{}/{}", kService, method),
      [run](const Call& call, const Request& request) -> absl::StatusOr<v1::CustodianKey> {
        ASSIGN_OR_RETURN(const CustodianKey key, run(call, request));
        return Answer(key, call);
      });
}

}  // namespace

void RegisterCustodianKeyRpc(rpc::Router& router, CustodianKeyService& keys) {
  HandleKey<v1::EnrolCustodianKeyRequest>(
      router, "EnrolCustodianKey",
      [&keys](const Call& call, const v1::EnrolCustodianKeyRequest& request) {
        return keys.Enrol(call, request.public_key());
      });
  HandleKey<v1::ConfirmCustodianKeyRequest>(
      router, "ConfirmCustodianKey",
      [&keys](const Call& call,
              const v1::ConfirmCustodianKeyRequest& request) -> absl::StatusOr<CustodianKey> {
        ASSIGN_OR_RETURN(const CustodianKeyId id,
                         ParseId<CustodianKeyId>("custodian_key_id", request.custodian_key_id()));
        return keys.Confirm(call, id);
      });
  HandleKey<v1::RevokeCustodianKeyRequest>(
      router, "RevokeCustodianKey",
      [&keys](const Call& call,
              const v1::RevokeCustodianKeyRequest& request) -> absl::StatusOr<CustodianKey> {
        ASSIGN_OR_RETURN(const CustodianKeyId id,
                         ParseId<CustodianKeyId>("custodian_key_id", request.custodian_key_id()));
        return keys.Revoke(call, id, request.reason());
      });
  router.Handle("hecha.intake.v1.CustodianKeyService/ListCustodianKeys",
                [&keys](const Call& call, const v1::ListCustodianKeysRequest& request) {
                  return ListCustodianKeys(keys, call, request);
                });
}

}  // namespace hecha::intake
