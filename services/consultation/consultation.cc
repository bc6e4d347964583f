#include "services/consultation/consultation.h"

#include "services/common/telemetry/log.h"
#include "services/consultation/inbox.h"
#include "services/consultation/joint_file_rpc.h"
#include "services/consultation/meeting_rpc.h"
#include "services/consultation/transfer_rpc.h"

namespace hecha::consultation {
namespace {

constexpr absl::Duration kOverduePeriod = absl::Seconds(10);

struct Consultation {
  explicit Consultation(host::Context& context)
      : transfers(context.journal, TransferStore(context.keyring)),
        files(context.journal, TransferStore(context.keyring)),
        meetings(context.journal, MeetingStore(context.keyring)) {}

  TransferService transfers;
  JointFileService files;
  MeetingService meetings;
};

void TellOverdue(TransferService& transfers, const Clock& clock) {
  const absl::StatusOr<int> told = transfers.TellOverdue(clock);
  if (!told.ok())
    telemetry::Log(telemetry::Level::kWarning, "overdue letters not told", "",
                   {{"error", told.status().ToString()}});
}

}  // namespace

std::shared_ptr<void> Build(host::Context& context) {
  auto consultation = std::make_shared<Consultation>(context);
  RegisterTransferRpc(context.router, consultation->transfers);
  RegisterJointFileRpc(context.router, consultation->files);
  RegisterMeetingRpc(context.router, consultation->meetings);
  RegisterInbox(context.inbox, consultation->transfers, consultation->meetings);
  context.every("transfer.overdue", kOverduePeriod, [consultation, &clock = context.clock] {
    TellOverdue(consultation->transfers, clock);
  });
  return consultation;
}

}  // namespace hecha::consultation
