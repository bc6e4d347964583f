// Who may call what, as a checked-in table: policy_matrix.golden has one line for each method of
// every proto, "Service/Method LANE ACCESS ROLE...". The policies in the protos must say the same,
// and so must rpc::Authorize for every kind of caller; tests/journeys asks a running gateway.
//
// A new method, or a policy that changes, fails here until somebody writes down that it is meant.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "services/common/base/refusal.h"
#include "services/common/rpc/policy.h"

namespace hecha::gateway {
// The files below protos/hecha, written by CMake.
extern const std::span<const char* const> kProtoFiles;
}  // namespace hecha::gateway

namespace hecha::rpc {
namespace {

using google::protobuf::MethodDescriptor;

constexpr char kTable[] = "tests/house/policy_matrix.golden";

struct Line {
  std::string lane;
  std::string access;
  std::vector<std::string> roles;

  std::string ToString() const {
    return fmt::format("{} {}{}{}", lane, access, roles.empty() ? "" : " ", fmt::join(roles, " "));
  }
};

std::map<std::string, Line> ReadTable() {
  std::map<std::string, Line> table;
  std::ifstream file(kTable);
  for (std::string text; std::getline(file, text);) {
    if (text.empty() || text.starts_with('#')) continue;
    std::istringstream words(text);
    std::string method;
    Line line;
    words >> method >> line.lane >> line.access;
    for (std::string role; words >> role;) line.roles.push_back(role);
    EXPECT_TRUE(table.emplace(method, line).second) << method << " stands there twice";
  }
  return table;
}

std::map<std::string, const MethodDescriptor*> Methods() {
  std::map<std::string, const MethodDescriptor*> methods;
  for (const char* name : gateway::kProtoFiles) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) {
      const auto* service = file->service(i);
      for (int j = 0; j < service->method_count(); ++j) {
        const MethodDescriptor* method = service->method(j);
        methods[fmt::format("{}/{}", service->full_name(), method->name())] = method;
      }
    }
  }
  return methods;
}

// "ROLE_CLERK" without its prefix.
std::string Strip(const std::string& name) { return name.substr(name.find('_') + 1); }

Line LineOf(const options::v1::MethodPolicy& policy) {
  Line line;
  line.lane = Strip(options::v1::Lane_Name(policy.lane()));
  line.access = Strip(options::v1::Access_Name(policy.access()));
  for (int role : policy.roles())
    line.roles.push_back(Strip(options::v1::Role_Name(static_cast<options::v1::Role>(role))));
  return line;
}

Actor User(std::optional<int> role) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  if (role.has_value()) actor.roles.insert(static_cast<Role>(*role));
  return actor;
}

Actor Service() {
  Actor actor;
  actor.kind = Actor::Kind::kService;
  actor.service = "intake";
  return actor;
}

// The rule that turns `actor` away; empty if it is let in.
std::string Decision(const MethodDescriptor& method, const Actor& actor) {
  const absl::Status status = Authorize(*PolicyOf(method), actor);
  if (status.ok()) return "";
  const std::optional<Refusal> refusal = RefusalOf(status);
  return refusal.has_value() ? refusal->rule : status.ToString();
}

TEST(PolicyMatrix, HasALineForEveryMethodAndNoOther) {
  const auto methods = Methods();
  const auto table = ReadTable();
  ASSERT_GT(methods.size(), 50u);
  for (const auto& [name, method] : methods) {
    const auto policy = PolicyOf(*method);
    ASSERT_TRUE(policy.ok()) << policy.status();
    EXPECT_TRUE(table.contains(name))
        << kTable << " lacks: " << name << " " << LineOf(*policy).ToString();
  }
  for (const auto& [name, line] : table)
    EXPECT_TRUE(methods.contains(name)) << kTable << " has " << name << ", which is no method";
}

TEST(PolicyMatrix, SaysWhatThePoliciesSay) {
  const auto table = ReadTable();
  for (const auto& [name, method] : Methods()) {
    const auto line = table.find(name);
    if (line == table.end()) continue;
    EXPECT_EQ(line->second.ToString(), LineOf(*PolicyOf(*method)).ToString()) << name;
  }
}

TEST(PolicyMatrix, IsWhatAuthorizeDecidesForEveryCaller) {
  const auto methods = Methods();
  const auto* roles = options::v1::Role_descriptor();
  for (const auto& [name, line] : ReadTable()) {
    const auto found = methods.find(name);
    if (found == methods.end()) continue;
    const MethodDescriptor& method = *found->second;
    const bool is_public = line.access == "PUBLIC";
    const bool for_services = line.access == "SERVICE";
    const bool for_users = is_public || line.access == "SESSION";
    const std::string not_a_user = for_services ? "SERVICE_REQUIRED" : "ROLE_REQUIRED";

    EXPECT_EQ(Decision(method, Actor()), is_public ? "" : "SIGN_IN_REQUIRED") << name;
    EXPECT_EQ(Decision(method, Service()), is_public || for_services ? "" : "ROLE_REQUIRED")
        << name;
    EXPECT_EQ(Decision(method, User(std::nullopt)), for_users ? "" : not_a_user) << name;
    for (int i = 1; i < roles->value_count(); ++i) {
      const std::string role = Strip(roles->value(i)->name());
      const bool listed = std::find(line.roles.begin(), line.roles.end(), role) != line.roles.end();
      EXPECT_EQ(Decision(method, User(roles->value(i)->number())),
                for_users || listed ? "" : not_a_user)
          << name << " called by " << role;
    }
  }
}

}  // namespace
}  // namespace hecha::rpc
