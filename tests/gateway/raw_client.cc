#include "tests/gateway/raw_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "absl/time/clock.h"

namespace hecha {

RawClient::RawClient(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const timeval wait{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
}

RawClient::~RawClient() { close(socket_); }

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void RawClient::Finish() {
  // Reset once it is closed, so that thousands of connections leave no port behind that waits.
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  shutdown(socket_, SHUT_WR);
}

bool RawClient::Fill() {
  char chunk[16384];
  const ssize_t got = recv(socket_, chunk, sizeof(chunk), 0);
  if (got <= 0) return false;
  buffer_.append(chunk, static_cast<size_t>(got));
  return true;
}

RawResponse RawClient::Read(bool head) {
  RawResponse response;
  size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) return response;
  }
  std::string header = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  size_t line = header.find("\r\n");
  response.status = std::stoi(header.substr(header.find(' ') + 1));
  while (line + 2 < header.size()) {
    const size_t start = line + 2;
    line = header.find("\r\n", start);
    const std::string field = header.substr(start, line - start);
    const size_t colon = field.find(':');
    std::string name = field.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), ::tolower);
    response.headers[name] = field.substr(std::min(field.size(), colon + 2));
  }
  const auto length = response.headers.find("content-length");
  const size_t size = head || length == response.headers.end() ? 0 : std::stoul(length->second);
  while (buffer_.size() < size) {
    if (!Fill()) break;
  }
  response.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return response;
}

RawResponse RawClient::Ask(std::string_view verb, std::string_view target, std::string_view body,
                           const std::map<std::string, std::string>& headers) {
  std::string request = fmt::format("{} {} HTTP/1.1\r\nHost: test\r\n", verb, target);
  for (const auto& [name, value] : headers) request += fmt::format("{}: {}\r\n", name, value);
  if (!body.empty()) request += fmt::format("Content-Length: {}\r\n", body.size());
  request += "\r\n";
  request += body;
  Send(request);
  return Read(verb == "HEAD");
}

bool RawClient::AwaitClose(absl::Duration timeout) {
  const absl::Time limit = absl::Now() + timeout;
  while (absl::Now() < limit) {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    poll(&wait, 1, static_cast<int>(absl::ToInt64Milliseconds(limit - absl::Now())));
    char chunk[4096];
    const ssize_t got = recv(socket_, chunk, sizeof(chunk), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) return true;
    if (got > 0) buffer_.append(chunk, static_cast<size_t>(got));
  }
  return false;
}

}  // namespace hecha
