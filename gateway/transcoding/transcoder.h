// The Transcoder answers an HTTP request with what the gRPC method of its route answers.
//
// Safe for concurrent use.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/time/time.h"
#include "gateway/http/message.h"
#include "gateway/proxy/dispatcher.h"
#include "gateway/transcoding/route_table.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::transcoding {

// The console's session cookie. A request that changes something and relies on it must also
// carry an X-Requested-With header, which no foreign page can make a browser send.
inline constexpr char kSessionCookie[] = "hecha_session";

struct TranscoderOptions {
  // Longest that a call takes.
  absl::Duration call_timeout = absl::Seconds(20);
  // A proxy in front says whom it speaks for: the last address of X-Forwarded-For is the caller's.
  bool trust_forwarded_for = false;
  // Marks the session cookie Secure: where the public address is https.
  bool secure_cookie = false;
};

class Transcoder {
 public:
  // Everything given outlives the transcoder. `messages` makes the messages of the routes'
  // methods.
  Transcoder(const RouteTable& routes, proxy::Dispatcher& dispatcher, telemetry::Metrics& metrics,
             google::protobuf::MessageFactory* messages =
                 google::protobuf::MessageFactory::generated_factory(),
             TranscoderOptions options = {});

  // Answers `request`, once, on any thread; never blocks. 404 for an unknown path, 405 with
  // Allow for a known one.
  void Handle(http::Request request, http::Respond respond) const;

 private:
  struct Exchange;

  void Answer(const Exchange& exchange, const absl::StatusOr<grpc::ByteBuffer>& result) const;
  absl::StatusOr<http::Response> Render(const Exchange& exchange,
                                        const grpc::ByteBuffer& bytes) const;
  absl::StatusOr<grpc::ByteBuffer> MakeRequest(const Exchange& exchange) const;
  void SetCookie(const Exchange& exchange, const google::protobuf::Message& message,
                 http::Response& response) const;
  void Send(const Exchange& exchange, http::Response response) const;

  const RouteTable& routes_;
  proxy::Dispatcher& dispatcher_;
  telemetry::Metrics& metrics_;
  google::protobuf::MessageFactory* const messages_;
  const TranscoderOptions options_;
};

}  // namespace hecha::transcoding
