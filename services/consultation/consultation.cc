#include "services/consultation/consultation.h"

#include "services/consultation/inbox.h"
#include "services/consultation/joint_file_rpc.h"
#include "services/consultation/meeting_rpc.h"
#include "services/consultation/transfer_rpc.h"

namespace hecha::consultation {
namespace {

struct Consultation {
  explicit Consultation(host::Context& context)
      : transfers(context.journal, TransferStore(context.keyring)),
        files(context.journal, TransferStore(context.keyring)),
        meetings(context.journal, MeetingStore(context.keyring)) {}

  TransferService transfers;
  JointFileService files;
  MeetingService meetings;
};

}  // namespace

std::shared_ptr<void> Build(host::Context& context) {
  auto consultation = std::make_shared<Consultation>(context);
  RegisterTransferRpc(context.router, consultation->transfers);
  RegisterJointFileRpc(context.router, consultation->files);
  RegisterMeetingRpc(context.router, consultation->meetings);
  RegisterInbox(context.inbox, consultation->transfers);
  return consultation;
}

}  // namespace hecha::consultation
