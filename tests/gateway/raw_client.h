// An HTTP client that says exactly what a test tells it to, well-formed or not.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace hecha {

struct RawResponse {
  // 0 if the peer closed before it answered.
  int status = 0;
  // Names in lower case.
  std::map<std::string, std::string> headers;
  std::string body;
};

// One connection to 127.0.0.1. Every wait ends after 10 s at most.
class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False if the peer is gone.
  bool Send(std::string_view bytes);
  // Tells the peer that nothing more will be sent.
  void Finish();
  // The next response. Reads Content-Length bytes of body, or none after a HEAD.
  RawResponse Read(bool head = false);
  // Sends a request with "Host" and, where there is a body, "Content-Length".
  RawResponse Ask(std::string_view verb, std::string_view target, std::string_view body = "",
                  const std::map<std::string, std::string>& headers = {});

  // True once the peer has closed; false if it has not within `timeout`.
  bool AwaitClose(absl::Duration timeout);

 private:
  bool Fill();

  int socket_;
  std::string buffer_;
};

}  // namespace hecha
