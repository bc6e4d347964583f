#include "services/verification/case_template_rpc.h"

#include <string>
#include <vector>

#include "hecha/verification/v1/case_template.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

v1::CaseTemplate ToProto(const CaseTemplate& one) {
  v1::CaseTemplate out;
  out.set_sector(static_cast<intake::v1::Sector>(one.sector));
  events::SetTimestamp(one.effective_at, out.mutable_effective_at());
  out.set_plan(one.plan);
  for (const std::string& step : one.steps) out.add_steps(step);
  for (const std::string& document : one.documents) out.add_documents(document);
  return out;
}

}  // namespace

void RegisterCaseTemplateRpc(rpc::Router& router, CaseTemplateService& templates) {
  router.Handle("hecha.verification.v1.CaseTemplateService/ListCaseTemplates",
                [&templates](const Call& call, const v1::ListCaseTemplatesRequest& request)
                    -> absl::StatusOr<v1::ListCaseTemplatesResponse> {
                  ASSIGN_OR_RETURN(const std::vector<CaseTemplate> listed,
                                   templates.List(call, request.sector()));
                  v1::ListCaseTemplatesResponse response;
                  for (const CaseTemplate& one : listed)
                    *response.add_case_templates() = ToProto(one);
                  return response;
                });
}

}  // namespace hecha::verification
