#include "services/common/telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <exception>
#include <initializer_list>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/common/telemetry/log.h"

namespace hecha::telemetry {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

// Seconds. A call takes milliseconds, its deadline is 10 s; a statement starts at 50 µs.
const Histogram::BucketBoundaries kCallBuckets = {.0005, .001, .002, .005, .01, .02, .05,
                                                  .1,    .2,   .5,   1,    2,   5,   10};
const Histogram::BucketBoundaries kSqlBuckets = {.00005, .0001, .0002, .0005, .001, .002, .005,
                                                 .01,    .02,   .05,   .1,    .5,   2,    10};

Family<Histogram>& MakeHistogram(prometheus::Registry& registry, const char* name,
                                 const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}
// The histograms of one name, found by the values of their labels: what every call and statement
// asks for is not looked up by a map of copies.
class Histograms {
 public:
  Histograms(prometheus::Registry& registry, const char* name, const char* help,
             std::vector<std::string> labels, const Histogram::BucketBoundaries& buckets)
      : family_(MakeHistogram(registry, name, help)),
        labels_(std::move(labels)),
        buckets_(buckets) {}

  // One value a label, in their order.
  void Observe(std::initializer_list<std::string_view> values, absl::Duration took) {
    Find(values).Observe(absl::ToDoubleSeconds(took));
  }

 private:
  Histogram& Find(std::initializer_list<std::string_view> values) {
    std::string key;
    for (std::string_view value : values) key.append(value).push_back('\0');
    absl::MutexLock lock(&mutex_);
    auto found = known_.find(key);
    if (found == known_.end()) {
      Labels labels;
      auto name = labels_.begin();
      for (std::string_view value : values) labels.emplace(*name++, value);
      found = known_.emplace(std::move(key), &family_.Add(labels, buckets_)).first;
    }
    return *found->second;
  }

  Family<Histogram>& family_;
  const std::vector<std::string> labels_;
  const Histogram::BucketBoundaries& buckets_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, Histogram*> known_ ABSL_GUARDED_BY(mutex_);
};

Family<Gauge>& MakeGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Counter>& MakeCounter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

}  // namespace

struct Metrics::Impl {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();

  Histograms rpc{*registry,
                 "hecha_rpc_duration_seconds",
                 "Time to answer a call, waiting included.",
                 {"service", "method", "code"},
                 kCallBuckets};
  Histograms sql{*registry,
                 "hecha_sql_duration_seconds",
                 "Time of one statement, by verb and table.",
                 {"statement"},
                 kSqlBuckets};
  Histograms http{*registry,
                  "hecha_http_duration_seconds",
                  "Time to answer an HTTP request, by route.",
                  {"route", "code"},
                  kCallBuckets};
  Gauge& pool_in_use =
      MakeGauge(*registry, "hecha_pool_in_use", "Database connections that are in use.").Add({});
  Family<Gauge>& executor_queue =
      MakeGauge(*registry, "hecha_executor_queue", "Calls that wait for a worker, by lane.");
  Family<Counter>& refused =
      MakeCounter(*registry, "hecha_refused_total", "Calls refused because their lane was full.");
  Family<Gauge>& outbox_pending =
      MakeGauge(*registry, "hecha_outbox_pending", "Events not yet delivered, by subscriber.");
  Family<Gauge>& outbox_oldest = MakeGauge(*registry, "hecha_outbox_oldest_seconds",
                                           "Age of the oldest event not yet delivered.");
  Family<Gauge>& outbox_parked = MakeGauge(*registry, "hecha_outbox_parked",
                                           "Events that a subscriber kept refusing, set aside.");
  Family<Counter>& delivered =
      MakeCounter(*registry, "hecha_events_delivered_total", "Events accepted by a subscriber.");

  Counter& unlocks = MakeCounter(*registry, "hecha_unlocks_total",
                                 "Sealed identities of reporters that were given to a custodian.")
                         .Add({});

  // After what it serves, so that it stops first.
  std::unique_ptr<prometheus::Exposer> exposer;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}

Metrics::~Metrics() = default;

void Metrics::ObserveRpc(std::string_view service, std::string_view method, std::string_view code,
                         absl::Duration took) {
  impl_->rpc.Observe({service, method, code}, took);
}

void Metrics::ObserveSql(std::string_view statement, absl::Duration took) {
  impl_->sql.Observe({statement}, took);
}

void Metrics::ObserveHttp(std::string_view route, int code, absl::Duration took) {
  impl_->http.Observe({route, std::to_string(code)}, took);
}

void Metrics::SetPoolInUse(int connections) { impl_->pool_in_use.Set(connections); }

void Metrics::SetExecutorQueue(std::string_view lane, int waiting) {
  impl_->executor_queue.Add({{"lane", std::string(lane)}}).Set(waiting);
}

void Metrics::CountRefused(std::string_view lane) {
  impl_->refused.Add({{"lane", std::string(lane)}}).Increment();
}

void Metrics::SetOutbox(std::string_view subscriber, int64_t pending, absl::Duration oldest,
                        int64_t parked) {
  const Labels labels = {{"subscriber", std::string(subscriber)}};
  impl_->outbox_pending.Add(labels).Set(static_cast<double>(pending));
  impl_->outbox_oldest.Add(labels).Set(absl::ToDoubleSeconds(oldest));
  impl_->outbox_parked.Add(labels).Set(static_cast<double>(parked));
}

void Metrics::CountDelivered(std::string_view subscriber, int64_t envelopes) {
  impl_->delivered.Add({{"subscriber", std::string(subscriber)}})
      .Increment(static_cast<double>(envelopes));
}

void Metrics::CountUnlock() { impl_->unlocks.Increment(); }

void Metrics::SetGauge(std::string_view name, std::string_view help,
                       std::initializer_list<std::pair<std::string, std::string>> labels,
                       double value) {
  try {
    // Registering the same name again returns the family that is there.
    prometheus::BuildGauge()
        .Name(std::string(name))
        .Help(std::string(help))
        .Register(*impl_->registry)
        .Add(Labels(labels.begin(), labels.end()))
        .Set(value);
  } catch (const std::exception& e) {  // A name or label that Prometheus does not allow.
    Log(Level::kError, "gauge refused", "", {{"name", std::string(name)}, {"error", e.what()}});
  }
}

absl::StatusOr<int> Metrics::Expose(const std::string& address) {
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(address, /*num_threads=*/2);
    exposer->RegisterCollectable(impl_->registry);
    const std::vector<int> ports = exposer->GetListeningPorts();
    if (ports.empty()) return absl::UnavailableError("metrics: no port on " + address);
    impl_->exposer = std::move(exposer);
    return ports.front();
  } catch (const std::exception& e) {  // The exposer throws where the port is taken.
    return absl::UnavailableError("metrics: cannot listen on " + address + ": " + e.what());
  }
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(impl_->registry->Collect());
}

}  // namespace hecha::telemetry
