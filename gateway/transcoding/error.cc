#include "gateway/transcoding/error.h"

#include <cstdlib>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "gateway/transcoding/json_writer.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/rpc/status.h"

namespace hecha::transcoding {
namespace {

constexpr char kRetryAfterSeconds[] = "1";

// What the AIP calls a code: "INVALID_ARGUMENT".
std::string CodeName(int code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

std::string MessageIn(std::string_view locale, const google::rpc::Status& status) {
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::LocalizedMessage message;
    if (detail.UnpackTo(&message) && message.locale() == locale) return message.message();
  }
  return status.message();
}

http::Response Render(int http_status, const google::rpc::Status& status,
                      std::string_view accept_language) {
  const std::string message = MessageIn(PrefersEnglish(accept_language) ? "en" : "zh-CN", status);
  const std::string name = CodeName(status.code());
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  writer.StartObject();
  writer.Key("error");
  writer.StartObject();
  writer.Key("code");
  writer.Int(http_status);
  writer.Key("message");
  writer.String(message.data(), static_cast<rapidjson::SizeType>(message.size()));
  writer.Key("status");
  writer.String(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  writer.Key("details");
  writer.StartArray();
  for (const google::protobuf::Any& detail : status.details()) WriteJson(detail, writer);
  writer.EndArray();
  writer.EndObject();
  writer.EndObject();

  http::Response response;
  response.status = http_status;
  response.body.assign(buffer.GetString(), buffer.GetSize());
  response.headers.emplace_back("Vary", "Accept-Language");
  if (http_status == 429 || http_status == 503) {
    response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  }
  if (http_status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

// What a flood is told, time and again the same: made once, so that a refusal costs little.
class Refusals {
 public:
  http::Response Find(const std::string& key, absl::FunctionRef<http::Response()> render) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      const auto found = known_.find(key);
      if (found != known_.end()) return found->second;
    }
    http::Response response = render();
    absl::MutexLock lock(&mutex_);
    if (known_.size() < kMost) known_.emplace(key, response);
    return response;
  }

 private:
  static constexpr size_t kMost = 64;

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, http::Response> known_ ABSL_GUARDED_BY(mutex_);
};

// The weight of `tag` ("en-GB;q=0.8"), 1 where it names none.
double Weight(std::string_view tag) {
  const size_t q = tag.find("q=");
  return q == std::string_view::npos ? 1.0
                                     : std::strtod(std::string(tag.substr(q + 2)).c_str(), nullptr);
}

}  // namespace

int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kCancelled:
      return 499;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

bool PrefersEnglish(std::string_view accept_language) {
  double chinese = 0;
  double english = 0;
  while (!accept_language.empty()) {
    const size_t comma = accept_language.find(',');
    std::string_view tag = accept_language.substr(0, comma);
    accept_language =
        comma == std::string_view::npos ? std::string_view() : accept_language.substr(comma + 1);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    if (tag.starts_with("zh")) chinese = std::max(chinese, Weight(tag));
    if (tag.starts_with("en")) english = std::max(english, Weight(tag));
  }
  return english > chinese;
}

http::Response ErrorResponse(const absl::Status& status, std::string_view accept_language,
                             std::string_view traceparent) {
  const auto render = [&] {
    const google::rpc::Status told = rpc::ToRpcStatus(status, traceparent);
    return Render(HttpStatusOf(static_cast<absl::StatusCode>(told.code())), told, accept_language);
  };
  if (!absl::IsResourceExhausted(status)) return render();
  static Refusals& known = *new Refusals;
  return known.Find(status.ToString(absl::StatusToStringMode::kWithEverything) +
                        (PrefersEnglish(accept_language) ? " en" : " zh"),
                    render);
}

http::Response RefusedByServer(int http_status, std::string_view accept_language) {
  struct Reason {
    int http_status;
    absl::StatusCode code;
    const char* rule;
    const char* zh;
    const char* en;
    const char* field = "";
  };
  static constexpr Reason kReasons[] = {
      {400, absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST", "请求格式不正确",
       "the request is malformed"},
      {404, absl::StatusCode::kNotFound, "NO_SUCH_PATH", "没有这个地址", "there is no such path"},
      {405, absl::StatusCode::kUnimplemented, "METHOD_NOT_ALLOWED", "此地址不支持该方法",
       "the path does not take this method"},
      {413, absl::StatusCode::kInvalidArgument, "BODY_TOO_LARGE", "请求内容过大",
       "the request body is too large", "body"},
      {431, absl::StatusCode::kInvalidArgument, "HEADER_TOO_LARGE", "请求头过大",
       "the request header is too large"},
      {503, absl::StatusCode::kUnavailable, "TOO_MANY_CONNECTIONS", "连接过多，请稍后重试",
       "too many connections; try again shortly"},
  };
  static constexpr Reason kUnknown = {500, absl::StatusCode::kInternal, "INTERNAL", "系统内部错误",
                                      "internal error"};
  const Reason* reason = &kUnknown;
  for (const Reason& each : kReasons) {
    if (each.http_status == http_status) reason = &each;
  }
  const absl::Status status =
      Refuse(reason->code, {reason->rule, reason->field, reason->zh, reason->en});
  return Render(reason->http_status, rpc::ToRpcStatus(status), accept_language);
}

}  // namespace hecha::transcoding
