// Where the news comes from: the evidence log, which every service's every event reaches.
#pragma once

#include <memory>

#include "gateway/live/news_feed.h"
#include "services/common/rpc/channel.h"
#include "services/common/security/actor_token.h"

namespace hecha::live {

// Asks accountability, as the service that `issuer` speaks for; it outlives the function.
NewsFeed::Ask AskEvidenceLog(std::shared_ptr<rpc::Channel> accountability,
                             const security::ActorIssuer& issuer);

}  // namespace hecha::live
