#include "services/common/rpc/status.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/telemetry/log.h"

namespace hecha::rpc {
namespace {

constexpr char kDomain[] = "hecha";
constexpr char kOverloaded[] = "OVERLOADED";
// Where ErrorInfo tells the version that there is now.
constexpr char kCurrentEtag[] = "currentEtag";
constexpr int kRetrySeconds = 1;

// Where the trace id stands in "00-<32 hex>-<16 hex>-<2 hex>" (W3C Trace Context).
constexpr size_t kTraceIdStart = 3;
constexpr size_t kTraceIdLength = 32;

absl::Status MaskInternal(const absl::Status& status, std::string_view traceparent) {
  const std::string trace =
      traceparent.empty() ? telemetry::NewTraceparent() : std::string(traceparent);
  telemetry::Log(telemetry::Level::kError, "internal error masked", trace,
                 {{"code", absl::StatusCodeToString(status.code())},
                  {"error", std::string(status.message())}});
  const std::string id = trace.substr(kTraceIdStart, kTraceIdLength);
  return Refuse(absl::StatusCode::kInternal,
                {"INTERNAL", "", fmt::format("系统内部错误，请凭编号 {} 联系运维人员", id),
                 fmt::format("internal error; quote {} to the operators", id)});
}

struct Sentence {
  const char* zh;
  const char* en;
};

// What is told of an error that no rule of ours explains. No English: its own text is told.
Sentence SentenceOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kCancelled:
      return {"请求已取消", "the call was cancelled"};
    case absl::StatusCode::kDeadlineExceeded:
      return {"处理超时，请稍后重试", "the deadline passed; try again later"};
    case absl::StatusCode::kResourceExhausted:
      return {"请求超出限额", "a limit is exceeded"};
    case absl::StatusCode::kAborted:
      return {"与其他操作冲突，请重试", "another change came first; retry"};
    case absl::StatusCode::kUnavailable:
      return {"服务暂时不可用，请稍后重试", "the service is unavailable; try again later"};
    case absl::StatusCode::kUnauthenticated:
      return {"请先登录", nullptr};
    case absl::StatusCode::kPermissionDenied:
      return {"没有权限", nullptr};
    case absl::StatusCode::kNotFound:
      return {"没有找到", nullptr};
    case absl::StatusCode::kAlreadyExists:
      return {"已经存在", nullptr};
    case absl::StatusCode::kFailedPrecondition:
      return {"当前状态不允许此操作", nullptr};
    case absl::StatusCode::kUnimplemented:
      return {"没有这个方法", nullptr};
    default:
      return {"请求无效", nullptr};
  }
}

template <class Detail>
void Add(const Detail& detail, google::rpc::Status& to) {
  to.add_details()->PackFrom(detail);
}

void AddMessage(const char* locale, const std::string& text, google::rpc::Status& to) {
  google::rpc::LocalizedMessage message;
  message.set_locale(locale);
  message.set_message(text);
  Add(message, to);
}

google::rpc::Status Encode(absl::StatusCode code, const Refusal& refusal) {
  google::rpc::Status encoded;
  encoded.set_code(static_cast<int>(code));
  encoded.set_message(refusal.en);
  google::rpc::ErrorInfo info;
  info.set_reason(refusal.rule);
  info.set_domain(kDomain);
  if (refusal.current_version != 0)
    (*info.mutable_metadata())[kCurrentEtag] = fmt::format("{}", refusal.current_version);
  Add(info, encoded);
  AddMessage("zh-CN", refusal.zh, encoded);
  AddMessage("en", refusal.en, encoded);
  if (!refusal.field.empty()) {
    google::rpc::BadRequest request;
    google::rpc::BadRequest::FieldViolation& violation = *request.add_field_violations();
    violation.set_field(refusal.field);
    violation.set_description(refusal.en);
    Add(request, encoded);
  }
  if (refusal.rule == kOverloaded) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(kRetrySeconds);
    Add(retry, encoded);
  }
  return encoded;
}

std::optional<Refusal> Decode(const google::rpc::Status& encoded) {
  Refusal refusal;
  for (const google::protobuf::Any& detail : encoded.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::LocalizedMessage message;
    google::rpc::BadRequest request;
    if (detail.UnpackTo(&info)) {
      if (info.domain() != kDomain) continue;
      refusal.rule = info.reason();
      const auto etag = info.metadata().find(kCurrentEtag);
      if (etag != info.metadata().end() &&
          !absl::SimpleAtoi(etag->second, &refusal.current_version))
        return std::nullopt;
    } else if (detail.UnpackTo(&message)) {
      (message.locale() == "en" ? refusal.en : refusal.zh) = message.message();
    } else if (detail.UnpackTo(&request) && request.field_violations_size() > 0) {
      refusal.field = request.field_violations(0).field();
    }
  }
  if (refusal.rule.empty()) return std::nullopt;
  return refusal;
}

}  // namespace

absl::Status Mask(const absl::Status& status, std::string_view traceparent) {
  if (status.ok() || RefusalOf(status).has_value()) return status;
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return MaskInternal(status, traceparent);
    default:
      break;
  }
  const Sentence sentence = SentenceOf(status.code());
  return Refuse(status.code(),
                {absl::StatusCodeToString(status.code()), "", sentence.zh,
                 sentence.en != nullptr ? sentence.en : std::string(status.message())});
}

absl::Status Overloaded() {
  return Refuse(absl::StatusCode::kResourceExhausted,
                {kOverloaded, "", "系统繁忙，请稍后重试", "too busy; try again shortly"});
}

google::rpc::Status ToRpcStatus(const absl::Status& status, std::string_view traceparent) {
  if (status.ok()) return {};
  const absl::Status told = Mask(status, traceparent);
  return Encode(told.code(), *RefusalOf(told));
}

grpc::Status ToGrpc(const absl::Status& status, std::string_view traceparent) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status encoded = ToRpcStatus(status, traceparent);
  return grpc::Status(static_cast<grpc::StatusCode>(encoded.code()), encoded.message(),
                      encoded.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const absl::StatusCode code = static_cast<absl::StatusCode>(status.error_code());
  google::rpc::Status encoded;
  if (encoded.ParseFromString(status.error_details())) {
    if (std::optional<Refusal> refusal = Decode(encoded)) return Refuse(code, *std::move(refusal));
  }
  return absl::Status(code, status.error_message());
}

}  // namespace hecha::rpc
