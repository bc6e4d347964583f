// Where the gateway is and who asks: from flags, else from the file that a running suite writes
// for programs (var/demo.json).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/ctl/gateway.h"

namespace hecha::ctl {

// One user of the demo.
struct KnownUser {
  std::string username;
  std::string password;
  std::string role;
  std::string division;
  std::string unit_id;
  std::string user_id;
};

// What --demo names: "grpc" (host:port), "grpcCa" (path of a PEM file, absent for plaintext) and
// "users". Empty where there is no such file.
struct Settings {
  std::string grpc;
  std::string ca;
  std::vector<KnownUser> users;

  // --grpc and --ca win over the file. InvalidArgument if neither says where the gateway is.
  static absl::StatusOr<Settings> FromFlags();
};

// Connects. A failure to reach the gateway shows at the first call.
absl::StatusOr<std::unique_ptr<Gateway>> Connect(const Settings& settings);

// Connects and signs in as --user: with --password, the demo's password of that user,
// $HECHA_PASSWORD, or what is typed at the terminal; and with $HECHA_OTP or what is typed, where
// the account has a second factor. Without --user, goes on with the session that `hechactl login`
// kept at this address, else signs in as the demo's first user of `role` (if not empty).
absl::StatusOr<std::unique_ptr<Gateway>> ConnectSignedIn(std::string_view role = "");

// What is typed at the terminal after `prompt`, without showing it. InvalidArgument `otherwise`
// where nobody is there to type.
absl::StatusOr<std::string> TypedSecret(std::string_view prompt, std::string_view otherwise);

// The session at `address` that `hechactl login` keeps for the user of this computer, mode 0600.
absl::Status KeepToken(const std::string& address, const std::string& token);

}  // namespace hecha::ctl
