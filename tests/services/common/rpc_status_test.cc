// What crosses the wire of an absl::Status: refusals whole, internals never.
#include "services/common/rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "services/common/base/refusal.h"

namespace hecha::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <class Detail>
std::vector<Detail> DetailsOf(const google::rpc::Status& status) {
  std::vector<Detail> found;
  Detail detail;
  for (const google::protobuf::Any& any : status.details())
    if (any.UnpackTo(&detail)) found.push_back(detail);
  return found;
}

TEST(StatusTest, RefusalSurvivesTheRoundTrip) {
  const absl::Status refused =
      RefuseField("NO_TEXT", "allegations[2].text", "内容不能为空", "the text must not be empty");
  const absl::Status back = FromGrpc(ToGrpc(refused));
  EXPECT_EQ(back, refused);
}

TEST(StatusTest, StaleEtagIsToldTheCurrentOne) {
  const google::rpc::Status status = ToRpcStatus(RefuseStale(7));
  const auto infos = DetailsOf<google::rpc::ErrorInfo>(status);
  ASSERT_EQ(infos.size(), 1u);
  EXPECT_EQ(infos[0].metadata().at("currentEtag"), "7");
  EXPECT_EQ(RefusalOf(FromGrpc(ToGrpc(RefuseStale(7))))->current_version, 7);
}

TEST(StatusTest, EveryErrorHasOneErrorInfoAndBothLanguages) {
  for (int code = 1; code <= 16; ++code) {
    const google::rpc::Status status =
        ToRpcStatus(absl::Status(static_cast<absl::StatusCode>(code), "text"));
    const bool masked = code == 2 || code == 13 || code == 15;
    EXPECT_EQ(status.code(), masked ? 13 : code);
    const auto infos = DetailsOf<google::rpc::ErrorInfo>(status);
    ASSERT_EQ(infos.size(), 1u);
    EXPECT_EQ(infos[0].domain(), "hecha");
    EXPECT_FALSE(infos[0].reason().empty());
    const auto messages = DetailsOf<google::rpc::LocalizedMessage>(status);
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].locale(), "zh-CN");
    EXPECT_FALSE(messages[0].message().empty());
    EXPECT_EQ(messages[1].locale(), "en");
    EXPECT_FALSE(messages[1].message().empty());
  }
}

TEST(StatusTest, OkStaysOk) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
  EXPECT_EQ(ToRpcStatus(absl::OkStatus()).code(), 0);
}

TEST(StatusTest, FieldRefusalIsABadRequest) {
  const auto requests = DetailsOf<google::rpc::BadRequest>(
      ToRpcStatus(RefuseField("NO_TEXT", "text", "内容不能为空", "the text must not be empty")));
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].field_violations(0).field(), "text");
  EXPECT_TRUE(DetailsOf<google::rpc::BadRequest>(
                  ToRpcStatus(RefuseState("CLOSED", "已办结", "it is closed")))
                  .empty());
}

TEST(StatusTest, InternalsAndAddressesAreNotTold) {
  for (absl::StatusCode code :
       {absl::StatusCode::kInternal, absl::StatusCode::kUnknown, absl::StatusCode::kDataLoss,
        absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded}) {
    const std::string told =
        ToRpcStatus(absl::Status(code, "ipv4:10.0.0.7:3306 refused")).ShortDebugString();
    EXPECT_THAT(told, Not(HasSubstr("10.0.0.7")));
  }
}

TEST(StatusTest, MaskedErrorKeepsItsCorrelationOverTheNextHop) {
  const std::string traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const absl::Status first = FromGrpc(ToGrpc(absl::DataLossError("row 17"), traceparent));
  const absl::Status second = FromGrpc(ToGrpc(first));
  EXPECT_EQ(second, first);
  EXPECT_THAT(std::string(second.message()), HasSubstr("4bf92f3577b34da6a3ce929d0e0e4736"));
}

TEST(StatusTest, OverloadAloneInvitesARetry) {
  const auto retries = DetailsOf<google::rpc::RetryInfo>(ToRpcStatus(Overloaded()));
  ASSERT_EQ(retries.size(), 1u);
  EXPECT_EQ(retries[0].retry_delay().seconds(), 1);
  // gRPC's own "message too large" must not be tried again.
  EXPECT_TRUE(DetailsOf<google::rpc::RetryInfo>(
                  ToRpcStatus(absl::ResourceExhaustedError("message larger than max")))
                  .empty());
}

TEST(StatusTest, ForeignStatusKeepsCodeAndText) {
  const absl::Status status =
      FromGrpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such thing", "not a proto"));
  EXPECT_EQ(status, absl::NotFoundError("no such thing"));
}

}  // namespace
}  // namespace hecha::rpc
