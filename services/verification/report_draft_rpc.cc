#include "services/verification/report_draft_rpc.h"

#include <fmt/format.h>

#include <string>

#include "hecha/verification/v1/report_draft.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/report_rpc.h"

namespace hecha::verification {
namespace {

v1::ReportDraft ToProto(const ReportDraft& draft) {
  v1::ReportDraft out;
  out.set_case_id(draft.case_id.ToString());
  out.set_etag(fmt::format("{}", draft.version));
  if (draft.text.empty()) return out;
  out.set_text(draft.text);
  out.set_saved_by(draft.saved_by.ToString());
  events::SetTimestamp(draft.saved_at, out.mutable_saved_at());
  return out;
}

// Registers a method that names a case: `run(call, case id, request)`, whose result is shown.
template <class Request, class Run, class Show>
void HandleDraft(rpc::Router& router, std::string_view method, Run run, Show show) {
  using Answer = std::invoke_result_t<
      Show, CaseId,
      typename std::invoke_result_t<Run, const Call&, CaseId, const Request&>::value_type>;
  router.Handle(fmt::format("hecha.verification.v1.ReportDraftService/{}", method),
                [run, show](const Call& call, const Request& request) -> absl::StatusOr<Answer> {
                  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
                  ASSIGN_OR_RETURN(const auto found, run(call, id, request));
                  return show(id, found);
                });
}

}  // namespace

void RegisterReportDraftRpc(rpc::Router& router, ReportDraftService& drafts) {
  const auto show_draft = [](CaseId, const ReportDraft& draft) { return ToProto(draft); };
  HandleDraft<v1::GetReportDraftRequest>(
      router, "GetReportDraft",
      [&drafts](const Call& call, CaseId id, const v1::GetReportDraftRequest&) {
        return drafts.Get(call, id);
      },
      show_draft);
  HandleDraft<v1::SaveReportDraftRequest>(
      router, "SaveReportDraft",
      [&drafts](const Call& call, CaseId id, const v1::SaveReportDraftRequest& request) {
        return drafts.Save(call, id, request.text());
      },
      show_draft);
  HandleDraft<v1::PreviewReportRequest>(
      router, "PreviewReport",
      [&drafts](const Call& call, CaseId id, const v1::PreviewReportRequest& request) {
        return drafts.Preview(call, id, request.text());
      },
      [](CaseId id, const Report& report) { return ToProto(id, report); });
}

}  // namespace hecha::verification
