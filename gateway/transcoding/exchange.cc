#include "gateway/transcoding/exchange.h"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

#include "gateway/proxy/town_hint.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::transcoding {
namespace {

// A browser tells where a request comes from (Fetch Metadata); what a foreign page makes it
// send is not the user's will. Programs send no such header.
bool FromForeignPage(const http::Request& request) {
  const std::string_view site = request.Header("sec-fetch-site");
  if (!site.empty()) return site != "same-origin" && site != "none";
  const std::string_view origin = request.Header("origin");
  if (origin.empty()) return false;
  const size_t scheme = origin.find("://");
  return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.Header("host");
}

// The client's idempotency key. A proxy in between may add an X-Request-Id of its own, so the
// header that only clients send goes first.
std::string RequestIdOf(const http::Request& request) {
  const std::string_view key = request.Header("idempotency-key");
  return std::string(key.empty() ? request.Header("x-request-id") : key);
}

bool IsAddress(const std::string& text) {
  in6_addr bytes;
  return inet_pton(AF_INET, text.c_str(), &bytes) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

// Whom the nearest proxy took the request from: it adds to the last line of that name, or a line of
// its own, and what stands before is the caller's word. The proxy itself where that is no address.
std::string ForwardedFor(const http::Request& request) {
  constexpr std::string_view kSpace = " \t";
  std::string_view list;
  for (const auto& [name, value] : request.headers)
    if (name == "x-forwarded-for") list = value;
  list.remove_prefix(list.rfind(',') + 1);
  list.remove_prefix(std::min(list.find_first_not_of(kSpace), list.size()));
  const std::string address(list.substr(0, list.find_last_not_of(kSpace) + 1));
  return IsAddress(address) ? address : request.peer;
}

}  // namespace

bool Changes(std::string_view verb) { return verb != "GET" && verb != "HEAD"; }

absl::StatusOr<std::string> SessionToken(const http::Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view authorization = request.Header("authorization");
  if (authorization.starts_with(kBearer)) {
    return std::string(authorization.substr(kBearer.size()));
  }
  const std::string_view cookie = request.Cookie(kSessionCookie);
  if (!cookie.empty() && Changes(request.method) && request.Header("x-requested-with").empty()) {
    return RefuseCaller("CSRF_HEADER_REQUIRED", "缺少 X-Requested-With 请求头",
                        "with a cookie the header X-Requested-With is required");
  }
  return std::string(cookie);
}

absl::StatusOr<proxy::EdgeCall> MakeCall(const std::shared_ptr<const Exchange>& exchange,
                                         const TranscoderOptions& options) {
  const http::Request& asked = exchange->request;
  const Route& route = *exchange->match.route;
  proxy::EdgeCall call;
  // A public method asks for nobody's session, so it needs no proof that the cookie was meant.
  if (route.policy.access() != options::v1::ACCESS_PUBLIC) {
    ASSIGN_OR_RETURN(call.token, SessionToken(asked));
  }
  if (Changes(asked.method) && FromForeignPage(asked)) {
    return RefuseCaller("FOREIGN_ORIGIN", "不接受来自其他网站的请求",
                        "requests from other sites are refused");
  }
  if (!asked.Header(kUnaskedHeader).empty()) call.use = proxy::Use::kByItself;
  call.method = route.method;
  call.policy = &route.policy;
  call.traceparent = exchange->traceparent;
  call.request_id = RequestIdOf(asked);
  call.deadline = exchange->started + options.call_timeout;
  call.address = options.trust_forwarded_for ? ForwardedFor(asked) : asked.peer;
  call.proof = asked.Header(proxy::kProofHeader);
  call.body = [exchange] { return exchange->request.body; };
  if (route.policy.access() == options::v1::ACCESS_PUBLIC)
    call.town = proxy::TownInJson(asked.body);
  return call;
}

}  // namespace hecha::transcoding
