// GET /v1/changes: the news of the caller's territory as it comes, for a page that is open.
#pragma once

#include "gateway/http/message.h"
#include "gateway/live/news_feed.h"
#include "gateway/proxy/dispatcher.h"
#include "services/common/rpc/executor.h"

namespace hecha::live {

// Safe for concurrent use.
class ChangeStream {
 public:
  static constexpr char kPath[] = "/v1/changes";

  // The references outlive the stream.
  ChangeStream(NewsFeed& feed, proxy::SessionSource sessions, rpc::Executor& executor)
      : feed_(feed), sessions_(std::move(sessions)), executor_(executor) {}

  // Answers a GET of kPath with a stream that lasts as long as the caller's session; any user may
  // listen. Never blocks.
  void Handle(http::Request request, http::Respond respond);

 private:
  http::Response Open(const proxy::Caller& caller, const std::string& token,
                      const http::Request& request);

  NewsFeed& feed_;
  const proxy::SessionSource sessions_;
  rpc::Executor& executor_;
};

}  // namespace hecha::live
