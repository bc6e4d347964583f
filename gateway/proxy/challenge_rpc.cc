#include "gateway/proxy/challenge_rpc.h"

#include "hecha/directory/v1/challenge.pb.h"
#include "services/common/events/timestamp.h"

namespace hecha::proxy {

void RegisterChallengeRpc(rpc::Router& router, Gatekeeper& gatekeeper) {
  router.Handle("hecha.directory.v1.ChallengeService/GetChallenge",
                [&gatekeeper](const Call&, const directory::v1::GetChallengeRequest&)
                    -> absl::StatusOr<directory::v1::Challenge> {
                  const Challenge challenge = gatekeeper.Issue();
                  directory::v1::Challenge response;
                  response.set_challenge(challenge.text);
                  response.set_difficulty(challenge.difficulty);
                  events::SetTimestamp(challenge.expires_at, response.mutable_expires_at());
                  return response;
                });
}

}  // namespace hecha::proxy
