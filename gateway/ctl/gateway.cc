#include "gateway/ctl/gateway.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gateway/proxy/grpc_proxy.h"
#include "gateway/proxy/proof_of_work.h"
#include "hecha/directory/v1/challenge.pb.h"
#include "hecha/directory/v1/session.pb.h"
#include "services/common/base/id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/status.h"
#include "services/common/telemetry/log.h"

namespace hecha::ctl {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageLite;

constexpr char kWorkRequired[] = "PROOF_OF_WORK_REQUIRED";
constexpr absl::Duration kLongestCall = absl::Seconds(30);
// How long a gateway that is away is asked again: as long as one takes to restart.
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(1);

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(const Gateway::Options& to) {
  if (to.ca.empty() && !proxy::IsLoopback(to.address))
    return absl::InvalidArgumentError(
        to.address + " is another computer: without --ca passwords would travel in the clear");
  if (to.ca.empty()) return grpc::InsecureChannelCredentials();
  std::ifstream file(to.ca);
  if (!file.is_open()) return absl::NotFoundError("cannot read the CA file " + to.ca);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = std::string{std::istreambuf_iterator<char>(file), {}};
  return grpc::SslCredentials(options);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Open(const Options& options) {
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::ChannelCredentials> credentials, Credentials(options));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(rpc::kMaxMessageBytes);
  // Whoever waits at a terminal wants to know soon that the gateway is back.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 500);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  return std::unique_ptr<Gateway>(
      new Gateway(grpc::CreateCustomChannel(options.address, credentials, arguments)));
}

absl::Status Gateway::SignIn(const std::string& username, const std::string& password,
                             const std::string& otp) {
  directory::v1::CreateSessionRequest request;
  request.set_username(username);
  request.set_password(password);
  request.set_otp(otp);
  directory::v1::CreateSessionResponse response;
  RETURN_IF_ERROR(Call("hecha.directory.v1.SessionService/CreateSession", request, response));
  token_ = response.token();
  return absl::OkStatus();
}

absl::Status Gateway::Call(std::string_view method, const Message& request,
                           Message& response) const {
  const std::string request_id = Uuid::V7(absl::Now()).ToString();
  const absl::Time patience_ends = absl::Now() + kPatience;
  for (absl::Duration pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    // What was asked twice is done once: it has the same request id.
    absl::Status status = CallProven(method, request, response, request_id);
    if (!absl::IsUnavailable(status) || absl::Now() + pause >= patience_ends) return status;
    absl::SleepFor(pause);
  }
}

absl::Status Gateway::CallProven(std::string_view method, const Message& request, Message& response,
                                 const std::string& request_id) const {
  const absl::Status first = CallOnce(method, request, response, request_id, "");
  const std::optional<Refusal> refusal = RefusalOf(first);
  if (!refusal.has_value() || refusal->rule != kWorkRequired) return first;
  ASSIGN_OR_RETURN(const std::string proof, Prove(request));
  return CallOnce(method, request, response, request_id, proof);
}

absl::StatusOr<std::string> Gateway::Prove(const Message& request) const {
  directory::v1::Challenge challenge;
  RETURN_IF_ERROR(CallOnce("hecha.directory.v1.ChallengeService/GetChallenge",
                           directory::v1::GetChallengeRequest(), challenge, "", ""));
  // The flood is over.
  if (challenge.challenge().empty()) return "";
  return proxy::Solve(challenge.challenge(), challenge.difficulty(), request.SerializeAsString())
      .ToString();
}

absl::Status Gateway::CallOnce(std::string_view method, const Message& request, Message& response,
                               const std::string& request_id, const std::string& proof) const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kLongestCall));
  context.AddMetadata(rpc::kTraceparentMetadata, telemetry::NewTraceparent());
  if (!request_id.empty()) context.AddMetadata(rpc::kRequestIdMetadata, request_id);
  if (!proof.empty()) context.AddMetadata(proxy::kProofHeader, proof);
  if (!token_.empty()) context.AddMetadata("authorization", "Bearer " + token_);
  grpc::TemplatedGenericStub<MessageLite, MessageLite> stub(channel_);
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, fmt::format("/{}", method), grpc::StubOptions(), &request, &response,
                 [&](grpc::Status finished) {
                   status = std::move(finished);
                   done.Notify();
                 });
  done.WaitForNotification();
  return rpc::FromGrpc(status);
}

std::string Describe(const absl::Status& status) {
  const std::optional<Refusal> refusal = RefusalOf(status);
  if (!refusal.has_value())
    return fmt::format("{} {}", absl::StatusCodeToString(status.code()),
                       std::string(status.message()));
  std::string text = fmt::format("{} {} / {}", refusal->rule, refusal->zh, refusal->en);
  if (!refusal->field.empty()) text += fmt::format(" ({})", refusal->field);
  return text;
}

}  // namespace hecha::ctl
