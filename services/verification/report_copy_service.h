// A ReportCopyService hands out copies of reports: on paper, and with everything that a stranger
// needs to check them. Whoever gets one is on record. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/attestation_store.h"
#include "services/verification/case_store.h"
#include "services/verification/endorsement_store.h"
#include "services/verification/report_copy_store.h"
#include "services/verification/report_service.h"
#include "services/verification/signing_key_store.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.PrintReportRequest.Form.
enum class PrintForm : uint8_t { kReport = 1, kFeedback };

struct ReportCopy {
  Report report;
  std::vector<Endorsement> endorsements;
  // In the order that ReportExport tells of, each with its entry in the log.
  std::vector<Attestation> attestations;
  LogProof proof;
};

class ReportCopyService {
 public:
  // `reports` outlives this.
  ReportCopyService(events::Journal& journal, ReportService& reports, CaseStore cases,
                    AskLog ask_log)
      : journal_(journal), reports_(reports), cases_(cases), ask_log_(std::move(ask_log)) {}

  // The PDF of what ReportService::Get gives the caller.
  absl::StatusOr<std::string> Print(const Call& call, CaseId id, int version, PrintForm form);

  // What ReportService::Get gives the caller, with its proofs. FailedPrecondition NOT_SIGNED
  // before the signatures are complete; otherwise what AskLog says.
  absl::StatusOr<ReportCopy> Export(const Call& call, CaseId id, int version);

  // Keeps an attestation; inside the transaction of the event's delivery.
  absl::Status Keep(db::Transaction& transaction, const Attestation& attestation) const;

 private:
  absl::Status Record(const Call& call, CaseId id, int version, v1::CopyKind kind);
  absl::Status CollectAttestations(db::Transaction& transaction, CaseId id, ReportCopy& copy) const;

  events::Journal& journal_;
  ReportService& reports_;
  const CaseStore cases_;
  const AskLog ask_log_;
  const EndorsementStore endorsements_{};
  const SigningKeyStore keys_{};
  const AttestationStore attestations_{};
  const ReportCopyStore counts_{};
};

}  // namespace hecha::verification
