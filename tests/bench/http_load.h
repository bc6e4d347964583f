// A closed loop of HTTP calls: each connection sends its next request when the last one is
// answered.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "tests/bench/measurement.h"

namespace hecha::bench {

// A GET, or a POST if it has a body.
struct HttpCall {
  std::string target;
  std::string body = {};
};

struct HttpLoadOptions {
  std::string host;
  std::string port;
  // Of the session to call in; nobody's if empty.
  std::string token = {};
  int connections = 64;
  std::chrono::duration<double> duration;
  // Request number n, counting from 0.
  std::function<HttpCall(int64_t n)> call;
};

// Calls for `duration`; what is under way at its end is awaited and not counted. A 2xx is
// acknowledged; anything else is refused under its status code, and a connection that fails is
// opened again. Runs on the calling thread: the load must not take the cores from what it
// measures.
Measurement RunHttpLoad(const HttpLoadOptions& options);

}  // namespace hecha::bench
