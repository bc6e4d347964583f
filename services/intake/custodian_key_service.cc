#include "services/intake/custodian_key_service.h"

#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

using events::Event;

template <class Payload>
Payload About(const CustodianKey& key) {
  Payload payload;
  payload.set_custodian_key_id(key.id.ToString());
  payload.set_user_id(key.user.ToString());
  return payload;
}

template <class Payload>
Event Tell(const CustodianKey& key, std::string action, Payload payload) {
  return events::MakeEvent("custodian_key", key.id.uuid, key.version, key.division,
                           std::move(action), std::move(payload));
}

auto Visible(const Call& call) {
  return [&call](const CustodianKey& key) -> absl::Status {
    if (!key.VisibleTo(call.actor)) return RefuseUnknown("保管密钥", "custodian key");
    return absl::OkStatus();
  };
}

}  // namespace

absl::StatusOr<CustodianKey> CustodianKeyService::Enrol(const Call& call,
                                                        const std::string& public_key) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(
            const CustodianKey key,
            CustodianKey::Enrol(CustodianKeyId::New(call.now), call.actor, public_key, call.now));
        const absl::Status inserted = keys_.Insert(transaction, key);
        if (absl::IsAlreadyExists(inserted))
          return Refuse(absl::StatusCode::kAlreadyExists,
                        {.rule = "KEY_TAKEN",
                         .field = "public_key",
                         .zh = "这个公钥已经登记",
                         .en = "that public key is enrolled already"});
        RETURN_IF_ERROR(inserted);
        auto event = About<v1::CustodianKeyEnrolled>(key);
        event.set_public_key(key.public_key);
        RETURN_IF_ERROR(
            journal_.Append(transaction, call, Tell(key, "custodian_key.enrol", std::move(event))));
        return key.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return keys_.Find(transaction, CustodianKeyId{id});
      });
}

absl::StatusOr<CustodianKey> CustodianKeyService::Confirm(const Call& call, CustodianKeyId id) {
  return journal_.Change(call, keys_, id, Visible(call),
                         [&](db::Transaction&, CustodianKey& key) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(key.Confirm(call.actor, call.now));
                           auto event = About<v1::CustodianKeyConfirmed>(key);
                           event.set_public_key(key.public_key);
                           return Tell(key, "custodian_key.confirm", std::move(event));
                         });
}

absl::StatusOr<CustodianKey> CustodianKeyService::Revoke(const Call& call, CustodianKeyId id,
                                                         const std::string& reason) {
  return journal_.Change(call, keys_, id, Visible(call),
                         [&](db::Transaction&, CustodianKey& key) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(key.Revoke(call.actor, reason, call.now));
                           auto event = About<v1::CustodianKeyRevoked>(key);
                           event.set_reason(reason);
                           return Tell(key, "custodian_key.revoke", std::move(event));
                         });
}

absl::StatusOr<std::vector<CustodianKey>> CustodianKeyService::List(const Call& call,
                                                                    const Page& page) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return keys_.List(transaction, call.actor.division, page);
  });
}

}  // namespace hecha::intake
