// The metrics of one process. Names and label sets are fixed here, in one place, so that a
// label never holds an id of a lead or a person.
//
// Safe for concurrent use.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace prometheus {
class Registry;
}

namespace hecha::telemetry {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  // hecha_rpc_duration_seconds{service,method,code}
  void ObserveRpc(std::string_view service, std::string_view method, std::string_view code,
                  absl::Duration took);
  // hecha_sql_duration_seconds{statement}: verb and table, "insert lead".
  void ObserveSql(std::string_view statement, absl::Duration took);
  // hecha_http_duration_seconds{route,code}
  void ObserveHttp(std::string_view route, int code, absl::Duration took);
  // hecha_pool_in_use
  void SetPoolInUse(int connections);
  // hecha_executor_queue{lane}
  void SetExecutorQueue(std::string_view lane, int waiting);
  // hecha_refused_total{lane}: work refused because a lane was full.
  void CountRefused(std::string_view lane);
  // hecha_outbox_pending{subscriber}, hecha_outbox_oldest_seconds{subscriber},
  // hecha_outbox_parked{subscriber}
  void SetOutbox(std::string_view subscriber, int64_t pending, absl::Duration oldest,
                 int64_t parked);
  // hecha_events_delivered_total{subscriber}
  void CountDelivered(std::string_view subscriber, int64_t envelopes);
  // hecha_unlocks_total: sealed identities of reporters given out.
  void CountUnlock();
  // Any gauge that a service owns, such as hecha_leads{division,state}.
  void SetGauge(std::string_view name, std::string_view help,
                std::initializer_list<std::pair<std::string, std::string>> labels, double value);

  // Serves /metrics on `address` ("127.0.0.1:0" picks a port). Unavailable if it is taken.
  absl::StatusOr<int> Expose(const std::string& address);

  // The text exposition, as /metrics serves it.
  std::string Text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::telemetry
