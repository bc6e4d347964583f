#include "tests/testing/temporary_directory.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace hecha {
namespace {

// Tries for some seconds: a server that is being killed may still write files.
constexpr char kCleaner[] =
    "read -r line; for i in 1 2 3 4 5 6 7 8 9 10; do"
    " rm -rf -- \"$0\"; [ -e \"$0\" ] || exit 0; sleep 0.5; done";

[[noreturn]] void Die(const char* what) {
  perror(what);
  abort();
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  path_ = std::filesystem::temp_directory_path() / "hecha-test-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr) Die("mkdtemp");

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) Die("pipe2");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  // Its own session: a signal to the test's process group must leave the cleaner alive.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  const char* argv[] = {"sh", "-c", kCleaner, path_.c_str(), nullptr};
  if (posix_spawn(&cleaner_, "/bin/sh", &actions, &attributes, const_cast<char**>(argv), environ) !=
      0) {
    Die("posix_spawn");
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[0]);
  alive_ = ends[1];
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  close(alive_);
  waitpid(cleaner_, nullptr, 0);
}

}  // namespace hecha
