// What an HTTP handler is given and what it answers; free of any server library.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace hecha::http {

// A body that comes in pieces, so that it never has to be held as a whole. Whoever takes the
// pieces sets the pace: nothing is read or made ahead of what was asked for.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // Calls `done` once, on any thread, with the next piece; an empty one is the end. An error is
  // the end too, and tells that the body is not whole. One at a time, and never after the end.
  virtual void Next(std::function<void(absl::StatusOr<std::string>)> done) = 0;
};

struct Request {
  // Upper case, "GET".
  std::string method;
  // As received: begins with '/', still percent-encoded, without the query.
  std::string path;
  // What followed the '?', still encoded.
  std::string query;
  // In order of arrival; names in lower case.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // In place of `body` where ServerOptions::streams asked for it: pieces of kPieceBytes, but for
  // the last, which is what remains. An answer may be given before the end.
  std::shared_ptr<BodyStream> stream = nullptr;
  // Address of the peer, without the port.
  std::string peer;

  // The value of the first header of that (lower-case) name, or empty.
  std::string_view Header(std::string_view name) const;
  // The value of that cookie, or empty.
  std::string_view Cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  // In place of `body`: sent as its pieces come. Without a `length` (their sum) in chunks of
  // HTTP/1.1; one that ends early or late closes the connection.
  std::shared_ptr<BodyStream> stream = nullptr;
  std::optional<uint64_t> length = std::nullopt;
};

// What a streamed request comes in.
inline constexpr size_t kPieceBytes = 256 * 1024;

// Answers one request; from any thread, once. A handler that drops it unanswered is answered
// for with a 500.
using Respond = std::function<void(Response)>;
// Called on a thread of the server: it must not block.
using Handler = std::function<void(Request, Respond)>;

// Decodes "%41" to "A"; in a query (`plus_is_space`) '+' to ' ' as well. InvalidArgument for
// a broken escape or a result that is not UTF-8.
absl::StatusOr<std::string> PercentDecode(std::string_view text, bool plus_is_space = false);

// The decoded pairs of "a=1&b=2", in order. InvalidArgument as above.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ParseQuery(std::string_view query);

}  // namespace hecha::http
