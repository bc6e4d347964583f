#include "services/common/host/process_rpc.h"

#include <set>

#include "absl/time/clock.h"
#include "hecha/operations/v1/process.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/delivery_store.h"
#include "services/common/events/parked.h"
#include "services/common/events/timestamp.h"

namespace hecha::host {
namespace {

namespace v1 = operations::v1;

constexpr int kMostParked = 1000;

std::set<std::string> Subscribers(const std::vector<events::Subscription>& subscriptions) {
  std::set<std::string> names;
  for (const events::Subscription& each : subscriptions) names.insert(each.subscriber);
  return names;
}

absl::Status AddBacklogs(events::DeliveryStore deliveries, const std::set<std::string>& subscribers,
                         v1::Process& process) {
  for (const std::string& subscriber : subscribers) {
    ASSIGN_OR_RETURN(const events::Backlog backlog, deliveries.BacklogOf(subscriber));
    v1::Backlog& out = *process.add_backlogs();
    out.set_subscriber(subscriber);
    out.set_pending(backlog.pending);
    out.set_parked(backlog.parked);
    if (backlog.oldest.has_value()) events::SetTimestamp(*backlog.oldest, out.mutable_oldest());
  }
  return absl::OkStatus();
}

v1::ParkedEvent ToProto(const events::ParkedDelivery& parked) {
  v1::ParkedEvent out;
  out.set_event_id(parked.event_id.ToString());
  out.set_subscriber(parked.subscriber);
  out.set_type(parked.type);
  out.set_aggregate(parked.aggregate);
  out.set_aggregate_id(parked.aggregate_id.ToString());
  out.set_attempts(parked.attempts);
  events::SetTimestamp(parked.parked_at, out.mutable_parked_at());
  out.set_reason(parked.reason);
  return out;
}

absl::StatusOr<v1::ListParkedResponse> ListParked(db::Database& database) {
  ASSIGN_OR_RETURN(const std::vector<events::ParkedDelivery> parked,
                   events::ListParked(database, kMostParked));
  v1::ListParkedResponse response;
  for (const events::ParkedDelivery& each : parked) *response.add_parked() = ToProto(each);
  return response;
}

absl::StatusOr<v1::RetryParkedResponse> RetryParked(db::Database& database,
                                                    const v1::RetryParkedRequest& request) {
  const absl::StatusOr<Uuid> event = Uuid::Parse(request.event_id());
  if (!event.ok()) return RefuseField("BAD_ID", "event_id", "编号格式不正确", "not an id");
  RETURN_IF_ERROR(events::RetryParked(database, *event));
  return v1::RetryParkedResponse();
}

}  // namespace

void RegisterProcessRpc(rpc::Router& router, const std::string& name,
                        const std::vector<events::Subscription>& subscriptions,
                        db::Database& database, const security::Keyring& keyring) {
  const absl::Time started = absl::Now();
  router.Handle("hecha.operations.v1.ProcessService/DescribeProcess",
                [&name, &database, &keyring, started, subscribers = Subscribers(subscriptions)](
                    const Call&, const v1::DescribeProcessRequest&) -> absl::StatusOr<v1::Process> {
                  v1::Process process;
                  process.set_name(name);
                  process.set_version(HECHA_VERSION);
                  process.set_reachable(true);
                  events::SetTimestamp(started, process.mutable_started_at());
                  RETURN_IF_ERROR(AddBacklogs({database, keyring}, subscribers, process));
                  return process;
                });
  router.Handle(
      "hecha.operations.v1.ProcessService/ListParked",
      [&database](const Call&, const v1::ListParkedRequest&) { return ListParked(database); });
  router.Handle("hecha.operations.v1.ProcessService/RetryParked",
                [&database](const Call&, const v1::RetryParkedRequest& request) {
                  return RetryParked(database, request);
                });
}

}  // namespace hecha::host
