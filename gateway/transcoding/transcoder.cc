#include "gateway/transcoding/transcoder.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <grpcpp/support/slice.h>

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/transcoding/error.h"
#include "gateway/transcoding/file_transfer.h"
#include "gateway/transcoding/json_writer.h"
#include "gateway/transcoding/request_message.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/status.h"
#include "services/common/telemetry/log.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kTooManyRequests = 429;
// Label of requests that no route knows.
constexpr char kNoRoute[] = "none";
// The two methods that the console's cookie hangs on.
constexpr std::string_view kOpensSession = "hecha.directory.v1.SessionService.CreateSession";
constexpr std::string_view kEndsSession = "hecha.directory.v1.SessionService.DeleteSession";

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

Transcoder::Transcoder(const RouteTable& routes, proxy::Dispatcher& dispatcher,
                       telemetry::Metrics& metrics, google::protobuf::MessageFactory* messages,
                       TranscoderOptions options)
    : routes_(routes),
      dispatcher_(dispatcher),
      metrics_(metrics),
      messages_(messages),
      options_(options),
      public_transfers_(options.max_transfers),
      transfers_(options.max_transfers) {}

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

  absl::StatusOr<proxy::EdgeCall> call = MakeCall(exchange, options_);
  if (!call.ok()) return Send(*exchange, ErrorResponse(call.status(), exchange->language()));

  const auto answer = [this, exchange](const absl::StatusOr<grpc::ByteBuffer>& result) {
    Answer(exchange, result);
  };
  const auto make_request = [this, exchange] { return MakeRequest(*exchange, *messages_); };
  if (exchange->request.stream == nullptr)
    return dispatcher_.Dispatch(*std::move(call), make_request, answer);
  // Asked without a byte of the file first: who may not send it takes nobody's place.
  dispatcher_.Dispatch(
      *call, make_request,
      [this, exchange, call = *call, answer](const absl::StatusOr<grpc::ByteBuffer>& result) {
        if (!result.ok()) return answer(result);
        absl::StatusOr<TransferContext> transfer = BeginTransfer(exchange);
        if (!transfer.ok()) return answer(transfer.status());
        Upload::Start(*std::move(transfer), call, *result, answer);
      });
}

bool Transcoder::Streams(const http::Request& head) const {
  const absl::StatusOr<RouteMatch> match = routes_.Match(head.method, head.path);
  return match.ok() && match->route != nullptr && TakesFile(*match->route);
}

bool Transcoder::MayBeLarge(const http::Request& head) const {
  const absl::StatusOr<RouteMatch> match = routes_.Match(head.method, head.path);
  return match.ok() && match->route != nullptr && HoldsFile(*match->route);
}

void Transcoder::Answer(const std::shared_ptr<const Exchange>& exchange,
                        const absl::StatusOr<grpc::ByteBuffer>& result) const {
  absl::StatusOr<http::Response> response =
      result.ok() ? Render(exchange, *result) : absl::StatusOr<http::Response>(result.status());
  if (response.ok()) return Send(*exchange, *std::move(response));
  Send(*exchange, ErrorResponse(response.status(), exchange->language(), exchange->traceparent));
}

absl::StatusOr<http::Response> Transcoder::Render(const std::shared_ptr<const Exchange>& exchange,
                                                  const grpc::ByteBuffer& bytes) const {
  const Route& route = *exchange->match.route;
  if (AnswersFile(route)) {
    ASSIGN_OR_RETURN(TransferContext transfer, BeginTransfer(exchange));
    return Download::Begin(std::move(transfer), bytes);
  }
  google::protobuf::Arena arena;
  Message& message = *messages_->GetPrototype(route.method->output_type())->New(&arena);
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
  SetCookie(*exchange, message, response);
  return response;
}

absl::StatusOr<TransferContext> Transcoder::BeginTransfer(
    const std::shared_ptr<const Exchange>& exchange) const {
  const bool is_public = exchange->match.route->policy.access() == options::v1::ACCESS_PUBLIC;
  std::shared_ptr<void> place = (is_public ? public_transfers_ : transfers_).Enter();
  if (place == nullptr) return rpc::Overloaded();
  return TransferContext{exchange, dispatcher_, *messages_, options_, std::move(place)};
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
  // What went well would only drown the rest (the evidence log tells of what changed), and so would
  // anyone's guesses at paths.
  const bool telling = response.status >= 400;
  // A flood that is turned away would fill the disk; the metrics count it.
  const bool turned_away = response.status == kTooManyRequests && route != nullptr &&
                           route->policy.access() == options::v1::ACCESS_PUBLIC;
  if (telling && !turned_away && route != nullptr) {
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
