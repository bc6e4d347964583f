#include "services/consultation/transfer_rpc.h"

#include <fmt/format.h>

#include "hecha/consultation/v1/transfer.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::consultation {
namespace {

using events::SetTimestamp;

// `transfer` as the caller may see it (see message Transfer).
v1::Transfer ToProto(const Transfer& transfer, const Call& call) {
  v1::Transfer out;
  out.set_id(transfer.id.ToString());
  out.set_etag(fmt::format("{}", transfer.version));
  out.set_letter_no(transfer.LetterNo());
  out.set_division(transfer.division);
  out.set_state(static_cast<v1::TransferState>(transfer.state));
  SetTimestamp(transfer.issued_at, out.mutable_issued_at());
  if (transfer.acknowledged_at.has_value())
    SetTimestamp(*transfer.acknowledged_at, out.mutable_acknowledged_at());
  if (transfer.concluded_at.has_value())
    SetTimestamp(*transfer.concluded_at, out.mutable_concluded_at());
  out.set_origin(static_cast<v1::TransferOrigin>(transfer.origin));
  if (transfer.acknowledge_by.has_value())
    SetTimestamp(*transfer.acknowledge_by, out.mutable_acknowledge_by());
  out.set_overdue(transfer.Overdue(call.now));
  if (!transfer.OpenTo(call.actor)) return out;
  out.set_lead_id(transfer.lead.ToString());
  out.set_lead_no(transfer.lead_no);
  out.set_reason(transfer.reason);
  out.set_filed(transfer.filed);
  out.set_opinion(transfer.opinion);
  return out;
}

// The same, and what the caller may do with it.
v1::Transfer Answer(const Transfer& transfer, const Call& call) {
  v1::Transfer out = ToProto(transfer, call);
  if (!transfer.OpenTo(call.actor)) return out;
  rpc::Offers offers("hecha.consultation.v1.TransferService", call.actor, *out.mutable_actions());
  offers.Offer("AcknowledgeTransfer", transfer,
               [&](Transfer& copy) { return copy.Acknowledge(call.now); });
  offers.Offer("ConcludeTransfer", transfer,
               [&](Transfer& copy) { return copy.Conclude(false, "", call.now); });
  return out;
}

absl::StatusOr<v1::ListTransfersResponse> ListTransfers(TransferService& transfers,
                                                        const Call& call,
                                                        const v1::ListTransfersRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  TransferFilter filter;
  filter.division = request.division();
  if (request.state() != v1::TRANSFER_STATE_UNSPECIFIED)
    filter.state = static_cast<TransferState>(request.state());
  if (request.overdue()) filter.overdue_at = call.now;
  if (!request.lead_id().empty()) {
    ASSIGN_OR_RETURN(filter.lead, ParseId<LeadId>("lead_id", request.lead_id()));
  }
  ASSIGN_OR_RETURN(std::vector<Transfer> found, transfers.List(call, filter, page));
  // To others a letter does not say which lead it is about.
  if (filter.lead.has_value())
    std::erase_if(found, [&](const Transfer& each) { return !each.OpenTo(call.actor); });
  v1::ListTransfersResponse response;
  response.set_next_page_token(page.Cut(found, [](const Transfer& each) { return each.id; }));
  for (const Transfer& transfer : found) *response.add_transfers() = Answer(transfer, call);
  return response;
}

// A handler of a call that names a transfer and answers with it.
template <class Request, class Run>
void HandleTransfer(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.consultation.v1.TransferService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Transfer> {
                  ASSIGN_OR_RETURN(const TransferId id,
                                   ParseId<TransferId>("transfer_id", request.transfer_id()));
                  ASSIGN_OR_RETURN(const Transfer transfer, run(call, id, request));
                  return Answer(transfer, call);
                });
}

}  // namespace

void RegisterTransferRpc(rpc::Router& router, TransferService& transfers) {
  router.Handle("hecha.consultation.v1.TransferService/ListTransfers",
                [&transfers](const Call& call, const v1::ListTransfersRequest& request) {
                  return ListTransfers(transfers, call, request);
                });
  HandleTransfer<v1::GetTransferRequest>(
      router, "GetTransfer",
      [&transfers](const Call& call, TransferId id, const v1::GetTransferRequest&) {
        return transfers.Get(call, id);
      });
  HandleTransfer<v1::AcknowledgeTransferRequest>(
      router, "AcknowledgeTransfer",
      [&transfers](const Call& call, TransferId id, const v1::AcknowledgeTransferRequest&) {
        return transfers.Acknowledge(call, id);
      });
  HandleTransfer<v1::ConcludeTransferRequest>(
      router, "ConcludeTransfer",
      [&transfers](const Call& call, TransferId id, const v1::ConcludeTransferRequest& request) {
        return transfers.Conclude(call, id, request.filed(), request.opinion());
      });
}

}  // namespace hecha::consultation
