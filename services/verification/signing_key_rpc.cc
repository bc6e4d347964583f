#include "services/verification/signing_key_rpc.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "hecha/verification/v1/signing_key.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

constexpr char kService[] = "hecha.verification.v1.SigningKeyService";

// With what the caller may do with it.
v1::SigningKey Answer(const SigningKey& key, const Call& call) {
  v1::SigningKey out;
  out.set_id(key.id.ToString());
  out.set_etag(fmt::format("{}", key.version));
  out.set_user_id(key.user.ToString());
  out.set_unit_id(key.unit.ToString());
  out.set_division(key.division);
  out.set_state(static_cast<v1::SigningKey::State>(key.state));
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
    SetTimestamp(key.revoked_from.value_or(*key.revoked_at), out.mutable_revoked_from());
  }
  rpc::Offers offers(kService, call.actor, *out.mutable_actions());
  offers.Offer("ConfirmSigningKey", key,
               [&](SigningKey& copy) { return copy.Confirm(call.actor, call.now); });
  offers.Offer("RevokeSigningKey", key,
               [&](SigningKey& copy) { return copy.Revoke(call.actor, "", call.now, call.now); });
  return out;
}

absl::StatusOr<v1::ListSigningKeysResponse> ListSigningKeys(
    SigningKeyService& keys, const Call& call, const v1::ListSigningKeysRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  SigningKeyFilter filter;
  if (request.state() != v1::SigningKey::STATE_UNSPECIFIED)
    filter.state = static_cast<EnrolledKeyState>(request.state());
  if (!request.user_id().empty()) {
    ASSIGN_OR_RETURN(filter.user, ParseId<UserId>("user_id", request.user_id()));
  }
  ASSIGN_OR_RETURN(std::vector<SigningKey> found, keys.List(call, std::move(filter), page));
  v1::ListSigningKeysResponse response;
  response.set_next_page_token(page.Cut(found, [](const SigningKey& key) { return key.id; }));
  for (const SigningKey& key : found) *response.add_signing_keys() = Answer(key, call);
  return response;
}

// A handler of a call that answers with one key.
template <class Request, class Run>
void HandleKey(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("{}/{}", kService, method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::SigningKey> {
                  ASSIGN_OR_RETURN(const SigningKey key, run(call, request));
                  return Answer(key, call);
                });
}

}  // namespace

void RegisterSigningKeyRpc(rpc::Router& router, SigningKeyService& keys) {
  HandleKey<v1::EnrolSigningKeyRequest>(
      router, "EnrolSigningKey",
      [&keys](const Call& call, const v1::EnrolSigningKeyRequest& request) {
        return keys.Enrol(call, request.public_key(), request.proof());
      });
  HandleKey<v1::ConfirmSigningKeyRequest>(
      router, "ConfirmSigningKey",
      [&keys](const Call& call,
              const v1::ConfirmSigningKeyRequest& request) -> absl::StatusOr<SigningKey> {
        ASSIGN_OR_RETURN(const SigningKeyId id,
                         ParseId<SigningKeyId>("signing_key_id", request.signing_key_id()));
        return keys.Confirm(call, id);
      });
  HandleKey<v1::RevokeSigningKeyRequest>(
      router, "RevokeSigningKey",
      [&keys](const Call& call,
              const v1::RevokeSigningKeyRequest& request) -> absl::StatusOr<SigningKey> {
        ASSIGN_OR_RETURN(const SigningKeyId id,
                         ParseId<SigningKeyId>("signing_key_id", request.signing_key_id()));
        const absl::Time from =
            request.has_revoked_from() ? events::FromTimestamp(request.revoked_from()) : call.now;
        return keys.Revoke(call, id, request.reason(), from);
      });
  router.Handle("hecha.verification.v1.SigningKeyService/ListSigningKeys",
                [&keys](const Call& call, const v1::ListSigningKeysRequest& request) {
                  return ListSigningKeys(keys, call, request);
                });
}

}  // namespace hecha::verification
