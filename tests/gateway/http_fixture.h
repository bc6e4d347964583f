// Servers for tests of HTTP, and what they answer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/http/server.h"

namespace hecha::http {

// Answers with what it was asked.
inline void Echo(Request request, Respond respond) {
  respond({.headers = {{"X-Path", request.path}, {"X-Query", request.query}},
           .body = request.method + " " + request.body});
}

inline std::unique_ptr<Server> StartServer(ServerOptions options = {}, Handler handler = Echo) {
  return Server::Start(std::move(options), std::move(handler)).value();
}

// A server that streams every body, and tells how it came: "262144+10=".
inline ServerOptions Streaming(ServerOptions options = {}) {
  options.streams = [](const Request&) { return true; };
  return options;
}

// Takes the rest of a body.
struct Taker : std::enable_shared_from_this<Taker> {
  std::shared_ptr<BodyStream> stream;
  std::function<void(absl::Status, std::vector<size_t>)> done;
  std::vector<size_t> sizes;

  void Take() {
    stream->Next([self = shared_from_this()](absl::StatusOr<std::string> piece) {
      if (!piece.ok() || piece->empty()) return self->done(piece.status(), self->sizes);
      self->sizes.push_back(piece->size());
      self->Take();
    });
  }
};

inline void TellSizes(Request request, Respond respond) {
  const auto taker = std::make_shared<Taker>();
  taker->stream = request.stream;
  taker->done = [respond](const absl::Status& status, const std::vector<size_t>& sizes) {
    std::string told;
    for (size_t size : sizes) told += std::to_string(size) + "+";
    respond({.body = told + (status.ok() ? "end" : "cut")});
  };
  taker->Take();
}

}  // namespace hecha::http
