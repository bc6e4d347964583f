#include "services/intake/vault_service.h"

#include <memory>
#include <optional>
#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/sealed_box.h"

namespace hecha::intake {
namespace {

using events::Event;

template <class Payload>
Event Tell(const Unlock& unlock, std::string action, Payload payload) {
  payload.set_unlock_id(unlock.id.ToString());
  payload.set_lead_id(unlock.lead.ToString());
  return events::MakeEvent("unlock", unlock.id.uuid, unlock.version, unlock.division,
                           std::move(action), std::move(payload));
}

// An unlock of another lead is none of this one.
absl::Status CheckOf(const Unlock& unlock, LeadId lead) {
  return unlock.lead == lead ? absl::OkStatus() : RefuseUnknown("解锁申请", "unlock");
}

absl::Status CheckReadable(const Lead& lead, const Actor& actor) {
  if (lead.VisibleTo(actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
  return absl::OkStatus();
}

}  // namespace

void VaultService::Deposit(std::function<std::string(LeadId)> bytes,
                           Application& application) const {
  const auto keys = std::make_shared<std::vector<CustodianKey>>();
  application.admit =
      [this, keys, first = std::move(application.admit),
       town = application.registration.division](db::Transaction& transaction) -> absl::Status {
    if (first) RETURN_IF_ERROR(first(transaction));
    ASSIGN_OR_RETURN(*keys, Custodians(transaction, town));
    return absl::OkStatus();
  };
  application.also = [this, keys, first = std::move(application.also), bytes = std::move(bytes)](
                         db::Transaction& transaction, const Lead& lead) -> absl::Status {
    if (first) RETURN_IF_ERROR(first(transaction, lead));
    return SealToAll(transaction, lead.id, *keys, bytes(lead.id));
  };
}

absl::StatusOr<std::vector<CustodianKey>> VaultService::Custodians(db::Transaction& transaction,
                                                                   const std::string& town) const {
  ASSIGN_OR_RETURN(std::vector<CustodianKey> keys, keys_.ListSealing(transaction, town));
  if (keys.empty())
    return RefuseState("NO_CUSTODIAN", "该镇尚未设立身份保管人，暂不能实名举报；可以匿名举报",
                       "this town has no custodian who could keep your name safe yet; you can "
                       "report anonymously");
  return keys;
}

absl::Status VaultService::SealToAll(db::Transaction& transaction, LeadId lead,
                                     const std::vector<CustodianKey>& keys,
                                     std::string_view identity) const {
  for (const CustodianKey& key : keys) {
    ASSIGN_OR_RETURN(const std::string box,
                     security::SealTo(key.public_key, identity, kIdentityBlock));
    RETURN_IF_ERROR(vault_.PutBox(transaction, lead, key.id, box));
  }
  return absl::OkStatus();
}

absl::StatusOr<Unlock> VaultService::Request(const Call& call, LeadId id,
                                             const std::string& reason) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Lead lead, Admit(transaction, call, id));
        RETURN_IF_ERROR(FindBox(transaction, call, id).status());
        ASSIGN_OR_RETURN(const Unlock unlock, Unlock::Request(UnlockId::New(call.now), lead,
                                                              call.actor.user, reason, call.now));
        RETURN_IF_ERROR(vault_.Insert(transaction, unlock));
        v1::UnlockRequested event;
        event.set_user_id(unlock.requested_by.ToString());
        event.set_reason(unlock.reason);
        RETURN_IF_ERROR(
            journal_.Append(transaction, call, Tell(unlock, "unlock.request", std::move(event))));
        return unlock.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& unlock) {
        return vault_.Find(transaction, UnlockId{unlock});
      });
}

absl::StatusOr<Unlock> VaultService::Approve(const Call& call, LeadId lead, UnlockId id) {
  return journal_.Change(
      call, vault_, id, [&](const Unlock& unlock) { return CheckOf(unlock, lead); },
      [&](db::Transaction& transaction, Unlock& unlock) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(Admit(transaction, call, lead).status());
        RETURN_IF_ERROR(unlock.Approve(call.actor.user, call.now));
        v1::UnlockApproved event;
        events::SetTimestamp(unlock.expires_at, event.mutable_expires_at());
        return Tell(unlock, "unlock.approve", std::move(event));
      });
}

absl::StatusOr<VaultService::Box> VaultService::Open(const Call& call, LeadId lead, UnlockId id) {
  Box box;
  bool opened = false;
  RETURN_IF_ERROR(
      journal_
          .Change(
              call, vault_, id, [&](const Unlock& unlock) { return CheckOf(unlock, lead); },
              [&](db::Transaction& transaction, Unlock& unlock) -> absl::StatusOr<Event> {
                RETURN_IF_ERROR(Admit(transaction, call, lead).status());
                RETURN_IF_ERROR(unlock.Open(call.actor.user, call.now));
                ASSIGN_OR_RETURN(box, FindBox(transaction, call, lead));
                opened = true;
                v1::IdentityUnlocked event;
                event.set_user_id(call.actor.user.ToString());
                return Tell(unlock, "unlock.open", std::move(event));
              })
          .status());
  // A retry is no second opening: it gets what the first one got, while that may be had.
  if (!opened) {
    ASSIGN_OR_RETURN(box,
                     journal_.database().Read(
                         call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Box> {
                           RETURN_IF_ERROR(Admit(transaction, call, lead).status());
                           ASSIGN_OR_RETURN(Unlock unlock, vault_.Find(transaction, id));
                           RETURN_IF_ERROR(unlock.Open(call.actor.user, call.now));
                           return FindBox(transaction, call, lead);
                         }));
    return box;
  }
  metrics_.CountUnlock();
  return box;
}

absl::StatusOr<Unlock> VaultService::Reseal(const Call& call, LeadId lead, UnlockId id,
                                            CustodianKeyId key, std::string_view box) {
  return journal_.Change(
      call, vault_, id, [&](const Unlock& unlock) { return CheckOf(unlock, lead); },
      [&](db::Transaction& transaction, Unlock& unlock) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const Lead admitted, Admit(transaction, call, lead));
        RETURN_IF_ERROR(unlock.Reseal(call.actor.user, call.now));
        RETURN_IF_ERROR(PutLater(transaction, admitted, key, box));
        v1::IdentityResealed event;
        event.set_custodian_key_id(key.ToString());
        event.set_user_id(call.actor.user.ToString());
        return Tell(unlock, "unlock.reseal", std::move(event));
      });
}

absl::StatusOr<std::vector<Unlock>> VaultService::List(const Call& call, LeadId id,
                                                       const Page& page) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<Unlock>> {
        ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
        RETURN_IF_ERROR(CheckReadable(lead, call.actor));
        return vault_.List(transaction, id, page);
      });
}

absl::StatusOr<Lead> VaultService::Admit(db::Transaction& transaction, const Call& call,
                                         LeadId id) const {
  ASSIGN_OR_RETURN(Lead lead, leads_.Find(transaction, id));
  RETURN_IF_ERROR(CheckReadable(lead, call.actor));
  ASSIGN_OR_RETURN(const std::vector<CustodianKey> keys,
                   keys_.ListOf(transaction, call.actor.user));
  if (keys.empty())
    return RefuseCaller("NOT_CUSTODIAN", "只有身份保管人可以办理",
                        "only a custodian with a confirmed key may do this");
  return lead;
}

absl::Status VaultService::PutLater(db::Transaction& transaction, const Lead& lead,
                                    CustodianKeyId id, std::string_view box) const {
  if (box.size() != security::SealedSize(kIdentityBlock))
    return RefuseField("BOX_LENGTH", "sealed_identity", "封存的身份长度不符",
                       "a sealed identity has another length");
  ASSIGN_OR_RETURN(const CustodianKey key, keys_.Find(transaction, id));
  if (!key.Counts() || !lead.registration.division.starts_with(key.division))
    return RefuseUnknown("保管密钥", "custodian key");
  const absl::Status put = vault_.PutBox(transaction, lead.id, id, box);
  if (!absl::IsAlreadyExists(put)) return put;
  return Refuse(absl::StatusCode::kAlreadyExists,
                {.rule = "ALREADY_SEALED",
                 .field = "custodian_key_id",
                 .zh = "身份已为这把密钥封存",
                 .en = "the identity is sealed to that key already"});
}

absl::StatusOr<VaultService::Box> VaultService::FindBox(db::Transaction& transaction,
                                                        const Call& call, LeadId lead) const {
  ASSIGN_OR_RETURN(const std::vector<CustodianKey> keys,
                   keys_.ListOf(transaction, call.actor.user));
  for (const CustodianKey& key : keys) {
    ASSIGN_OR_RETURN(std::optional<std::string> sealed, vault_.FindBox(transaction, lead, key.id));
    if (sealed.has_value()) return Box{*std::move(sealed), key.public_key};
  }
  return RefuseState("NO_IDENTITY", "该线索没有为你封存的举报人身份",
                     "no identity of this lead's reporter is sealed to you");
}

}  // namespace hecha::intake
