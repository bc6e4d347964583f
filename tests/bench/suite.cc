#include "tests/bench/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "services/common/base/status_macros.h"

ABSL_FLAG(std::string, var, "", "state directory of the suite");
ABSL_DECLARE_FLAG(std::string, demo);

namespace hecha::bench {
namespace {

// As intake's own process has.
constexpr int kPool = 34;

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string ValueOf(const std::string& line) {
  const size_t equals = line.find('=');
  return equals == std::string::npos ? "" : line.substr(equals + 1);
}

}  // namespace

absl::StatusOr<Suite> Suite::Open() {
  Suite suite;
  suite.var_ = absl::GetFlag(FLAGS_var);
  std::ifstream ports(suite.var_ + "/ports");
  for (std::string line; std::getline(ports, line);)
    suite.ports_[line.substr(0, line.find('='))] = ValueOf(line);
  if (suite.ports_.empty())
    return absl::NotFoundError("--var: no suite was started in " + suite.var_);
  suite.password_ = FirstLine(suite.var_ + "/secrets/db_bench");
  std::ifstream flags(suite.var_ + "/etc/intake.flags");
  for (std::string line; std::getline(flags, line);)
    if (line.starts_with("--db_socket=")) suite.socket_ = ValueOf(line);
  absl::SetFlag(&FLAGS_demo, suite.var_ + "/demo.json");
  ASSIGN_OR_RETURN(suite.settings_, ctl::Settings::FromFlags());
  return suite;
}

std::string Suite::PortOf(const std::string& name) const {
  const auto port = ports_.find(name);
  return port == ports_.end() ? "0" : port->second;
}

absl::StatusOr<ctl::KnownUser> Suite::UserOf(std::string_view role,
                                             std::string_view division) const {
  const auto& users = settings_.users;
  const auto user = std::find_if(users.begin(), users.end(), [&](const ctl::KnownUser& each) {
    return each.role == role && each.division == division;
  });
  if (user == users.end())
    return absl::NotFoundError(fmt::format("the demo has no {} in {}", role, division));
  return *user;
}

absl::StatusOr<std::unique_ptr<ctl::Gateway>> Suite::SignIn(std::string_view role,
                                                            std::string_view division) const {
  ASSIGN_OR_RETURN(const ctl::KnownUser user, UserOf(role, division));
  ASSIGN_OR_RETURN(std::unique_ptr<ctl::Gateway> gateway, ctl::Connect(settings_));
  RETURN_IF_ERROR(gateway->SignIn(user.username, user.password));
  return gateway;
}

RawDatabase Suite::database(std::string schema) const {
  return {socket_, "hecha_bench", password_, std::move(schema)};
}

absl::StatusOr<std::unique_ptr<db::Database>> Suite::OpenSchema(const std::string& schema,
                                                                telemetry::Metrics& metrics) const {
  db::DatabaseOptions options;
  options.socket = socket_;
  options.user = "hecha_bench";
  options.password = password_;
  options.schema = schema;
  options.pool_size = kPool;
  options.statement_timeout = absl::Minutes(10);
  return db::Database::Open(std::move(options), metrics);
}

absl::StatusOr<std::unique_ptr<security::Keyring>> Suite::KeyringOf(
    std::string_view service) const {
  return security::Keyring::Load(fmt::format("{}/keys/{}/keyring", var_, service));
}

}  // namespace hecha::bench
