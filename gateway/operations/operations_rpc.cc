#include "gateway/operations/operations_rpc.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "hecha/operations/v1/operations.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"

namespace hecha::operations {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(2);

// Asks processes on behalf of one caller.
class Inquiry {
 public:
  Inquiry(const Processes& processes, const security::ActorIssuer& issuer, const Call& call)
      : processes_(processes) {
    options_.actor_token = issuer.IssueService();
    options_.traceparent = call.traceparent;
    options_.deadline = std::min(call.deadline, absl::Now() + kPatience);
  }

  // Calls a method of ProcessService. NotFound if there is no such process.
  template <class Request, class Response>
  absl::Status Ask(const std::string& process, const char* method, const Request& request,
                   Response& response) const {
    const auto found = processes_.find(process);
    if (found == processes_.end()) return RefuseUnknown("进程", "process");
    return found->second->Unary(fmt::format("hecha.operations.v1.ProcessService/{}", method),
                                request, response, options_);
  }

 private:
  const Processes& processes_;
  rpc::CallOptions options_;
};

v1::Process Describe(const Inquiry& inquiry, const std::string& name) {
  v1::Process process;
  if (!inquiry.Ask(name, "DescribeProcess", v1::DescribeProcessRequest(), process).ok()) {
    process.Clear();
    process.set_name(name);
  }
  return process;
}

}  // namespace

void RegisterOperationsRpc(rpc::Router& router, Processes processes,
                           const security::ActorIssuer& issuer) {
  const auto shared = std::make_shared<const Processes>(std::move(processes));
  router.Handle("hecha.operations.v1.OperationsService/ListProcesses",
                [shared, &issuer](const Call& call, const v1::ListProcessesRequest&)
                    -> absl::StatusOr<v1::ListProcessesResponse> {
                  v1::ListProcessesResponse response;
                  for (const auto& [name, channel] : *shared)
                    *response.add_processes() = Describe({*shared, issuer, call}, name);
                  return response;
                });
  router.Handle(
      "hecha.operations.v1.OperationsService/ListParkedEvents",
      [shared, &issuer](const Call& call, const v1::ListParkedEventsRequest& request)
          -> absl::StatusOr<v1::ListParkedEventsResponse> {
        v1::ListParkedResponse parked;
        RETURN_IF_ERROR(Inquiry(*shared, issuer, call)
                            .Ask(request.process(), "ListParked", v1::ListParkedRequest(), parked));
        v1::ListParkedEventsResponse response;
        *response.mutable_parked_events() = std::move(*parked.mutable_parked());
        return response;
      });
  router.Handle(
      "hecha.operations.v1.OperationsService/RetryParkedEvent",
      [shared, &issuer](const Call& call, const v1::RetryParkedEventRequest& request)
          -> absl::StatusOr<v1::RetryParkedEventResponse> {
        v1::RetryParkedRequest retry;
        retry.set_event_id(request.event_id());
        v1::RetryParkedResponse retried;
        RETURN_IF_ERROR(
            Inquiry(*shared, issuer, call).Ask(request.process(), "RetryParked", retry, retried));
        telemetry::Log(telemetry::Level::kInfo, "parked event retried", call.traceparent,
                       {{"process", request.process()},
                        {"event", request.event_id()},
                        {"user", call.actor.user.ToString()}});
        return v1::RetryParkedEventResponse();
      });
}

}  // namespace hecha::operations
