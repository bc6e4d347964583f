// A Gateway is a client of a running suite over native gRPC: the same methods, sessions and
// refusals as over HTTP.
//
// Once it is signed in, several threads may call.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hecha::ctl {

class Gateway {
 public:
  struct Options {
    // "host:port".
    std::string address;
    // Path of the PEM file of the CA that signed the gateway's certificate; plaintext if empty.
    std::string ca;
  };

  // InvalidArgument for plaintext to another computer.
  static absl::StatusOr<std::unique_ptr<Gateway>> Open(const Options& options);

  // Signs in; later calls are made in that session. `otp` is of the second factor, if there is one.
  absl::Status SignIn(const std::string& username, const std::string& password,
                      const std::string& otp = "");

  // Later calls are made in the session of `token`.
  void UseToken(std::string token) { token_ = std::move(token); }
  const std::string& token() const { return token_; }

  // Calls "package.Service/Method" and waits. The status carries the refusal. Where the gateway
  // asks for a proof of work, works and calls again; where it is away, or went away before it
  // answered, calls again for 10 s, under the same request id. One call takes 30 s at most.
  absl::Status Call(std::string_view method, const google::protobuf::Message& request,
                    google::protobuf::Message& response) const;

 private:
  absl::Status CallProven(std::string_view method, const google::protobuf::Message& request,
                          google::protobuf::Message& response, const std::string& request_id) const;
  absl::Status CallOnce(std::string_view method, const google::protobuf::Message& request,
                        google::protobuf::Message& response, const std::string& request_id,
                        const std::string& proof) const;
  // Works on the gateway's present challenge for `request`.
  absl::StatusOr<std::string> Prove(const google::protobuf::Message& request) const;

  explicit Gateway(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

// "RULE 中文 / English (field)": what a refusal says, on one line.
std::string Describe(const absl::Status& status);

}  // namespace hecha::ctl
