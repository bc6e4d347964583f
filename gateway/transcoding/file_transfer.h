// Files over HTTP (hecha/common/v1/file.proto): a body or an answer that is cut into calls, each of
// which goes the way of any other call: session, policy, deadline.
//
// However large the file, one piece of it is here at a time.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/http/message.h"
#include "gateway/proxy/dispatcher.h"
#include "gateway/transcoding/exchange.h"
#include "hecha/common/v1/file.pb.h"

namespace hecha::transcoding {

// What both directions need; all of it outlives them.
struct TransferContext {
  std::shared_ptr<const Exchange> exchange;
  proxy::Dispatcher& dispatcher;
  google::protobuf::MessageFactory& messages;
  const TranscoderOptions& options;
  // TransferRoom::Enter's, for as long as the transfer takes.
  std::shared_ptr<void> place;
};

// How many transfers are under way: each holds a piece of its file. The public have a room of
// their own, so that they do not keep out those who work here. Safe for concurrent use.
class TransferRoom {
 public:
  explicit TransferRoom(int places) : left_(std::make_shared<std::atomic<int>>(places)) {}

  // A place until it is dropped, or nullptr if there is none.
  std::shared_ptr<void> Enter();

 private:
  const std::shared_ptr<std::atomic<int>> left_;
};

// A body on its way in.
class Upload : public std::enable_shared_from_this<Upload> {
 public:
  using Done = std::function<void(const absl::StatusOr<grpc::ByteBuffer>&)>;

  // Sends `exchange->request.stream` piece by piece, after `answer` to the same call without data.
  // Calls `done` once: with what the last call answered, or with the first error, after which
  // nothing more is sent.
  static void Start(TransferContext context, proxy::EdgeCall call, grpc::ByteBuffer answer,
                    Done done);

 private:
  Upload(TransferContext context, proxy::EdgeCall call, grpc::ByteBuffer answer, Done done);

  void Await();
  void Send(std::string piece);
  const TransferContext context_;
  const proxy::EdgeCall call_;
  const Done done_;
  // How much was sent.
  int64_t sent_ = 0;
  grpc::ByteBuffer answer_;
};

// A file on its way out.
class Download : public http::BodyStream, public std::enable_shared_from_this<Download> {
 public:
  // The response that begins with `first`, the answer to the exchange's own call. The browser
  // is told to save it, and to run nothing of it.
  static absl::StatusOr<http::Response> Begin(TransferContext context,
                                              const grpc::ByteBuffer& first);

  void Next(std::function<void(absl::StatusOr<std::string>)> done) override;

 private:
  Download(TransferContext context, proxy::EdgeCall call, std::string first, int64_t length);

  const TransferContext context_;
  const proxy::EdgeCall call_;
  // The first piece, until it is handed on.
  std::string first_;
  const int64_t length_;
  // How much of that was handed on.
  int64_t given_ = 0;
};

}  // namespace hecha::transcoding
