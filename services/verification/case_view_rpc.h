// How the API shows cases, for every method that answers with one.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "hecha/verification/v1/case.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/router.h"
#include "services/verification/case.h"

namespace hecha::verification {

v1::Endorsement ToProto(const Endorsement& endorsement);

// The step of this number, from 1.
v1::Step ToProto(const Step& step, int number);

// The line of `subject`, as lists show it.
v1::Case ToLine(const Case& subject);

// `subject` as the caller may see it now (see message Case).
v1::Case ToProto(const Case& subject, const Call& call);

inline std::string CaseMethod(std::string_view method) {
  return fmt::format("hecha.verification.v1.CaseService/{}", method);
}

// Registers a method that names a case and answers with it: `run(call, case id, request)`.
template <class Request, class Run>
void HandleCase(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(CaseMethod(method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Case> {
                  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
                  ASSIGN_OR_RETURN(const Case subject, run(call, id, request));
                  return ToProto(subject, call);
                });
}

}  // namespace hecha::verification
