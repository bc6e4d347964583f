#include "gateway/front.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/transcoding/json_writer.h"
#include "gateway/transcoding/openapi.h"

namespace hecha::gateway {
namespace {

constexpr absl::Duration kHealthTimeout = absl::Seconds(2);

bool Reads(const http::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

http::Response Json(std::string body) {
  http::Response response;
  response.body = std::move(body);
  return response;
}

}  // namespace

Front::Front(const transcoding::RouteTable& routes, const transcoding::Transcoder& transcoder,
             live::ChangeStream& changes, const proxy::Backends& backends,
             console::StaticFiles files)
    : transcoder_(transcoder),
      changes_(changes),
      backends_(backends),
      files_(std::move(files)),
      openapi_(transcoding::OpenApiDocument(routes)) {}

void Front::Handle(http::Request request, http::Respond respond) const {
  if (Reads(request)) {
    if (request.path == "/healthz") return respond(Json(R"({"status":"ok"})"));
    if (request.path == "/readyz") return respond(Readiness());
    if (request.path == "/openapi.json") return respond(Json(openapi_));
  }
  if (request.method == "GET" && request.path == live::ChangeStream::kPath)
    return changes_.Handle(std::move(request), std::move(respond));
  if (files_.Has(request.path)) return respond(files_.Get(request));
  transcoder_.Handle(std::move(request), std::move(respond));
}

void Front::CheckReadiness() {
  std::map<std::string, bool> serving = backends_.Serving(absl::Now() + kHealthTimeout);
  absl::MutexLock lock(&mutex_);
  serving_ = std::move(serving);
}

http::Response Front::Readiness() const {
  std::map<std::string, bool> serving;
  {
    absl::MutexLock lock(&mutex_);
    serving = serving_;
  }
  const bool ready = !serving.empty() && std::all_of(serving.begin(), serving.end(),
                                                     [](const auto& each) { return each.second; });
  rapidjson::StringBuffer buffer;
  transcoding::JsonWriter writer(buffer);
  writer.StartObject();
  writer.Key("ready");
  writer.Bool(ready);
  writer.Key("services");
  writer.StartObject();
  for (const auto& [name, healthy] : serving) {
    writer.Key(name.c_str());
    writer.Bool(healthy);
  }
  writer.EndObject();
  writer.EndObject();
  http::Response response = Json({buffer.GetString(), buffer.GetSize()});
  response.status = ready ? 200 : 503;
  return response;
}

}  // namespace hecha::gateway
