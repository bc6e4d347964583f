// Two ends over a real connection with certificates made by openssl: who shows one of the house's
// own that names its host is talked to, and nobody else.
#include "services/common/rpc/tls.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "services/common/rpc/channel.h"
#include "services/common/rpc/server.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::rpc {
namespace {

constexpr char kHere[] = "IP:127.0.0.1";
constexpr char kElsewhere[] = "DNS:intake.example";

// An authority and what it signs.
class Authority {
 public:
  Authority() {
    Run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=authority "
        "-keyout {0}/ca.key -out {0}/ca.pem");
  }

  // What an end needs whose certificate names `host`, as openssl writes a subjectAltName.
  TlsFiles Issue(const std::string& host) {
    const std::string name = fmt::format("end{}", ++issued_);
    Run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=end "
        "-addext subjectAltName=" +
        host + " -keyout {0}/" + name + ".key -out {0}/" + name + ".csr");
    Run("x509 -req -days 1 -copy_extensions copy -CA {0}/ca.pem -CAkey {0}/ca.key -CAcreateserial "
        "-in {0}/" +
        name + ".csr -out {0}/" + name + ".pem");
    const std::string& path = directory_.path();
    return {path + "/ca.pem", path + "/" + name + ".pem", path + "/" + name + ".key"};
  }

 private:
  // {0} is the directory.
  void Run(const std::string& arguments) {
    const std::string command =
        "openssl " + fmt::format(fmt::runtime(arguments), directory_.path()) + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }

  const TemporaryDirectory directory_;
  int issued_ = 0;
};

class TlsTest : public ::testing::Test {
 protected:
  // What a client with these files is told by a server with those; each in the clear without.
  static absl::Status Talk(const TlsFiles* client, const std::optional<TlsFiles>& server) {
    const std::unique_ptr<Server> listening = Server::Start({.tls = server}, {}).value();
    const auto channel = Channel::Open(fmt::format("127.0.0.1:{}", listening->port()), client);
    const google::protobuf::StringValue request;
    google::protobuf::Int32Value response;
    return channel->Unary("grpc.health.v1.Health/Check", request, response,
                          {.deadline = absl::Now() + absl::Seconds(10)});
  }

  Authority ours_;
  Authority another_;
  const TlsFiles here_ = ours_.Issue(kHere);
  const TlsFiles peer_ = ours_.Issue("DNS:gateway.example");
};

TEST_F(TlsTest, EndsOfOneAuthorityTalk) { EXPECT_OK(Talk(&peer_, here_)); }

TEST_F(TlsTest, ServerThatNamesAnotherHostIsNotTalkedTo) {
  EXPECT_THAT(Talk(&peer_, ours_.Issue(kElsewhere)), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, PlaintextIsRefusedByEitherEnd) {
  EXPECT_FALSE(Talk(nullptr, here_).ok());
  EXPECT_FALSE(Talk(&peer_, std::nullopt).ok());
}

TEST_F(TlsTest, ClientOfAnotherAuthorityIsRefused) {
  TlsFiles stranger = another_.Issue(kHere);
  // It trusts the server; the server does not trust it.
  stranger.ca = here_.ca;
  EXPECT_FALSE(Talk(&stranger, here_).ok());
}

TEST_F(TlsTest, ServerOfAnotherAuthorityIsNotTalkedTo) {
  EXPECT_THAT(Talk(&peer_, another_.Issue(kHere)), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace hecha::rpc
