// A VaultService takes in reporters' identities and gives them out, sealed as they are. Safe for
// concurrent use.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/common/telemetry/metrics.h"
#include "services/intake/custodian_key_store.h"
#include "services/intake/lead_store.h"
#include "services/intake/registrar.h"
#include "services/intake/vault.h"
#include "services/intake/vault_store.h"

namespace hecha::intake {

class VaultService {
 public:
  VaultService(events::Journal& journal, telemetry::Metrics& metrics, LeadStore leads,
               CustodianKeyStore keys, VaultStore vault)
      : journal_(journal), metrics_(metrics), leads_(leads), keys_(keys), vault_(vault) {}

  // Adds to `application` that an identity becomes durable with its lead, sealed to each of the
  // town's custodians. `bytes` makes what is sealed, a hecha.intake.v1.SealedIdentity, from the id
  // of the lead. The application is then refused FailedPrecondition NO_CUSTODIAN where the town has
  // none. The hash of the call that applies must not depend on the identity: it is stored, and
  // whoever can compute it could test a guess.
  void Deposit(std::function<std::string(LeadId)> bytes, Application& application) const;

  // The steps of an unlock; see Unlock. Each needs a confirmed custodian key of the caller and
  // sight of the lead: NotFound for a lead that the caller may not read in full, PermissionDenied
  // NOT_CUSTODIAN. FailedPrecondition NO_IDENTITY if nothing was sealed to the requester.
  absl::StatusOr<Unlock> Request(const Call& call, LeadId lead, const std::string& reason);
  absl::StatusOr<Unlock> Approve(const Call& call, LeadId lead, UnlockId unlock);

  struct Box {
    std::string sealed;
    std::string public_key;
  };
  absl::StatusOr<Box> Open(const Call& call, LeadId lead, UnlockId unlock);

  // Keeps `box`, which the requester sealed to the key of another custodian. NotFound unless that
  // key counts and its territory holds the lead's town; InvalidArgument BOX_LENGTH for what cannot
  // be a sealed identity; AlreadyExists ALREADY_SEALED if that key has one.
  absl::StatusOr<Unlock> Reseal(const Call& call, LeadId lead, UnlockId unlock, CustodianKeyId key,
                                std::string_view box);

  // A page of the lead's unlocks. NotFound for a lead that the caller may not read in full.
  absl::StatusOr<std::vector<Unlock>> List(const Call& call, LeadId lead, const Page& page);

 private:
  // The keys that an identity filed in `town` is to be sealed to.
  absl::StatusOr<std::vector<CustodianKey>> Custodians(db::Transaction& transaction,
                                                       const std::string& town) const;
  absl::Status SealToAll(db::Transaction& transaction, LeadId lead,
                         const std::vector<CustodianKey>& keys, std::string_view identity) const;
  // The lead, for a custodian who may read it in full.
  absl::StatusOr<Lead> Admit(db::Transaction& transaction, const Call& call, LeadId id) const;
  // Keeps the box that another custodian made for `key`.
  absl::Status PutLater(db::Transaction& transaction, const Lead& lead, CustodianKeyId key,
                        std::string_view box) const;
  // What was sealed to one of the caller's keys.
  absl::StatusOr<Box> FindBox(db::Transaction& transaction, const Call& call, LeadId lead) const;

  events::Journal& journal_;
  telemetry::Metrics& metrics_;
  const LeadStore leads_;
  const CustodianKeyStore keys_;
  const VaultStore vault_;
};

}  // namespace hecha::intake
