// A ReporterService takes reports from citizens and shows what became of them. Safe for
// concurrent use.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/dialogue_service.h"
#include "services/intake/registrar.h"
#include "services/intake/reporter.h"
#include "services/intake/reporter_store.h"
#include "services/intake/vault_service.h"

namespace hecha::intake {

class ReporterService {
 public:
  ReporterService(events::Journal& journal, const security::Keyring& keyring, Registrar& registrar,
                  LeadStore lead_store, ReporterStore receipts, DialogueService& dialogues,
                  VaultService& vault)
      : journal_(journal),
        keyring_(keyring),
        registrar_(registrar),
        lead_store_(lead_store),
        receipts_(receipts),
        dialogues_(dialogues),
        vault_(vault) {}

  struct Filed {
    Receipt receipt;
    absl::Time received_at;
  };

  // Registers the report as a lead and makes its receipt, which is told to nobody else. A
  // retry of the same call makes the same receipt again. Never blocks; see Registrar::Register.
  void File(const Call& call, Registration report, std::function<bool()> abandoned,
            std::function<void(absl::StatusOr<Filed>)> done);

  // The same for a named reporter, whose identity becomes durable with the lead, sealed to the
  // town's custodians. `bytes` makes what is sealed from the id of the lead.
  // FailedPrecondition NO_CUSTODIAN if the town has none. `call.request_hash` must not depend on
  // the identity: it is stored, and whoever can compute it could test a guess.
  void FileNamed(const Call& call, Registration report, const ReporterIdentity& identity,
                 std::function<std::string(LeadId)> bytes, std::function<bool()> abandoned,
                 std::function<void(absl::StatusOr<Filed>)> done);

  // What stands behind a receipt: for an unknown one a lead that nobody has, so that a caller
  // does the same work for either before it says UnknownReceipt.
  struct Bearer {
    LeadId lead;
    std::string division;
    bool known = false;
  };
  absl::StatusOr<Bearer> LookUp(db::Transaction& transaction, const Receipt& receipt) const;

  // NotFound for an unknown receipt. To find out that it is unknown costs as much as to read
  // the one of a report about which nothing was said yet.
  absl::StatusOr<ReceiptView> Open(const Call& call, const Receipt& receipt);

  // What the holder of a receipt may do; see Dialogue. NotFound for an unknown one.
  absl::StatusOr<ReceiptView> Reply(const Call& call, const Receipt& receipt,
                                    const std::string& text);
  absl::StatusOr<ReceiptView> Confirm(const Call& call, const Receipt& receipt, Attitude attitude);
  absl::StatusOr<ReceiptView> RequestReview(const Call& call, const Receipt& receipt,
                                            const std::string& reason);

  // Notes, inside an event's transaction, that there is an outcome, and keeps what the reporter
  // is to be told of it; leaves the words alone if `explanation` is empty. The same for leads that
  // were merged into it. Does nothing for a lead without a receipt.
  absl::Status Inform(db::Transaction& transaction, const Call& call, LeadId lead,
                      std::string_view explanation);

 private:
  absl::Status InformOne(db::Transaction& transaction, const Call& call, LeadId lead,
                         std::string_view explanation);
  void Apply(const Call& call, Application application, std::function<bool()> abandoned,
             std::function<void(absl::StatusOr<Filed>)> done);

  using Act = std::function<absl::Status(db::Transaction&, LeadId, const LeadStatus&)>;

  // Runs `act` on the lead behind the receipt, and shows the receipt as it is then.
  absl::StatusOr<ReceiptView> ByReceipt(const Call& call, const Receipt& receipt, const Act& act);
  absl::StatusOr<ReceiptView> Read(db::Transaction& transaction, std::string_view fingerprint);

  events::Journal& journal_;
  const security::Keyring& keyring_;
  Registrar& registrar_;
  const LeadStore lead_store_;
  const ReporterStore receipts_;
  DialogueService& dialogues_;
  VaultService& vault_;
};

}  // namespace hecha::intake
