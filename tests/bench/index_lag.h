// How far the matching of leads is behind their registration: the age of the oldest lead that
// waits to be indexed, looked up four times a second on a connection of its own.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "tests/bench/measurement.h"
#include "tests/bench/raw_database.h"

namespace hecha::bench {

class IndexLag {
 public:
  // `schema` is intake's; the account of `database` may read its match_queue.
  IndexLag(const RawDatabase& database, std::string schema);
  // Watches until Stop.
  void Start();
  // What was seen since Start; nothing seen is a lag of 0.
  Measurement Stop();
  // How long it takes from now until nothing waits; nullopt if that is longer than `most`.
  std::optional<std::chrono::duration<double>> Drain(std::chrono::duration<double> most);

 private:
  // Zero if nothing waits.
  Clock::duration Oldest();

  const std::unique_ptr<sql::Connection> connection_;
  const std::string select_;
  Measurement seen_;
  std::unique_ptr<absl::Notification> stopped_;
  std::thread thread_;
};

}  // namespace hecha::bench
