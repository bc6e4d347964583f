// What an HTTP handler is given and what it answers; free of any server library.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace hecha::http {

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
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

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

// True if `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool IsUtf8(std::string_view text);

}  // namespace hecha::http
