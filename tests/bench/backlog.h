// How far the suite is behind with what it does after it has answered: matching leads, carrying
// events. Looked at four times a second on a connection of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "tests/bench/measurement.h"
#include "tests/bench/raw_database.h"

namespace hecha::bench {

// Statements that select one number: microseconds since the oldest of what waits was made, NULL
// where nothing waits; and how many wait.
struct BacklogStatements {
  std::string age;
  std::string count;
};

// Leads that wait to be matched; events that wait for `subscriber`.
BacklogStatements WaitingForMatching();
BacklogStatements WaitingFor(const std::string& subscriber);

class Backlog {
 public:
  // The account of `database` may read intake's schema.
  Backlog(const RawDatabase& database, BacklogStatements statements);
  ~Backlog();
  Backlog(const Backlog&) = delete;
  Backlog& operator=(const Backlog&) = delete;

  // Watches until Stop.
  void Start();
  // The ages that were seen since Start; nothing waiting is an age of 0.
  Measurement Stop();
  // How many wait now.
  int64_t Count();
  // How long it takes from `began` until nothing waits; nullopt if that is longer than `most`.
  std::optional<double> DrainedSeconds(Clock::time_point began, std::chrono::duration<double> most);

 private:
  std::optional<int64_t> Select(const std::string& statement);

  const std::unique_ptr<sql::Connection> connection_;
  const BacklogStatements statements_;
  Measurement seen_;
  std::unique_ptr<absl::Notification> stopped_;
  std::thread thread_;
};

}  // namespace hecha::bench
