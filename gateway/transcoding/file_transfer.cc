#include "gateway/transcoding/file_transfer.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <grpcpp/support/slice.h>

#include <utility>

#include "absl/time/clock.h"
#include "gateway/transcoding/request_message.h"
#include "services/common/base/status_macros.h"

namespace hecha::transcoding {
namespace {

using common::v1::FilePiece;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* OffsetField(const Message& message) {
  return message.GetDescriptor()->FindFieldByName("offset");
}

// Where the exchange's request begins in the file.
absl::StatusOr<int64_t> BeginOf(const TransferContext& context) {
  google::protobuf::Arena arena;
  Message& message =
      *context.messages.GetPrototype(context.exchange->match.route->method->input_type())
           ->New(&arena);
  RETURN_IF_ERROR(FillMessage(*context.exchange, message));
  return message.GetReflection()->GetInt64(message, OffsetField(message));
}

// The exchange's request with `offset` counted on by `further`, and with `data` if there is any.
absl::StatusOr<grpc::ByteBuffer> RequestAt(const TransferContext& context, int64_t further,
                                           const std::string* data) {
  const Route& route = *context.exchange->match.route;
  google::protobuf::Arena arena;
  Message& message = *context.messages.GetPrototype(route.method->input_type())->New(&arena);
  RETURN_IF_ERROR(FillMessage(*context.exchange, message));
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const FieldDescriptor* offset = OffsetField(message);
  reflection.SetInt64(&message, offset, reflection.GetInt64(message, offset) + further);
  if (data != nullptr) reflection.SetString(&message, route.body_field, *data);
  const grpc::Slice bytes(message.SerializeAsString());
  return grpc::ByteBuffer(&bytes, 1);
}

absl::StatusOr<FilePiece> Parse(const grpc::ByteBuffer& bytes) {
  FilePiece piece;
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok() ||
      !piece.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
    return absl::InternalError("the backend's piece of a file does not parse");
  }
  return piece;
}

// As RFC 8187 has names beyond ASCII.
std::string Disposition(const std::string& name) {
  std::string encoded;
  for (unsigned char c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '.' || c == '-' || c == '_';
    encoded += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return fmt::format("attachment; filename*=UTF-8''{}", encoded);
}

}  // namespace

std::shared_ptr<void> TransferRoom::Enter() {
  if (left_->fetch_sub(1) <= 0) {
    left_->fetch_add(1);
    return nullptr;
  }
  return std::shared_ptr<void>(left_.get(), [left = left_](void*) { left->fetch_add(1); });
}

void Upload::Start(TransferContext context, proxy::EdgeCall call, grpc::ByteBuffer answer,
                   Done done) {
  std::shared_ptr<Upload>(
      new Upload(std::move(context), std::move(call), std::move(answer), std::move(done)))
      ->Await();
}

Upload::Upload(TransferContext context, proxy::EdgeCall call, grpc::ByteBuffer answer, Done done)
    : context_(std::move(context)),
      call_(std::move(call)),
      done_(std::move(done)),
      answer_(std::move(answer)) {}

void Upload::Await() {
  context_.exchange->request.stream->Next(
      [self = shared_from_this()](absl::StatusOr<std::string> piece) {
        if (!piece.ok()) return self->done_(piece.status());
        if (piece->empty()) return self->done_(self->answer_);
        self->Send(*std::move(piece));
      });
}

void Upload::Send(std::string piece) {
  proxy::EdgeCall call = call_;
  call.continues = true;
  call.deadline = absl::Now() + context_.options.call_timeout;
  const auto held = std::make_shared<const std::string>(std::move(piece));
  context_.dispatcher.Dispatch(
      std::move(call),
      [self = shared_from_this(), held] {
        return RequestAt(self->context_, self->sent_, held.get());
      },
      [self = shared_from_this(), held](absl::StatusOr<grpc::ByteBuffer> answer) {
        if (!answer.ok() || held->size() < http::kPieceBytes) return self->done_(answer);
        self->sent_ += static_cast<int64_t>(held->size());
        self->answer_ = *std::move(answer);
        self->Await();
      });
}

absl::StatusOr<http::Response> Download::Begin(TransferContext context,
                                               const grpc::ByteBuffer& first) {
  ASSIGN_OR_RETURN(FilePiece piece, Parse(first));
  ASSIGN_OR_RETURN(const int64_t begin, BeginOf(context));
  ASSIGN_OR_RETURN(proxy::EdgeCall call, MakeCall(context.exchange, context.options));
  const int64_t length = piece.size() - begin;
  http::Response response;
  response.content_type = piece.content_type();
  response.headers = {{"Content-Disposition", Disposition(piece.file_name())},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"}};
  response.length = static_cast<uint64_t>(length);
  response.stream = std::shared_ptr<Download>(
      new Download(std::move(context), std::move(call), std::move(*piece.mutable_data()), length));
  return response;
}

Download::Download(TransferContext context, proxy::EdgeCall call, std::string first, int64_t length)
    : context_(std::move(context)),
      call_(std::move(call)),
      first_(std::move(first)),
      length_(length) {}

void Download::Next(std::function<void(absl::StatusOr<std::string>)> done) {
  if (given_ == 0 || given_ >= length_) {
    // The first piece came with the answer; after the last there is nothing, which is the end.
    given_ += static_cast<int64_t>(first_.size());
    return done(std::exchange(first_, {}));
  }
  proxy::EdgeCall call = call_;
  call.continues = true;
  call.deadline = absl::Now() + context_.options.call_timeout;
  context_.dispatcher.Dispatch(
      std::move(call),
      [self = shared_from_this()] { return RequestAt(self->context_, self->given_, nullptr); },
      [self = shared_from_this(),
       done = std::move(done)](const absl::StatusOr<grpc::ByteBuffer>& answer) {
        if (!answer.ok()) return done(answer.status());
        absl::StatusOr<FilePiece> piece = Parse(*answer);
        if (!piece.ok()) return done(piece.status());
        self->given_ += static_cast<int64_t>(piece->data().size());
        done(std::move(*piece->mutable_data()));
      });
}

}  // namespace hecha::transcoding
