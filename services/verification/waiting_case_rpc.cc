#include "services/verification/waiting_case_rpc.h"

#include "hecha/verification/v1/waiting_case.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

v1::Case ToProto(const WaitingCase& waiting, absl::Time now) {
  v1::Case out = ToLine(waiting.subject);
  out.add_actions(std::string(kCaseTable[waiting.step].verb));
  for (const Reminder& reminder : waiting.subject.Reminders()) {
    v1::Reminder& added = *out.add_reminders();
    added.set_kind(static_cast<v1::Reminder::Kind>(reminder.kind));
    events::SetTimestamp(reminder.due, added.mutable_due());
    added.set_overdue(now > reminder.due);
  }
  return out;
}

absl::StatusOr<v1::ListWaitingCasesResponse> ListWaitingCases(
    WaitingCaseService& waiting, const Call& call, const v1::ListWaitingCasesRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  const CaseId after = request.page_token().empty() ? CaseId() : CaseId{page.before};
  ASSIGN_OR_RETURN(const WaitingCaseService::Waiting found,
                   waiting.List(call, request.division(), after, page.size));
  v1::ListWaitingCasesResponse response;
  if (!found.next.nil()) response.set_next_page_token(found.next.ToString());
  for (const WaitingCase& each : found.cases) *response.add_cases() = ToProto(each, call.now);
  return response;
}

}  // namespace

void RegisterWaitingCaseRpc(rpc::Router& router, WaitingCaseService& waiting) {
  router.Handle("hecha.verification.v1.WaitingCaseService/ListWaitingCases",
                [&waiting](const Call& call, const v1::ListWaitingCasesRequest& request) {
                  return ListWaitingCases(waiting, call, request);
                });
}

}  // namespace hecha::verification
