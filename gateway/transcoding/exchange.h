// One request between its arrival and its answer, and the call that it asks for.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/http/message.h"
#include "gateway/proxy/dispatcher.h"
#include "gateway/transcoding/route_table.h"

namespace hecha::transcoding {

// The console's session cookie. A request that changes something and relies on it must also
// carry an X-Requested-With header, which no foreign page can make a browser send.
inline constexpr char kSessionCookie[] = "hecha_session";

// Marks what a page asks that is open, by news or by a timer, and nobody else:
// proxy::Use::kByItself.
inline constexpr char kUnaskedHeader[] = "x-unasked";

struct TranscoderOptions {
  // Longest that a call takes.
  absl::Duration call_timeout = absl::Seconds(20);
  // Files on their way in or out at most, for the public and for everyone else; one beyond is
  // refused at once.
  int max_transfers = 64;
  // A proxy in front says whom it speaks for: the last address of X-Forwarded-For is the caller's.
  bool trust_forwarded_for = false;
  // Marks the session cookie Secure: where the public address is https.
  bool secure_cookie = false;
};

struct Exchange {
  http::Request request;
  http::Respond respond;
  RouteMatch match;
  std::string traceparent;
  absl::Time started;

  std::string_view language() const { return request.Header("accept-language"); }
};

// True for a verb that changes something.
bool Changes(std::string_view verb);

// The session's token: the bearer's, or else the cookie's; empty without either. PermissionDenied
// where a cookie might be somebody else's wish.
absl::StatusOr<std::string> SessionToken(const http::Request& request);

// The call of `exchange`, whose route is known; without the request. PermissionDenied where it
// might be another's wish than the user's (a foreign page, a cookie alone).
absl::StatusOr<proxy::EdgeCall> MakeCall(const std::shared_ptr<const Exchange>& exchange,
                                         const TranscoderOptions& options);

}  // namespace hecha::transcoding
