#include "gateway/ctl/settings.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

#include "absl/cleanup/cleanup.h"
#include "absl/flags/flag.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

ABSL_FLAG(std::string, grpc, "", "address of the gateway's native gRPC port, host:port");
ABSL_FLAG(std::string, ca, "", "PEM file of the CA that signed the gateway's certificate");
ABSL_FLAG(std::string, demo, "var/demo.json", "file that tells of a running suite");
ABSL_FLAG(std::string, user, "", "username to sign in as");
ABSL_FLAG(std::string, password, "", "password of --user; better left to $HECHA_PASSWORD");

namespace hecha::ctl {
namespace {

std::string Member(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return "";
  return {member->value.GetString(), member->value.GetStringLength()};
}

absl::StatusOr<Settings> ReadFile(const std::string& path) {
  Settings settings;
  std::ifstream file(path);
  if (!file.is_open()) return settings;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (document.HasParseError() || !document.IsObject())
    return absl::InvalidArgumentError(path + " is not a JSON object");
  settings.grpc = Member(document, "grpc");
  settings.ca = Member(document, "grpcCa");
  const auto users = document.FindMember("users");
  if (users == document.MemberEnd() || !users->value.IsArray()) return settings;
  for (const rapidjson::Value& user : users->value.GetArray())
    if (user.IsObject())
      settings.users.push_back({Member(user, "username"), Member(user, "password"),
                                Member(user, "role"), Member(user, "division"),
                                Member(user, "unitId"), Member(user, "userId")});
  return settings;
}

std::filesystem::path TokenFile() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0')
    return std::filesystem::path(state) / "hechactl" / "session";
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr ? home : ".") / ".local/state/hechactl/session";
}

// What an earlier sign-in at `address` left: at another one it would be somebody else's to use.
std::string KeptToken(const std::string& address) {
  std::ifstream file(TokenFile());
  std::string at;
  std::string token;
  file >> at >> token;
  return at == address ? token : "";
}

absl::StatusOr<std::string> PasswordOf(const std::string& username, const Settings& settings) {
  if (std::string password = absl::GetFlag(FLAGS_password); !password.empty()) return password;
  if (const char* password = std::getenv("HECHA_PASSWORD"); password != nullptr) return password;
  for (const KnownUser& user : settings.users)
    if (user.username == username && !user.password.empty()) return user.password;
  return TypedSecret(username + " 的密码 / password: ",
                     "no password: set HECHA_PASSWORD or pass --password");
}

// Signs in, and asks for what a second factor shows where the account has one.
absl::Status SignIn(Gateway& gateway, const std::string& username, const std::string& password) {
  absl::Status status = gateway.SignIn(username, password);
  const std::optional<Refusal> refusal = RefusalOf(status);
  if (!refusal.has_value() || refusal->rule != "OTP_REQUIRED") return status;
  const char* given = std::getenv("HECHA_OTP");
  if (given != nullptr) return gateway.SignIn(username, password, given);
  ASSIGN_OR_RETURN(const std::string otp,
                   TypedSecret(username + " 的动态口令 / one-time password: ",
                               "no one-time password: set HECHA_OTP"));
  return gateway.SignIn(username, password, otp);
}

}  // namespace

absl::StatusOr<Settings> Settings::FromFlags() {
  ASSIGN_OR_RETURN(Settings settings, ReadFile(absl::GetFlag(FLAGS_demo)));
  if (std::string grpc = absl::GetFlag(FLAGS_grpc); !grpc.empty()) {
    settings.grpc = std::move(grpc);
    settings.ca.clear();
  }
  if (std::string ca = absl::GetFlag(FLAGS_ca); !ca.empty()) settings.ca = std::move(ca);
  if (settings.grpc.empty())
    return absl::InvalidArgumentError(fmt::format(
        "where is the gateway? --grpc is not set and {} does not tell", absl::GetFlag(FLAGS_demo)));
  return settings;
}

absl::StatusOr<std::unique_ptr<Gateway>> Connect(const Settings& settings) {
  return Gateway::Open({settings.grpc, settings.ca});
}

absl::StatusOr<std::unique_ptr<Gateway>> ConnectSignedIn(std::string_view role) {
  ASSIGN_OR_RETURN(const Settings settings, Settings::FromFlags());
  ASSIGN_OR_RETURN(std::unique_ptr<Gateway> gateway, Connect(settings));
  std::string username = absl::GetFlag(FLAGS_user);
  if (username.empty()) {
    if (std::string token = KeptToken(settings.grpc); !token.empty()) {
      gateway->UseToken(std::move(token));
      return gateway;
    }
    const auto known =
        std::find_if(settings.users.begin(), settings.users.end(),
                     [&](const KnownUser& user) { return !role.empty() && user.role == role; });
    if (known == settings.users.end())
      return absl::InvalidArgumentError("who are you? pass --user or run `hechactl login`");
    username = known->username;
  }
  ASSIGN_OR_RETURN(const std::string password, PasswordOf(username, settings));
  RETURN_IF_ERROR(SignIn(*gateway, username, password));
  return gateway;
}

absl::StatusOr<std::string> TypedSecret(std::string_view prompt, std::string_view otherwise) {
  if (!isatty(STDIN_FILENO)) return absl::InvalidArgumentError(std::string(otherwise));
  termios before;
  tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  absl::Cleanup restore = [&] { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before); };
  std::cerr << prompt;
  std::string secret;
  std::getline(std::cin, secret);
  std::cerr << '\n';
  return secret;
}

absl::Status KeepToken(const std::string& address, const std::string& token) {
  const std::filesystem::path path = TokenFile();
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, "cannot create " + path.string());
  absl::Cleanup close_file = [file] { close(file); };
  const std::string line = address + " " + token + "\n";
  if (write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return absl::ErrnoToStatus(errno, "cannot write " + path.string());
  return absl::OkStatus();
}

}  // namespace hecha::ctl
