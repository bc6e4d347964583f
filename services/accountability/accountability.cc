#include "services/accountability/accountability.h"

#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "services/accountability/evidence_rpc.h"
#include "services/accountability/evidence_service.h"
#include "services/accountability/inbox.h"
#include "services/accountability/proceeding_rpc.h"
#include "services/accountability/proceeding_service.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"

ABSL_DECLARE_FLAG(std::string, key_dir);
ABSL_FLAG(std::string, evidence_origin, "hecha/evidence",
          "name of the evidence log, unique among deployments; it cannot be changed later");
ABSL_FLAG(std::string, evidence_key, "",
          "file of the evidence log's Ed25519 key; default key_dir/evidence.key");

namespace hecha::accountability {
namespace {

constexpr absl::Duration kMeasurePeriod = absl::Seconds(2);

struct Accountability {
  Accountability(host::Context& context, std::unique_ptr<EvidenceService> evidence_service)
      : evidence(std::move(evidence_service)),
        proceedings(context.journal, ProceedingStore(context.keyring)) {}

  const std::unique_ptr<EvidenceService> evidence;
  ProceedingService proceedings;
};

EvidenceOptions EvidenceFromFlags() {
  EvidenceOptions options{absl::GetFlag(FLAGS_evidence_origin), absl::GetFlag(FLAGS_evidence_key)};
  if (options.key_file.empty()) options.key_file = absl::GetFlag(FLAGS_key_dir) + "/evidence.key";
  return options;
}

}  // namespace

absl::StatusOr<std::shared_ptr<void>> Build(host::Context& context) {
  ASSIGN_OR_RETURN(std::unique_ptr<EvidenceService> evidence,
                   EvidenceService::Open(context.database, context.metrics, EvidenceFromFlags()));
  auto accountability = std::make_shared<Accountability>(context, std::move(evidence));
  RegisterEvidenceRpc(context.router, *accountability->evidence);
  RegisterProceedingRpc(context.router, accountability->proceedings);
  RegisterInbox(context.inbox, *accountability->evidence, accountability->proceedings);
  context.every("evidence measure", kMeasurePeriod, [accountability] {
    const absl::Status status = accountability->evidence->Measure();
    if (!status.ok())
      telemetry::Log(telemetry::Level::kError, "the evidence log was not measured", "",
                     {{"error", status.ToString()}});
  });
  return accountability;
}

}  // namespace hecha::accountability
