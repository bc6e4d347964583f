#include "gateway/transcoding/transcoder.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <grpcpp/support/slice.h>

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/transcoding/error.h"
#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/json_writer.h"
#include "gateway/transcoding/query.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Label of requests that no route knows.
constexpr char kNoRoute[] = "none";
// The two methods that the console's cookie hangs on.
constexpr std::string_view kOpensSession = "hecha.directory.v1.SessionService.CreateSession";
constexpr std::string_view kEndsSession = "hecha.directory.v1.SessionService.DeleteSession";

bool Changes(std::string_view verb) { return verb != "GET" && verb != "HEAD"; }

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

// The session's token: the bearer's, or else the cookie's. PermissionDenied where a cookie
// might be somebody else's wish.
absl::StatusOr<std::string> TokenOf(const http::Request& request) {
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

// The client's idempotency key. A proxy in between may add an X-Request-Id of its own, so the
// header that only clients send goes first.
std::string RequestIdOf(const http::Request& request) {
  const std::string_view key = request.Header("idempotency-key");
  return std::string(key.empty() ? request.Header("x-request-id") : key);
}

// Whom the nearest proxy took the request from.
std::string ForwardedFor(const http::Request& request) {
  std::string_view list = request.Header("x-forwarded-for");
  list.remove_prefix(list.rfind(',') + 1);
  while (list.starts_with(' ')) list.remove_prefix(1);
  return std::string(list);
}

const FieldDescriptor* EtagField(const Message& message) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("etag");
  const bool usable = field != nullptr && !field->is_repeated() &&
                      field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return usable ? field : nullptr;
}

// If-Match: "7" stands for an etag that the request itself does not name (AIP-154).
void ApplyIfMatch(const http::Request& request, Message& message) {
  std::string_view tag = request.Header("if-match");
  const FieldDescriptor* field = EtagField(message);
  if (field == nullptr || tag.size() < 3 || !tag.starts_with('"') || !tag.ends_with('"')) return;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (reflection.HasField(message, field)) return;
  reflection.SetString(&message, field, std::string(tag.substr(1, tag.size() - 2)));
}

// What the path says, over what the body may say: refused where they differ.
absl::Status ApplyVariables(const Route& route, const std::vector<std::string>& values,
                            Message& message) {
  size_t next = 0;
  for (const PathTemplate::Segment& segment : route.path.segments) {
    if (!segment.variable) continue;
    const std::string& value = values[next];
    Message* holder = &message;
    const std::vector<const FieldDescriptor*>& way = route.variables[next++];
    for (size_t i = 0; i + 1 < way.size(); ++i) {
      holder = holder->GetReflection()->MutableMessage(holder, way[i]);
    }
    const FieldDescriptor& field = *way.back();
    const google::protobuf::Reflection& reflection = *holder->GetReflection();
    const bool set = reflection.HasField(*holder, &field);
    const bool same = set && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                      reflection.GetString(*holder, &field) == value;
    if (same) continue;
    if (set) {
      return RefuseField("CONFLICTS_WITH_PATH", segment.text,
                         fmt::format("{} 与网址不一致", segment.text),
                         fmt::format("{} differs from the path", segment.text));
    }
    RETURN_IF_ERROR(SetAtPath(message, segment.text, value));
  }
  return absl::OkStatus();
}

absl::Status ReadBody(const http::Request& request, const Route& route, Message& message) {
  const bool takes_body = route.body_is_request || route.body_field != nullptr;
  if (!takes_body) {
    if (request.body.empty()) return absl::OkStatus();
    return RefuseField("UNEXPECTED_BODY", "", "此请求不应有内容", "this request takes no body");
  }
  // An empty body is an empty request.
  if (request.body.empty()) return absl::OkStatus();
  if (route.body_is_request) return ReadJson(request.body, message);
  return ReadJsonField(request.body, *route.body_field, message);
}

// A raw body is made for one viewer: no cache may show it to the next.
void TakeRawBody(const Message& message, http::Response& response) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  response.content_type = reflection.GetString(message, type.FindFieldByName("content_type"));
  response.body = reflection.GetString(message, type.FindFieldByName("data"));
  response.headers.emplace_back("Cache-Control", "no-store");
}

std::string TraceId(std::string_view traceparent) {
  return traceparent.size() < 35 ? std::string() : std::string(traceparent.substr(3, 32));
}

}  // namespace

// One request between its arrival and its answer.
struct Transcoder::Exchange {
  http::Request request;
  http::Respond respond;
  RouteMatch match;
  std::string traceparent;
  absl::Time started;

  std::string_view language() const { return request.Header("accept-language"); }
};

Transcoder::Transcoder(const RouteTable& routes, proxy::Dispatcher& dispatcher,
                       telemetry::Metrics& metrics, google::protobuf::MessageFactory* messages,
                       TranscoderOptions options)
    : routes_(routes),
      dispatcher_(dispatcher),
      metrics_(metrics),
      messages_(messages),
      options_(options) {}

void Transcoder::Handle(http::Request request, http::Respond respond) const {
  auto exchange = std::make_shared<Exchange>();
  exchange->started = absl::Now();
  exchange->traceparent = telemetry::ChildTraceparent(request.Header("traceparent"));
  exchange->request = std::move(request);
  exchange->respond = std::move(respond);
  const http::Request& asked = exchange->request;

  const std::string_view verb = asked.method == "HEAD" ? "GET" : std::string_view(asked.method);
  absl::StatusOr<RouteMatch> match = routes_.Match(verb, asked.path);
  if (!match.ok()) return Send(*exchange, ErrorResponse(match.status(), exchange->language()));
  if (match->route == nullptr) {
    const bool known = !match->allowed.empty();
    http::Response response = RefusedByServer(known ? 405 : 404, exchange->language());
    if (known) {
      response.headers.emplace_back("Allow", fmt::format("{}", fmt::join(match->allowed, ", ")));
    }
    return Send(*exchange, std::move(response));
  }
  exchange->match = *std::move(match);
  const Route& route = *exchange->match.route;

  // A public method asks for nobody's session, so it needs no proof that the cookie was meant.
  const bool is_public = route.policy.access() == options::v1::ACCESS_PUBLIC;
  absl::StatusOr<std::string> token = is_public ? std::string() : TokenOf(asked);
  if (token.ok() && Changes(verb) && FromForeignPage(asked)) {
    token = RefuseCaller("FOREIGN_ORIGIN", "不接受来自其他网站的请求",
                         "requests from other sites are refused");
  }
  if (!token.ok()) return Send(*exchange, ErrorResponse(token.status(), exchange->language()));

  proxy::EdgeCall call;
  call.method = route.method;
  call.policy = &route.policy;
  call.token = *std::move(token);
  call.traceparent = exchange->traceparent;
  call.request_id = RequestIdOf(asked);
  call.deadline = exchange->started + options_.call_timeout;
  call.address = options_.trust_forwarded_for ? ForwardedFor(asked) : asked.peer;
  call.proof = asked.Header(proxy::kProofHeader);
  call.body = [exchange] { return exchange->request.body; };
  dispatcher_.Dispatch(
      std::move(call), [this, exchange] { return MakeRequest(*exchange); },
      [this, exchange](const absl::StatusOr<grpc::ByteBuffer>& result) {
        Answer(*exchange, result);
      });
}

absl::StatusOr<grpc::ByteBuffer> Transcoder::MakeRequest(const Exchange& exchange) const {
  const Route& route = *exchange.match.route;
  google::protobuf::Arena arena;
  Message& message = *messages_->GetPrototype(route.method->input_type())->New(&arena);
  RETURN_IF_ERROR(ReadBody(exchange.request, route, message));
  RETURN_IF_ERROR(ApplyVariables(route, exchange.match.values, message));
  if (!exchange.request.query.empty()) {
    ASSIGN_OR_RETURN(const auto query, http::ParseQuery(exchange.request.query));
    RETURN_IF_ERROR(ReadQuery(query, message));
  }
  ApplyIfMatch(exchange.request, message);
  const grpc::Slice bytes(message.SerializeAsString());
  return grpc::ByteBuffer(&bytes, 1);
}

void Transcoder::Answer(const Exchange& exchange,
                        const absl::StatusOr<grpc::ByteBuffer>& result) const {
  absl::StatusOr<http::Response> response =
      result.ok() ? Render(exchange, *result) : absl::StatusOr<http::Response>(result.status());
  if (response.ok()) return Send(exchange, *std::move(response));
  Send(exchange, ErrorResponse(response.status(), exchange.language(), exchange.traceparent));
}

absl::StatusOr<http::Response> Transcoder::Render(const Exchange& exchange,
                                                  const grpc::ByteBuffer& bytes) const {
  google::protobuf::Arena arena;
  Message& message =
      *messages_->GetPrototype(exchange.match.route->method->output_type())->New(&arena);
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok() ||
      !message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
    return absl::InternalError("the backend's response does not parse");
  }
  http::Response response;
  if (message.GetDescriptor()->full_name() == kRawBody) {
    TakeRawBody(message, response);
    return response;
  }
  response.body = WriteJson(message);
  if (const FieldDescriptor* field = EtagField(message)) {
    const std::string etag = message.GetReflection()->GetString(message, field);
    if (!etag.empty()) response.headers.emplace_back("ETag", fmt::format("\"{}\"", etag));
  }
  SetCookie(exchange, message, response);
  return response;
}

void Transcoder::SetCookie(const Exchange& exchange, const Message& message,
                           http::Response& response) const {
  const std::string_view method = exchange.match.route->method->full_name();
  std::string value;
  if (method == kOpensSession) {
    const FieldDescriptor* token = message.GetDescriptor()->FindFieldByName("token");
    value =
        fmt::format("{}={}", kSessionCookie, message.GetReflection()->GetString(message, token));
  } else if (method == kEndsSession) {
    value = fmt::format("{}=; Max-Age=0", kSessionCookie);
  } else {
    return;
  }
  response.headers.emplace_back("Set-Cookie",
                                fmt::format("{}; Path=/; HttpOnly; SameSite=Strict{}", value,
                                            options_.secure_cookie ? "; Secure" : ""));
}

void Transcoder::Send(const Exchange& exchange, http::Response response) const {
  const Route* route = exchange.match.route;
  const std::string_view pattern = route != nullptr ? std::string_view(route->pattern) : kNoRoute;
  const absl::Duration took = absl::Now() - exchange.started;
  metrics_.ObserveHttp(pattern, response.status, took);
  // Reads that went well would only drown the rest, and so would anyone's guesses at paths.
  const bool telling = Changes(exchange.request.method) || response.status >= 400;
  if (telling && route != nullptr) {
    telemetry::Log(response.status >= 500 ? telemetry::Level::kError : telemetry::Level::kInfo,
                   "request", exchange.traceparent,
                   {{"verb", route->verb},
                    {"route", route->pattern},
                    {"status", fmt::format("{}", response.status)},
                    {"ms", fmt::format("{:.1f}", absl::ToDoubleMilliseconds(took))}});
  }
  response.headers.emplace_back("X-Trace-Id", TraceId(exchange.traceparent));
  exchange.respond(std::move(response));
}

}  // namespace hecha::transcoding
