// A ReporterService takes reports from citizens and shows what became of them. Safe for
// concurrent use.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/lead_service.h"
#include "services/intake/reporter.h"
#include "services/intake/reporter_store.h"

namespace hecha::intake {

class ReporterService {
 public:
  ReporterService(events::Journal& journal, const security::Keyring& keyring, LeadService& leads,
                  LeadStore lead_store, ReporterStore receipts)
      : journal_(journal),
        keyring_(keyring),
        leads_(leads),
        lead_store_(lead_store),
        receipts_(receipts) {}

  struct Filed {
    Receipt receipt;
    absl::Time received_at;
  };

  // Registers the report as a lead and makes its receipt, which is told to nobody else. A
  // retry of the same call makes the same receipt again.
  absl::StatusOr<Filed> File(const Call& call, Registration report);

  // NotFound for an unknown receipt.
  absl::StatusOr<ReceiptView> Open(const Call& call, const Receipt& receipt);

  // Keeps, inside an event's transaction, what the reporter is to be told.
  absl::Status Explain(db::Transaction& transaction, LeadId lead, std::string_view explanation) {
    return receipts_.Explain(transaction, lead, explanation);
  }

 private:
  events::Journal& journal_;
  const security::Keyring& keyring_;
  LeadService& leads_;
  const LeadStore lead_store_;
  const ReporterStore receipts_;
};

}  // namespace hecha::intake
