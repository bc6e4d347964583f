// A directory of a test's own, removed with everything in it.
#pragma once

#include <sys/types.h>

#include <string>

namespace hecha {

class TemporaryDirectory {
 public:
  // Aborts if the directory cannot be made: no test can go on without it.
  TemporaryDirectory();

  // Removes the directory. Where the test is killed before that, a small shell that waits
  // for the test's end removes it instead.
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  pid_t cleaner_ = -1;
  // The cleaner reads the other end, which ends when we do, however we end.
  int alive_ = -1;
};

}  // namespace hecha
