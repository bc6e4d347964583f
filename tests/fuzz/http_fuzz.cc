// Bytes on a connection to the HTTP server. Whatever they are, it answers or closes, what it hands
// on is a request, and the next connection is served.
#include <string>

#include "gateway/http/server.h"
#include "tests/fuzz/target.h"
#include "tests/gateway/raw_client.h"

namespace hecha::fuzz {
namespace {

constexpr size_t kLongestHeader = 1024;
constexpr size_t kLongestBody = 2048;

void CheckRequest(const http::Request& request) {
  Check(!request.method.empty(), "a request has a method");
  Check(request.path.find('?') == std::string::npos, "a path has no query");
  Check(request.body.size() <= kLongestBody, "a body is within its limit");
  size_t size = 0;
  for (const auto& [name, value] : request.headers) {
    size += name.size() + value.size();
    for (const char c : name) Check(c < 'A' || c > 'Z', "names are in lower case");
    Check(value.find('\n') == std::string::npos, "a value is one line");
  }
  Check(size <= kLongestHeader, "a header is within its limit");
}

const http::Server& TheServer() {
  static const auto& server = *new std::unique_ptr<http::Server>(
      http::Server::Start({.threads = 1,
                           .max_header_bytes = kLongestHeader,
                           .max_body_bytes = kLongestBody,
                           .idle_timeout = absl::Seconds(1)},
                          [](http::Request request, const http::Respond& respond) {
                            CheckRequest(request);
                            respond({.body = request.path});
                          })
          .value());
  return *server;
}

void Run(std::string_view input) {
  RawClient client(TheServer().port());
  client.Send(input);
  client.Finish();
  Check(client.AwaitClose(absl::Seconds(5)), "a connection that said its last ends");
}

const bool kRegistered = Register({"http", Run});

}  // namespace
}  // namespace hecha::fuzz
