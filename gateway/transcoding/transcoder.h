// The Transcoder answers an HTTP request with what the gRPC method of its route answers.
//
// Safe for concurrent use.
#pragma once

#include <google/protobuf/message.h>

#include <memory>

#include "gateway/http/message.h"
#include "gateway/proxy/dispatcher.h"
#include "gateway/transcoding/exchange.h"
#include "gateway/transcoding/file_transfer.h"
#include "gateway/transcoding/route_table.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::transcoding {

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

  // Whether Handle takes the body of a request with this header as a stream.
  bool Streams(const http::Request& head) const;
  // Whether it may be larger than others, because a file lies within it.
  bool MayBeLarge(const http::Request& head) const;

 private:
  void Answer(const std::shared_ptr<const Exchange>& exchange,
              const absl::StatusOr<grpc::ByteBuffer>& result) const;
  absl::StatusOr<http::Response> Render(const std::shared_ptr<const Exchange>& exchange,
                                        const grpc::ByteBuffer& bytes) const;
  // ResourceExhausted where there is no room.
  absl::StatusOr<TransferContext> BeginTransfer(
      const std::shared_ptr<const Exchange>& exchange) const;
  void SetCookie(const Exchange& exchange, const google::protobuf::Message& message,
                 http::Response& response) const;
  void Send(const Exchange& exchange, http::Response response) const;

  const RouteTable& routes_;
  proxy::Dispatcher& dispatcher_;
  telemetry::Metrics& metrics_;
  google::protobuf::MessageFactory* const messages_;
  const TranscoderOptions options_;
  mutable TransferRoom public_transfers_;
  mutable TransferRoom transfers_;
};

}  // namespace hecha::transcoding
