#include "services/verification/verification.h"

#include "services/verification/case_rpc.h"
#include "services/verification/case_service.h"
#include "services/verification/endorsement_rpc.h"
#include "services/verification/endorsement_service.h"
#include "services/verification/inbox.h"
#include "services/verification/report_rpc.h"
#include "services/verification/report_service.h"
#include "services/verification/signing_key_rpc.h"
#include "services/verification/signing_key_service.h"

namespace hecha::verification {
namespace {

struct Verification {
  explicit Verification(host::Context& context)
      : case_store(context.keyring),
        report_store(context.keyring),
        cases(context.journal, case_store, report_store, investigators),
        reports(context.journal, case_store, report_store),
        endorsements(context.journal, case_store, report_store, EndorsementStore(), key_store),
        keys(context.journal, key_store) {}

  InvestigatorStore investigators;
  SigningKeyStore key_store;
  CaseStore case_store;
  ReportStore report_store;
  CaseService cases;
  ReportService reports;
  EndorsementService endorsements;
  SigningKeyService keys;
};

}  // namespace

std::shared_ptr<void> Build(host::Context& context) {
  auto verification = std::make_shared<Verification>(context);
  RegisterCaseRpc(context.router, verification->cases);
  RegisterReportRpc(context.router, verification->reports);
  RegisterEndorsementRpc(context.router, verification->endorsements);
  RegisterSigningKeyRpc(context.router, verification->keys);
  RegisterInbox(context.inbox, verification->cases, verification->investigators);
  return verification;
}

}  // namespace hecha::verification
