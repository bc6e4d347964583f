#include "gateway/live/news_source.h"

#include <utility>

#include "absl/time/clock.h"
#include "hecha/accountability/v1/evidence.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"

namespace hecha::live {
namespace {

constexpr char kListNews[] = "hecha.accountability.v1.EvidenceService/ListNews";
constexpr absl::Duration kPatience = absl::Seconds(2);

}  // namespace

NewsFeed::Ask AskEvidenceLog(std::shared_ptr<rpc::Channel> accountability,
                             const security::ActorIssuer& issuer) {
  return [accountability = std::move(accountability),
          &issuer](int64_t since) -> absl::StatusOr<NewsFeed::Batch> {
    accountability::v1::ListNewsRequest request;
    request.set_since(since);
    accountability::v1::ListNewsResponse response;
    rpc::CallOptions options;
    options.actor_token = issuer.IssueService();
    options.traceparent = telemetry::NewTraceparent();
    options.deadline = absl::Now() + kPatience;
    RETURN_IF_ERROR(accountability->Unary(kListNews, request, response, options));
    NewsFeed::Batch batch;
    batch.tree_size = response.tree_size();
    for (const auto& news : response.news())
      batch.news.push_back({news.aggregate(), news.division()});
    return batch;
  };
}

}  // namespace hecha::live
