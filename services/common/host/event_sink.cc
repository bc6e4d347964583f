#include "services/common/host/event_sink.h"

#include <fmt/format.h>

#include "absl/time/clock.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"

namespace hecha::host {
namespace {

constexpr char kDeliver[] = "hecha.events.v1.EventSink/Deliver";
constexpr absl::Duration kDeliverTimeout = absl::Seconds(10);

}  // namespace

void RegisterEventSink(rpc::Router& router, events::Inbox& inbox) {
  router.Handle(kDeliver,
                [&inbox](const Call& call, const events::v1::DeliverRequest& request)
                    -> absl::StatusOr<events::v1::DeliverResponse> {
                  if (request.envelopes_size() > events::kMostDelivered)
                    return RefuseField("BATCH_TOO_LARGE", "envelopes", "一次最多256个事件",
                                       "at most 256 envelopes at once");
                  return inbox.Deliver(call, request);
                });
}

events::Relay::Send DeliverTo(const Peers& peers, const security::ActorIssuer& issuer) {
  return [&peers, &issuer](const std::string& subscriber, const events::v1::DeliverRequest& request)
             -> absl::StatusOr<events::v1::DeliverResponse> {
    const auto peer = peers.find(subscriber);
    if (peer == peers.end())
      return absl::FailedPreconditionError(fmt::format("no --peer {}", subscriber));
    rpc::CallOptions options;
    options.actor_token = issuer.IssueService();
    options.traceparent = telemetry::NewTraceparent();
    options.deadline = absl::Now() + kDeliverTimeout;
    events::v1::DeliverResponse response;
    RETURN_IF_ERROR(peer->second->Unary(kDeliver, request, response, options));
    return response;
  };
}

}  // namespace hecha::host
