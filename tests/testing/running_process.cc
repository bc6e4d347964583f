#include "tests/testing/running_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <sstream>
#include <thread>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "tests/testing/temporary_directory.h"

namespace hecha {
namespace {

// Forks on a thread that never ends: PR_SET_PDEATHSIG fires when the *thread* that forked
// ends, so a process started from a short-lived thread would die with that thread.
class Spawner {
 public:
  static Spawner& Get() {
    static Spawner* spawner = new Spawner;  // Never destroyed: its thread uses it for ever.
    return *spawner;
  }

  int Run(std::function<int()> fork_and_exec) {
    std::packaged_task<int()> task(std::move(fork_and_exec));
    std::future<int> result = task.get_future();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push(std::move(task));
    }
    wakeup_.notify_one();
    return result.get();
  }

 private:
  Spawner() {
    std::thread([this] {
      for (;;) {
        std::unique_lock<std::mutex> lock(mutex_);
        wakeup_.wait(lock, [this] { return !tasks_.empty(); });
        std::packaged_task<int()> task = std::move(tasks_.front());
        tasks_.pop();
        lock.unlock();
        task();
      }
    }).detach();
  }

  std::mutex mutex_;
  std::condition_variable wakeup_;
  std::queue<std::packaged_task<int()>> tasks_;
};

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& each : strings) pointers.push_back(const_cast<char*>(each.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0 ? name : "";
  const char* path = getenv("PATH");
  std::istringstream directories(std::string(path != nullptr ? path : "") + ":/usr/sbin:/sbin");
  for (std::string directory; std::getline(directories, directory, ':');) {
    std::string candidate = directory + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return "";
}

}  // namespace

absl::StatusOr<std::unique_ptr<RunningProcess>> RunningProcess::Start(ProcessOptions options) {
  if (options.arguments.empty()) return absl::InvalidArgumentError("no program");
  std::string program = FindProgram(options.arguments[0]);
  if (program.empty()) return absl::NotFoundError("no program " + options.arguments[0]);

  std::vector<std::string> environment;
  for (char** each = environ; *each != nullptr; ++each) environment.emplace_back(*each);
  for (const std::string& each : options.environment) {
    std::string prefix = each.substr(0, each.find('=') + 1);
    std::erase_if(environment, [&](const std::string& old) { return old.starts_with(prefix); });
    environment.push_back(each);
  }

  // Everything is made before fork: between fork and exec only async-signal-safe calls are
  // allowed in a process with threads.
  std::vector<char*> argv = Pointers(options.arguments);
  std::vector<char*> envp = Pointers(environment);
  std::string input = options.input_file.empty() ? "/dev/null" : options.input_file;
  const pid_t test = getpid();
  pid_t pid = Spawner::Get().Run([&]() -> pid_t {
    pid_t child = fork();
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != test) _exit(127);  // The test died before the line above took effect.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    int in = open(input.c_str(), O_RDONLY);
    if (in < 0) _exit(127);
    dup2(in, STDIN_FILENO);
    if (!options.output_file.empty()) {
      int out = open(options.output_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      if (out < 0) _exit(127);
      dup2(out, STDOUT_FILENO);
      dup2(out, STDERR_FILENO);
    }
    // A socket of the test's that leaks into a child would keep its port busy after a kill.
    close_range(3, ~0U, 0);
    execve(program.c_str(), argv.data(), envp.data());
    _exit(127);
  });
  if (pid < 0) return absl::InternalError("fork failed");
  return std::unique_ptr<RunningProcess>(new RunningProcess(pid));
}

RunningProcess::~RunningProcess() {
  if (Reap()) return;
  kill(pid_, SIGKILL);
  (void)Wait(absl::Seconds(30));
}

bool RunningProcess::Reap() {
  if (reaped_) return true;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  reaped_ = true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  dumped_core_ = WIFSIGNALED(status) && WCOREDUMP(status);
  return true;
}

bool RunningProcess::Running() { return !Reap(); }

void RunningProcess::Signal(int signal) {
  if (Reap()) return;
  kill(pid_, signal);
  if (signal != SIGSTOP) return;
  siginfo_t stopped;
  while (waitid(P_PID, pid_, &stopped, WSTOPPED | WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
}

absl::StatusOr<int> RunningProcess::Wait(absl::Duration timeout) {
  if (Reap()) return exit_code_;
  // Readable once the process has ended.
  int watch = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  if (watch < 0) return absl::InternalError("pidfd_open failed");
  const absl::Time deadline = absl::Now() + timeout;
  while (!Reap()) {
    absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) break;
    pollfd ended = {watch, POLLIN, 0};
    poll(&ended, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
  }
  close(watch);
  if (!reaped_) return absl::DeadlineExceededError("the process still runs");
  return exit_code_;
}

absl::StatusOr<ProcessResult> RunProcess(std::vector<std::string> arguments,
                                         const std::string& input, absl::Duration timeout) {
  TemporaryDirectory directory;
  ProcessOptions options;
  options.arguments = std::move(arguments);
  options.input_file = directory.path() + "/input";
  options.output_file = directory.path() + "/output";
  std::ofstream(options.input_file, std::ios::binary) << input;
  const std::string output_file = options.output_file;
  ASSIGN_OR_RETURN(std::unique_ptr<RunningProcess> process,
                   RunningProcess::Start(std::move(options)));
  ASSIGN_OR_RETURN(int exit_code, process->Wait(timeout));
  std::ostringstream output;
  output << std::ifstream(output_file, std::ios::binary).rdbuf();
  return ProcessResult{exit_code, output.str()};
}

}  // namespace hecha
