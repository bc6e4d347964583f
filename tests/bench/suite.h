// The suite that `./hecha bench` started for one bench, of which --var names the state directory:
// where its processes listen, its people, and its database.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateway/ctl/settings.h"
#include "services/common/db/database.h"
#include "services/common/security/actor_token.h"
#include "services/common/security/keyring.h"
#include "services/common/telemetry/metrics.h"
#include "tests/bench/raw_database.h"

namespace hecha::bench {

// The town of the demo in which benches work, unless they say otherwise.
inline constexpr char kTown[] = "370481109";

class Suite {
 public:
  // NotFound if nothing runs there.
  static absl::StatusOr<Suite> Open();

  const std::string& var() const { return var_; }
  // "127.0.0.1" and the port of "http", "grpc", or of a process, "intake".
  const std::string& host() const { return host_; }
  std::string PortOf(const std::string& name) const;
  std::string AddressOf(const std::string& name) const { return host_ + ":" + PortOf(name); }
  const ctl::Settings& settings() const { return settings_; }

  // The demo's user of a role ("clerk"), of whatever town comes first.
  absl::StatusOr<ctl::KnownUser> UserOf(std::string_view role,
                                        std::string_view division = kTown) const;
  // The same signed in, over native gRPC; its token serves HTTP too.
  absl::StatusOr<std::unique_ptr<ctl::Gateway>> SignIn(std::string_view role,
                                                       std::string_view division = kTown) const;

  // The bench's account, which may do everything, and a schema: its own, which is empty, or a
  // service's.
  RawDatabase database(std::string schema = "hecha_bench") const;
  // With as many connections as intake has; `metrics` outlives the database.
  absl::StatusOr<std::unique_ptr<db::Database>> OpenSchema(const std::string& schema,
                                                           telemetry::Metrics& metrics) const;
  absl::StatusOr<std::unique_ptr<security::Keyring>> KeyringOf(std::string_view service) const;

 private:
  std::string var_;
  const std::string host_ = "127.0.0.1";
  std::map<std::string, std::string> ports_;
  std::string socket_;
  std::string password_;
  ctl::Settings settings_;
};

}  // namespace hecha::bench
