#include "services/common/picture/preview.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"

namespace hecha::picture {
namespace {

constexpr size_t kMostBytes = 2 << 20;

// The program, running: its input and output are one socket, because a write to a pipe that
// nobody reads would end this process too.
class Program {
 public:
  static absl::StatusOr<std::unique_ptr<Program>> Start() {
    const std::string path =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "hecha-preview";
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      return absl::ResourceExhaustedError("no socket for a preview");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    pid_t pid = -1;
    char* const arguments[] = {const_cast<char*>(path.c_str()), nullptr};
    char* const environment[] = {nullptr};
    const int failed = posix_spawn(&pid, path.c_str(), &actions, nullptr, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed == 0) return std::unique_ptr<Program>(new Program(pid, ends[0]));
    close(ends[0]);
    return absl::NotFoundError("cannot start " + path);
  }

  ~Program() {
    close(socket_);
    if (running_) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }

  int socket() const { return socket_; }

  // Waits for its end, which is near once its output has ended; true if all went well.
  bool Succeeded() {
    int status = 0;
    running_ = waitpid(pid_, &status, 0) != pid_;
    return !running_ && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  Program(pid_t pid, int socket) : pid_(pid), socket_(socket) {}

  const pid_t pid_;
  const int socket_;
  bool running_ = true;
};

// Both ways at once: it writes before it has read everything.
class Exchange {
 public:
  Exchange(int socket, NextPiece next) : socket_(socket), next_(next) {}

  absl::StatusOr<std::string> Run(absl::Time deadline) {
    while (!ended_) {
      if (!sent_all_ && piece_.size() == sent_) RETURN_IF_ERROR(TakePiece());
      const absl::Duration left = deadline - absl::Now();
      pollfd wait = {.fd = socket_,
                     .events = static_cast<short>(sent_all_ ? POLLIN : POLLIN | POLLOUT),
                     .revents = 0};
      if (left <= absl::ZeroDuration() ||
          poll(&wait, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1) == 0)
        return absl::InvalidArgumentError("the picture takes too long");
      if (wait.revents & (POLLIN | POLLHUP)) RETURN_IF_ERROR(Receive());
      if (!sent_all_ && (wait.revents & POLLOUT)) Send();
    }
    return std::move(received_);
  }

 private:
  absl::Status TakePiece() {
    ASSIGN_OR_RETURN(piece_, next_());
    sent_ = 0;
    if (piece_.empty()) StopSending();
    return absl::OkStatus();
  }

  void Send() {
    const ssize_t sent =
        send(socket_, piece_.data() + sent_, piece_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) sent_ += static_cast<size_t>(sent);
    // It has seen enough.
    if (sent < 0 && errno != EAGAIN && errno != EINTR) StopSending();
  }

  void StopSending() {
    sent_all_ = true;
    shutdown(socket_, SHUT_WR);
  }

  absl::Status Receive() {
    char bytes[65536];
    const ssize_t got = recv(socket_, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return absl::OkStatus();
    if (got <= 0) ended_ = true;
    if (got > 0) received_.append(bytes, static_cast<size_t>(got));
    if (received_.size() > kMostBytes)
      return absl::InvalidArgumentError("the preview is too large");
    return absl::OkStatus();
  }

  const int socket_;
  const NextPiece next_;
  std::string piece_;
  size_t sent_ = 0;
  bool sent_all_ = false;
  bool ended_ = false;
  std::string received_;
};

}  // namespace

absl::StatusOr<std::string> MakePreview(NextPiece next, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Program> program, Program::Start());
  ASSIGN_OR_RETURN(std::string preview, Exchange(program->socket(), next).Run(deadline));
  if (!program->Succeeded() || preview.empty())
    return absl::InvalidArgumentError("the picture cannot be read");
  return preview;
}

}  // namespace hecha::picture
