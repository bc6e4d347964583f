// What every gRPC port of ours answers beside its own services: health and reflection, asked
// as a probe or grpcurl would, by the bytes of their public protos.
#include "services/common/rpc/server.h"

#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include "services/common/rpc/frame.h"
#include "tests/services/common/rpc_probe_server.h"

namespace hecha::rpc {
namespace {

using ::testing::HasSubstr;

constexpr int kServing = 1;
constexpr int kNotServing = 2;

ProbeServer::Handler Accept() {
  return [](const Call&, const ProbeRequest&) { return ProbeResponse(); };
}

// grpc.health.v1.HealthCheckResponse has one field: 1, an enum.
int HealthOf(Channel& channel) {
  const google::protobuf::StringValue request;
  google::protobuf::Int32Value response;
  const absl::Status status = channel.Unary("grpc.health.v1.Health/Check", request, response, {});
  EXPECT_TRUE(status.ok()) << status;
  return response.value();
}

// The serialised answer to ServerReflectionRequest{list_services: ""}.
std::string ListServices(Channel& channel) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::CompletionQueue queue;
  const auto next = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  grpc::GenericStub stub(channel.grpc());
  const auto stream = stub.PrepareCall(
      &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  stream->StartCall(nullptr);
  EXPECT_TRUE(next());
  const grpc::Slice list_services("\x3a\x00", 2);
  stream->Write(grpc::ByteBuffer(&list_services, 1), nullptr);
  EXPECT_TRUE(next());
  grpc::ByteBuffer answer;
  stream->Read(&answer, nullptr);
  EXPECT_TRUE(next());
  stream->WritesDone(nullptr);
  EXPECT_TRUE(next());
  grpc::Status status;
  stream->Finish(&status, nullptr);
  EXPECT_TRUE(next());
  grpc::Slice bytes;
  EXPECT_TRUE(answer.DumpToSingleSlice(&bytes).ok());
  return std::string(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
}

TEST(ServerTest, HealthFollowsReadiness) {
  ProbeServer probe(Accept());
  EXPECT_EQ(HealthOf(probe.channel()), kNotServing);
  probe.server().SetServing(true);
  EXPECT_EQ(HealthOf(probe.channel()), kServing);
  probe.server().SetServing(false);
  EXPECT_EQ(HealthOf(probe.channel()), kNotServing);
}

TEST(ServerTest, ReflectionListsTheService) {
  ProbeServer probe(Accept());
  EXPECT_THAT(ListServices(probe.channel()), HasSubstr("hecha.probe.v1.Probe"));
}

TEST(ServerTest, TakenPortIsUnavailable) {
  ProbeServer probe(Accept());
  const absl::Status second =
      Server::Start({.listen = fmt::format("127.0.0.1:{}", probe.server().port())}, {}).status();
  EXPECT_TRUE(absl::IsUnavailable(second)) << second;
}

TEST(ServerTest, OversizedMessageIsRefusedAndIsNotOverload) {
  ProbeServer probe(Accept());
  ProbeRequest request;
  request.set_text(std::string(kMaxFrameBytes + 1, 'x'));
  const absl::Status status = probe.Send("Open", {}, request);
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_NE(RuleOf(status), "OVERLOADED");
}

TEST(ChannelTest, PeerThatIsAwayIsUnavailableAtOnce) {
  std::string address;
  {
    ProbeServer probe(Accept());
    address = fmt::format("127.0.0.1:{}", probe.server().port());
  }
  ProbeResponse response;
  const absl::Time before = absl::Now();
  const absl::Status status =
      Channel::Open(address)->Unary("hecha.probe.v1.Probe/Open", ProbeRequest(), response, {});
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));
}

}  // namespace
}  // namespace hecha::rpc
