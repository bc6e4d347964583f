#include "services/verification/signing_key_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/signing.h"

namespace hecha::verification {
namespace {

using events::Event;

template <class Payload>
Payload About(const SigningKey& key) {
  Payload payload;
  payload.set_signing_key_id(key.id.ToString());
  payload.set_user_id(key.user.ToString());
  return payload;
}

template <class Payload>
Event Tell(const SigningKey& key, std::string action, Payload payload) {
  return events::MakeEvent("signing_key", key.id.uuid, key.version, key.division, std::move(action),
                           std::move(payload));
}

auto Visible(const Call& call) {
  return [&call](const SigningKey& key) -> absl::Status {
    if (!key.VisibleTo(call.actor)) return RefuseUnknown("签字密钥", "signing key");
    return absl::OkStatus();
  };
}

}  // namespace

absl::StatusOr<SigningKey> SigningKeyService::Enrol(const Call& call, const std::string& public_key,
                                                    const std::string& proof) {
  if (!security::Verify(public_key, SigningKey::PossessionPayload(call.actor.user, public_key),
                        proof))
    return RefuseField("BAD_PROOF", "proof", "须用该密钥的私钥签名，证明由本人持有",
                       "the proof of possession is not the key's signature");
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const SigningKey key, SigningKey::Enrol(SigningKeyId::New(call.now),
                                                                 call.actor, public_key, call.now));
        const absl::Status inserted = keys_.Insert(transaction, key);
        if (absl::IsAlreadyExists(inserted))
          return Refuse(absl::StatusCode::kAlreadyExists,
                        {.rule = "KEY_TAKEN",
                         .field = "public_key",
                         .zh = "这个公钥已经登记",
                         .en = "that public key is enrolled already"});
        RETURN_IF_ERROR(inserted);
        auto event = About<v1::SigningKeyEnrolled>(key);
        event.set_public_key(key.public_key);
        RETURN_IF_ERROR(
            journal_.Append(transaction, call, Tell(key, "signing_key.enrol", std::move(event))));
        return key.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return keys_.Find(transaction, SigningKeyId{id});
      });
}

absl::StatusOr<SigningKey> SigningKeyService::Confirm(const Call& call, SigningKeyId id) {
  return journal_.Change(call, keys_, id, Visible(call),
                         [&](db::Transaction&, SigningKey& key) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(key.Confirm(call.actor, call.now));
                           auto event = About<v1::SigningKeyConfirmed>(key);
                           event.set_public_key(key.public_key);
                           return Tell(key, "signing_key.confirm", std::move(event));
                         });
}

absl::StatusOr<SigningKey> SigningKeyService::Revoke(const Call& call, SigningKeyId id,
                                                     const std::string& reason, absl::Time from) {
  return journal_.Change(call, keys_, id, Visible(call),
                         [&](db::Transaction&, SigningKey& key) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(key.Revoke(call.actor, reason, from, call.now));
                           auto event = About<v1::SigningKeyRevoked>(key);
                           event.set_reason(reason);
                           event.set_public_key(key.public_key);
                           events::SetTimestamp(from, event.mutable_revoked_from());
                           return Tell(key, "signing_key.revoke", std::move(event));
                         });
}

absl::StatusOr<std::vector<SigningKey>> SigningKeyService::List(const Call& call,
                                                                SigningKeyFilter filter,
                                                                const Page& page) {
  filter.division = call.actor.division;
  if (!call.actor.Has(Role::kOffice) && !call.actor.Has(Role::kCityOffice))
    filter.user = call.actor.user;
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return keys_.List(transaction, filter, page);
  });
}

}  // namespace hecha::verification
