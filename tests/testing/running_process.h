// A child process that cannot outlive the test that started it.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hecha {

struct ProcessOptions {
  // The program, looked up in PATH, and its arguments.
  std::vector<std::string> arguments;
  // "NAME=value", on top of the test's own environment.
  std::vector<std::string> environment;
  // Where stdin comes from; empty: /dev/null.
  std::string input_file;
  // Where stdout and stderr go, appended; empty: the test's own.
  std::string output_file;
};

// Used by one thread at a time. Whatever ends the test, a crash or a kill included, the
// kernel kills the process with it.
class RunningProcess {
 public:
  // NotFound if there is no such program.
  static absl::StatusOr<std::unique_ptr<RunningProcess>> Start(ProcessOptions options);

  // Kills the process if it still runs, and waits for it.
  ~RunningProcess();
  RunningProcess(const RunningProcess&) = delete;
  RunningProcess& operator=(const RunningProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool Running();

  // Sends a signal; nothing happens if the process has ended. After SIGSTOP every thread of it
  // stands still: the kernel alone would let them run on until each of them notices.
  void Signal(int signal);

  // Waits until the process ends. Returns its exit code, or 128 + the signal that ended it;
  // DeadlineExceeded if it runs on.
  absl::StatusOr<int> Wait(absl::Duration timeout);

  // Whether it left a core, once it has ended.
  bool DumpedCore() const { return dumped_core_; }

 private:
  explicit RunningProcess(pid_t pid) : pid_(pid) {}

  // True, with `exit_code_` set, once the process has been reaped.
  bool Reap();

  const pid_t pid_;
  bool reaped_ = false;
  int exit_code_ = -1;
  bool dumped_core_ = false;
};

// Runs a program to its end: its exit code and everything it wrote.
struct ProcessResult {
  int exit_code;
  std::string output;
};
absl::StatusOr<ProcessResult> RunProcess(std::vector<std::string> arguments,
                                         const std::string& input = "",
                                         absl::Duration timeout = absl::Seconds(60));

}  // namespace hecha
