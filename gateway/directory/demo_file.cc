#include "gateway/directory/demo_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string_view>

#include "absl/cleanup/cleanup.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

std::string Member(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return "";
  return {member->value.GetString(), member->value.GetStringLength()};
}

std::string ToJson(const std::vector<DemoUser>& users) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  const auto field = [&](const char* name, const std::string& value) {
    writer.Key(name);
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  writer.StartArray();
  for (const DemoUser& user : users) {
    writer.StartObject();
    field("username", user.username);
    if (!user.password.empty()) field("password", user.password);
    field("role", user.role);
    field("division", user.division);
    field("unitId", user.unit_id);
    field("userId", user.user_id);
    writer.EndObject();
  }
  writer.EndArray();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

absl::Status WriteDurably(const std::string& path, std::string_view bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, "cannot create " + path);
  absl::Cleanup close_file = [file] { close(file); };
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::ErrnoToStatus(errno, "cannot write " + path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(file) != 0) return absl::ErrnoToStatus(errno, "cannot write " + path);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<DemoUser>> ReadDemoFile(const std::string& path) {
  std::ifstream file(path);
  if (!file.is_open()) return std::vector<DemoUser>{};
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (document.HasParseError() || !document.IsArray())
    return absl::DataLossError(path + " is not a list of the demo's users");
  std::vector<DemoUser> users;
  for (const rapidjson::Value& value : document.GetArray()) {
    if (!value.IsObject()) return absl::DataLossError(path + " is not a list of the demo's users");
    users.push_back({Member(value, "username"), Member(value, "password"), Member(value, "role"),
                     Member(value, "division"), Member(value, "unitId"), Member(value, "userId")});
  }
  return users;
}

absl::Status WriteDemoFile(const std::string& path, const std::vector<DemoUser>& users) {
  const std::string fresh = path + ".new";
  RETURN_IF_ERROR(WriteDurably(fresh, ToJson(users)));
  if (std::rename(fresh.c_str(), path.c_str()) != 0)
    return absl::ErrnoToStatus(errno, "cannot replace " + path);
  return absl::OkStatus();
}

}  // namespace hecha::directory
