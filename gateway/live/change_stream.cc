#include "gateway/live/change_stream.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/transcoding/error.h"
#include "gateway/transcoding/exchange.h"
#include "services/common/rpc/policy.h"

namespace hecha::live {
namespace {

constexpr absl::Duration kLookUpTimeout = absl::Seconds(2);

http::Response Refused(const absl::Status& status, const http::Request& request) {
  return transcoding::ErrorResponse(status, request.Header("accept-language"));
}

}  // namespace

void ChangeStream::Handle(http::Request request, http::Respond respond) {
  const absl::StatusOr<std::string> token = transcoding::SessionToken(request);
  if (!token.ok()) return respond(Refused(token.status(), request));
  if (token->empty()) return respond(Refused(rpc::SignInRequired(), request));
  // A page that is open opens its stream anew whenever it is cut.
  constexpr proxy::Use kUse = proxy::Use::kByItself;
  if (const std::optional<proxy::Caller> known = sessions_.known(*token, kUse))
    return respond(Open(*known, *token, request));

  const absl::Time deadline = absl::Now() + kLookUpTimeout;
  const auto asked = std::make_shared<const http::Request>(std::move(request));
  const absl::Status queued = executor_.Submit(
      options::v1::LANE_READ, deadline,
      [this, asked, respond, token = *token, deadline] {
        const absl::StatusOr<proxy::Caller> caller = sessions_.look_up(token, deadline, kUse);
        respond(caller.ok() ? Open(*caller, token, *asked) : Refused(caller.status(), *asked));
      },
      [asked, respond] {
        respond(
            Refused(absl::DeadlineExceededError("the session was not looked up in time"), *asked));
      });
  if (!queued.ok()) respond(Refused(queued, *asked));
}

http::Response ChangeStream::Open(const proxy::Caller& caller, const std::string& token,
                                  const http::Request& request) {
  const auto signed_in = [is_live = sessions_.is_live, token] {
    // A database that is away ends nobody's session.
    return is_live(token, absl::Now() + kLookUpTimeout).value_or(true);
  };
  absl::StatusOr<std::shared_ptr<http::BodyStream>> stream = feed_.Listen(caller.actor, signed_in);
  if (!stream.ok()) return Refused(stream.status(), request);
  http::Response response;
  response.content_type = "text/event-stream";
  response.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  response.stream = *std::move(stream);
  return response;
}

}  // namespace hecha::live
