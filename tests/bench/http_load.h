// A closed loop of HTTP posts: each connection sends its next request when the last one is
// answered.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "tests/bench/measurement.h"

namespace hecha::bench {

struct HttpLoadOptions {
  std::string host;
  std::string port;
  std::string target;
  int connections = 64;
  std::chrono::duration<double> duration;
  // The body of request number n, counting from 0.
  std::function<std::string(int64_t)> body;
};

// Posts for `duration`; what is under way at its end is awaited and not counted. A 2xx is
// acknowledged; anything else is refused under its status code, and a connection that fails is
// opened again. Runs on the calling thread: the load must not take the cores from what it
// measures.
Measurement RunHttpLoad(const HttpLoadOptions& options);

}  // namespace hecha::bench
